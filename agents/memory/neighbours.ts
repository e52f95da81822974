/**
 * The vector half of a recall: embed the question, ask the index of each scope, within what is left of the deadline.
 * Never throws: what went wrong is said in `problem`.
 */

import type { Neighbour, VectorIndex } from './chroma-index.ts';
import type { IndexSync } from './index-sync.ts';
import type { MemoryScope } from './service-api.ts';
import type { Vectors } from './vectors.ts';

export interface NeighbourQuery {
  userId: string;
  text: string;
  scopes: readonly MemoryScope[];
  limit: number;
  deadlineMs: number;
}
export type FindNeighbours = (
  query: NeighbourQuery,
  signal: AbortSignal,
) => Promise<{ ids: string[]; problem: string | undefined }>;

/** Queries at once; a hung index must not collect them. */
const MAX_IN_FLIGHT = 32;

export function neighbourFinder(index: VectorIndex, sync: IndexSync, vectors: Vectors): FindNeighbours {
  let inFlight = 0;
  return async ({ userId, text, scopes, limit, deadlineMs }, signal) => {
    const collections = scopes.map((scope) => sync.collectionOf(scope));
    if (collections.includes(undefined))
      return { ids: [], problem: `the index is down (${(sync.problem() ?? 'not connected').replace(/\.$/, '')})` };
    if (inFlight >= MAX_IN_FLIGHT) return { ids: [], problem: `${MAX_IN_FLIGHT} queries already wait for the index` };
    inFlight += 1;
    const startedMs = performance.now();
    try {
      const [vector] = await vectors.embed([text], signal);
      if (!vector) return { ids: [], problem: 'the embedding model gave no vector' };
      const leftMs = deadlineMs - (performance.now() - startedMs);
      const found = await Promise.all(
        collections.map((id) => (id === undefined ? [] : index.query(id, userId, vector, limit, leftMs, signal))),
      );
      sync.queryAnswered();
      return { ids: nearestFirst(found.flat(), vectors.minSimilarity), problem: undefined };
    } catch (error) {
      if (signal.aborted) return { ids: [], problem: 'the index did not answer in time' };
      sync.queryFailed(error);
      return { ids: [], problem: error instanceof Error ? error.message : String(error) };
    } finally {
      inFlight -= 1;
    }
  };
}

const nearestFirst = (found: readonly Neighbour[], minSimilarity: number): string[] =>
  found
    .filter((neighbour) => neighbour.similarity >= minSimilarity)
    .sort((a, b) => b.similarity - a.similarity)
    .map((neighbour) => neighbour.id);
