/** Which records a request to forget means. By description it takes only what clearly is meant: forgetting is final. */
import type { FoundRecord } from './sqlite/operations.ts';

/** Share of the description that a record must hold. */
const MIN_COVERAGE = 0.6;
/** Long-term records are forgotten by description only when they match about as well as the best one. */
const NEAR_BEST = 0.9;

export function idsToForget(found: readonly FoundRecord[]): string[] {
  const meant = found.filter(({ coverage }) => coverage >= MIN_COVERAGE);
  const best = Math.max(0, ...meant.filter(({ record }) => record.scope === 'long-term').map(({ score }) => score));
  return meant
    .filter(({ record, score }) => record.scope === 'short-term' || score >= best * NEAR_BEST)
    .map(({ record }) => record.id);
}
