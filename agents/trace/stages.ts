/**
 * Every stage name of a turn, in one place: spans, metrics, the console's waterfall and the benches use these words.
 * Pure.
 */
export const STAGES = [
  /** Last spoken sample to the end of the turn being decided. */
  'hear.endpoint',
  /** Last spoken sample to the transcript being complete. */
  'hear.final',
  /** Memory asked to memory answered (or given up at its deadline). */
  'recall',
  /** Model request to its first token. */
  'plan.first_token',
  /** Model request to the first speakable clause. */
  'plan.first_clause',
  /** One tool call, from verdict to result. */
  'act.tool',
  /** Synthesis request to its first byte. */
  'speak.first_byte',
  /** First frame pushed to last frame played. */
  'speak.playout',
  /** Last spoken sample to the first frame of the answer pushed to the room. */
  'turn.ear',
] as const;
export type Stage = (typeof STAGES)[number];
/** Milliseconds per stage; a stage that did not happen in the turn is absent. */
export type StageTimes = Partial<Record<Stage, number>>;
