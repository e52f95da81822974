/**
 * The canonical observation: whatever a call hears, reads, sees, is told or is given arrives at planning in this one
 * versioned shape. Pure: schemas and types only, no effects and no SDK but zod.
 */
import { z } from 'zod';

export const OBSERVATION_VERSION = 1 as const;

/** Personal content. It is encrypted at rest under its user's key and masked in logs and traces. */
export const markedText = z.object({
  private: z.string(),
  /** Set on reading, when the key it was encrypted under is destroyed: the text is gone for good and reads as empty. */
  destroyed: z.literal(true).optional(),
});
export type MarkedText = z.infer<typeof markedText>;
export const marked = (text: string): MarkedText => ({ private: text });

/** Where a piece of content comes from. Only `caller` and `operator` may ask; nothing here may grant. */
export const provenance = z.object({
  source: z.enum([
    'caller',
    'operator',
    'agent',
    'system',
    'screen',
    'camera',
    'document',
    'memory',
    'tool',
    'remote-agent',
  ]),
  /** Participant identity, tool name, document id: whatever names the source within its kind. */
  id: z.string().optional(),
});
export type Provenance = z.infer<typeof provenance>;
export type ProvenanceSource = Provenance['source'];

const base = {
  v: z.literal(OBSERVATION_VERSION),
  id: z.string(),
  /** Epoch milliseconds at which the thing observed happened (not when it was processed). */
  atMs: z.number(),
  provenance,
};

export const speechObservation = z.object({
  ...base,
  kind: z.literal('speech'),
  text: markedText,
  final: z.boolean(),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  confidence: z.number().min(0).max(1).optional(),
  language: z.string().optional(),
});
export const textObservation = z.object({ ...base, kind: z.literal('text'), text: markedText });
export const frameObservation = z.object({
  ...base,
  kind: z.literal('frame'),
  track: z.enum(['camera', 'screen']),
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  change: z.enum(['first', 'scene', 'region', 'scroll', 'asked']),
  fingerprint: z.string(),
  text: markedText.optional(),
  caption: markedText.optional(),
});
export const documentObservation = z.object({
  ...base,
  kind: z.literal('document'),
  name: markedText,
  mediaType: z.string(),
  pages: z.array(z.object({ number: z.number().int(), text: markedText })),
});
export const tableColumn = z.object({
  name: z.string(),
  type: z.enum(['text', 'number', 'date', 'boolean']),
  unit: z.string().optional(),
});
export const tableObservation = z.object({
  ...base,
  kind: z.literal('table'),
  name: markedText,
  /** Empty in what is observed: `sheet` has both, marked. */
  columns: z.array(tableColumn),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  /** `{columns, rows}` as JSON. Absent: written before tables were marked. */
  sheet: markedText.optional(),
});
export const keypadObservation = z.object({ ...base, kind: z.literal('keypad'), digits: markedText });
export const toolResultObservation = z.object({
  ...base,
  kind: z.literal('tool-result'),
  tool: z.string(),
  callKey: z.string(),
  outcome: z.enum(['ok', 'error', 'denied', 'unknown']),
  result: markedText,
});
export const taskResultObservation = z.object({
  ...base,
  kind: z.literal('task-result'),
  taskId: z.string(),
  state: z.enum(['COMPLETED', 'FAILED', 'ESCALATED']),
  summary: markedText,
});
export const systemObservation = z.object({
  ...base,
  kind: z.literal('system'),
  event: z.enum([
    'call-started',
    'caller-joined',
    'caller-left',
    'caller-silent',
    'call-resumed',
    'degraded',
    'operator-message',
  ]),
  detail: z.string().optional(),
});

export const observation = z.discriminatedUnion('kind', [
  speechObservation,
  textObservation,
  frameObservation,
  documentObservation,
  tableObservation,
  keypadObservation,
  toolResultObservation,
  taskResultObservation,
  systemObservation,
]);
export type Observation = z.infer<typeof observation>;
