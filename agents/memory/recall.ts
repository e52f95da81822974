/**
 * One recall: words and vectors at once, fused, by the deadline. The words come from the records themselves; the
 * vectors are a help that may be missing. What belongs to another user is never returned, whatever the index says.
 */
import { withDeadline } from '../../media/clock.ts';
import type { DatabaseThread } from '../log/sqlite/database-thread.ts';
import { fuseRanks } from './fuse.ts';
import type { FindNeighbours } from './neighbours.ts';
import type { MemoryRecord, RecallRequest, RecallResponse } from './service-api.ts';
import { recallRequest } from './service-api.ts';
import type { FoundRecord, RecallScope } from './sqlite/operations.ts';

/** Kept for fusing and for the way back. */
const RESERVE_MS = 15;
/** The index's own deadline comes before the recall's, so that a hanging index is noticed as such. */
const INNER_MS = 10;
/** Candidates per ranking, as a multiple of what was asked for. */
const DEPTH = 3;

export interface RecallParts {
  database: DatabaseThread;
  /** Undefined: no index is configured. */
  neighbours: FindNeighbours | undefined;
  ranking: 'lexical' | 'blended';
}

/** Never throws. The answer comes within `deadlineMs` of the request. */
export async function recall(parts: RecallParts, request: RecallRequest, signal: AbortSignal): Promise<RecallResponse> {
  const startedMs = performance.now();
  const { userId, sessionId, query, scopes, limit, deadlineMs } = recallRequest.parse(request);
  const scope: RecallScope = { userId, sessionId, scopes, nowMs: Date.now() };
  const leftMs = () => Math.max(1, deadlineMs - RESERVE_MS - (performance.now() - startedMs));
  const answer = (
    found: readonly { record: MemoryRecord; score: number }[],
    ranking: RecallResponse['ranking'],
    degraded?: string,
  ): RecallResponse => ({
    items: found.filter(({ record }) => record.userId === userId).slice(0, limit),
    ranking,
    ...(degraded === undefined ? {} : { degraded }),
    tookMs: performance.now() - startedMs,
  });

  const stop = new AbortController();
  const near = parts.neighbours
    ? withDeadline(
        parts.neighbours(
          { userId, text: query, scopes, limit: limit * DEPTH, deadlineMs: leftMs() - INNER_MS },
          AbortSignal.any([signal, stop.signal]),
        ),
        leftMs(),
        signal,
        'The memory index',
      ).catch(sayProblem)
    : Promise.resolve({ ids: [], problem: undefined });
  try {
    const input = { ...scope, query, limit: limit * DEPTH };
    const { found, unranked } = await withDeadline(
      parts.database.run('memory.search', input, { deadlineMs: leftMs() }),
      leftMs(),
      signal,
      'Searching the records',
    );
    if (unranked) return answer(found, 'none');
    const { ids, problem } = await near;
    const degraded = problem === undefined ? undefined : `Ranked by words alone: ${problem}.`;
    if (ids.length === 0) return answer(found, degraded === undefined ? parts.ranking : 'lexical', degraded);
    const known = await withRecords(parts.database, found, ids, scope, leftMs(), signal);
    return answer(fuse(found, ids, known), parts.ranking);
  } catch (error) {
    return answer([], 'none', sentenceOf(error));
  } finally {
    stop.abort();
  }
}

/** The records of all candidates by id: those found by words, and those only the index named (when there is time). */
async function withRecords(
  database: DatabaseThread,
  found: readonly FoundRecord[],
  ids: readonly string[],
  scope: RecallScope,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Map<string, MemoryRecord>> {
  const records = new Map(found.map(({ record }) => [record.id, record]));
  const missing = ids.filter((id) => !records.has(id));
  if (missing.length === 0) return records;
  const more = await withDeadline(
    database.run('memory.byIds', { ...scope, ids: missing }, { deadlineMs }),
    deadlineMs,
    signal,
  ).catch(() => []);
  for (const record of more) records.set(record.id, record);
  return records;
}

function fuse(found: readonly FoundRecord[], ids: readonly string[], records: ReadonlyMap<string, MemoryRecord>) {
  return fuseRanks([found.map(({ record }) => record.id), ids.filter((id) => records.has(id))])
    .flatMap(({ id, score }) => {
      const record = records.get(id);
      return record ? [{ record, score }] : [];
    })
    .sort((a, b) => b.score - a.score || b.record.updatedAtMs - a.record.updatedAtMs);
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const sayProblem = (error: unknown): { ids: string[]; problem: string } => ({
  ids: [],
  problem: sentenceOf(error).replace(/\.$/, ''),
});
