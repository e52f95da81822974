/**
 * What a line let out, clause by clause, and whether the record of what was heard can be true: nothing counts as heard
 * that did not sound. Clauses are told apart by the value of their samples.
 */
import { OUTPUT_RATE_HZ } from '../../../agents/speaking/utterance.ts';

export interface Clause {
  text: string;
  samples: number;
}
/** Quicker than people speak, so that a call of many turns takes few frames. */
const MS_A_CHARACTER = 12;
const PER_MS = OUTPUT_RATE_HZ / 1_000;
/** Cutting is exact to a frame and a queue. */
const TOLERANCE_MS = 60;

export const clauseSamples = (text: string): number => Math.max(20, text.length * MS_A_CHARACTER) * PER_MS;

/** Of the clauses that `heard` holds whole, those that did not sound whole. What is said more than once, also inside of other words, is passed over. */
export function heardButNotSaid(
  heard: string,
  clauses: readonly Clause[],
  sounded: readonly { clause: number; fromMs: number; toMs: number }[],
): string[] {
  return clauses.flatMap(({ text, samples }, index) => {
    if (!heard.includes(text) || clauses.some((other, at) => at !== index && other.text.includes(text))) return [];
    const playedMs = sounded
      .filter((frame) => frame.clause === index + 1)
      .reduce((sum, frame) => sum + Math.max(0, frame.toMs - frame.fromMs), 0);
    return playedMs + TOLERANCE_MS < samples / PER_MS ? [text] : [];
  });
}
