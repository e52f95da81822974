/**
 * Reading what is stored: an event this version knows comes back as it was written; one it does not know (written by
 * a later version, or of a kind since dropped) comes back as `foreign`, so that a log never becomes unreadable. Pure.
 */
import { z } from 'zod';
import { type CallEvent, callEvent } from './events.ts';
import { StoreError } from './store-error.ts';

/** An event this version cannot interpret; it keeps its place in the sequence. */
export interface ForeignEvent {
  type: 'foreign';
  originalType: string;
  v: number;
  callId: string;
  seq: number;
  atMs: number;
}
export type LogEntry = CallEvent | ForeignEvent;

const envelope = z.object({
  v: z.number().int().positive(),
  callId: z.string().min(1),
  seq: z.number().int().positive(),
  atMs: z.number(),
  type: z.string().min(1),
});

/** Throws StoreError 'invalid' when `value` is no event of any version. */
export function readEntry(value: unknown): LogEntry {
  const known = callEvent.safeParse(value);
  if (known.success) return known.data;
  const { type, ...rest } = readEnvelope(value);
  return { ...rest, type: 'foreign', originalType: type };
}

/** The part every version has. Throws StoreError 'invalid' with the offending value. */
export function readEnvelope(value: unknown): z.infer<typeof envelope> {
  const result = envelope.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const shown = JSON.stringify(value)?.slice(0, 200) ?? String(value);
  throw new StoreError(
    'invalid',
    `Not a call event (${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}): ${shown}.`,
  );
}
