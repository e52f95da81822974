/**
 * What the agent tells a client on data topic `parley.event`, and what a client may ask on `parley.control`: JSON, one
 * object per packet. The contract between a call and any client (`server/api` re-exports it for the page). Pure.
 */
import { z } from 'zod';

export const PAGE_EVENT_TOPIC = 'parley.event';
export const PAGE_CONTROL_TOPIC = 'parley.control';
/**
 * Byte streams. `parley.file`: a client sends a file (name, mimeType). `parley.seen`: the agent shows a client the very
 * thumbnail it keeps (image/jpeg) with attributes `source` (camera, screen), `at_ms`, `change` and `participant`.
 */
export const FILE_TOPIC = 'parley.file';
export const SEEN_TOPIC = 'parley.seen';

/** Of a `lk.chat` text stream: the sender's own name for the message, so that one sent twice is read once. */
export const MESSAGE_ID_ATTRIBUTE = 'parley.message_id';

/**
 * Of a participant: a person of the console (`speaking` or `listening`), who is no caller. Only the server can sign it,
 * and nobody can give it to themselves.
 */
export const OPERATOR_ATTRIBUTE = 'parley.operator';

export const pageEvent = z.discriminatedUnion('type', [
  /** Which agent answers, and what it can do: sent when the caller joins. */
  z.object({
    type: z.literal('hello'),
    agent: z.string(),
    title: z.string(),
    hears: z.boolean(),
    speaks: z.boolean(),
    /** It answers every typed message that carries an id with `received`. */
    acknowledges: z.boolean().optional(),
    note: z.string().optional(),
  }),
  /** A stage failed and what was done instead. */
  z.object({ type: z.literal('degraded'), stage: z.string(), message: z.string() }),
  z.object({ type: z.literal('restored'), stage: z.string() }),
  z.object({
    type: z.literal('tool'),
    tool: z.string(),
    /** `waiting`: nothing was done, a person was asked. */
    phase: z.enum(['started', 'finished', 'failed', 'denied', 'waiting']),
    label: z.string(),
  }),
  /** Something waits for a yes, or does no more. `action` is what was, or is being, read to the caller. */
  z.object({
    type: z.literal('approval'),
    id: z.string(),
    action: z.string(),
    by: z.enum(['caller', 'operator', 'two-operators']),
    /** Epoch milliseconds. */
    expiresAtMs: z.number(),
    phase: z.enum(['asked', 'approved', 'refused', 'expired', 'withdrawn']),
  }),
  /** The agent has asked for a person. */
  z.object({ type: z.literal('person-requested'), reason: z.string() }),
  /** A person speaks instead of the agent, or does no more. */
  z.object({ type: z.literal('operator'), phase: z.enum(['speaking', 'gone']), name: z.string() }),
  /** Work in the background was begun, or has an end. */
  z.object({
    type: z.literal('task'),
    id: z.string(),
    goal: z.string(),
    phase: z.enum(['started', 'completed', 'failed', 'escalated']),
    summary: z.string().optional(),
  }),
  z.object({ type: z.literal('remembered'), text: z.string() }),
  z.object({ type: z.literal('forgotten'), count: z.number().int() }),
  /** The typed message whose stream carried this id (see MESSAGE_ID_ATTRIBUTE) has come in; said again when it comes again. */
  z.object({ type: z.literal('received'), id: z.string() }),
  /** A message of the client was refused (too long, not text...). */
  z.object({ type: z.literal('refused'), what: z.string(), message: z.string() }),
  /** Seeing was switched; `available` is false where nothing can see here. */
  z.object({ type: z.literal('seeing'), on: z.boolean(), available: z.boolean(), note: z.string().optional() }),
  /** A file of the caller was read (or not): what became of it. */
  z.object({ type: z.literal('file'), name: z.string(), outcome: z.enum(['read', 'refused']), message: z.string() }),
  /** The agent presents a picture on its own video track, or takes it away. */
  z.object({
    type: z.literal('presenting'),
    on: z.boolean(),
    title: z.string(),
    /** What can be seen on it, for those who cannot see it. */
    description: z.string().optional(),
  }),
  /** A standing wish ("tell me when...") was noted, met or dropped. */
  z.object({ type: z.literal('watching'), what: z.string(), phase: z.enum(['started', 'met', 'stopped']) }),
  z.object({ type: z.literal('call-ending'), reason: z.string() }),
  /** Times of the last turn, by stage, in milliseconds. */
  z.object({ type: z.literal('turn-times'), generation: z.number().int(), stagesMs: z.record(z.string(), z.number()) }),
]);
export type PageEvent = z.infer<typeof pageEvent>;

export const pageControl = z.discriminatedUnion('type', [
  z.object({ type: z.literal('push-to-talk'), mode: z.enum(['on', 'off']) }),
  z.object({ type: z.literal('talk-key'), pressed: z.boolean() }),
  z.object({ type: z.literal('seeing'), on: z.boolean() }),
  /** The caller's own yes or no, by hand: to what an `approval` with `by: caller` asked. */
  z.object({ type: z.literal('approval'), id: z.string().min(1).max(80), decision: z.enum(['approve', 'refuse']) }),
]);
export type PageControl = z.infer<typeof pageControl>;
