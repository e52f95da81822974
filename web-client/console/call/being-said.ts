/** Which turn of a call may still be spoken. Pure. */
import type { StoryRow } from './story.ts';

/**
 * The generation of the last turn while the call lives; undefined when nothing can be heard any more. What was composed
 * before it and never reported as heard was overtaken: by another turn, by a colleague, by the end.
 */
export function beingSaid(rows: readonly StoryRow[], live: boolean): number | undefined {
  if (!live) return undefined;
  const last = rows.findLast((row) => row.kind === 'turn');
  return last?.kind === 'turn' ? last.turn.generation : undefined;
}
