/**
 * One search: words and vectors at once, fused, by the deadline. The words come from the database itself; the vectors
 * are a help that may be missing, and then the answer says so. Only what may answer is ever returned, whatever the
 * index says.
 */
import { withDeadline } from '../../media/clock.ts';
import type { DatabaseThread } from '../log/sqlite/database-thread.ts';
import type { FoundChunk } from '../log/sqlite/knowledge-operations.ts';
import { fuseRanks } from '../memory/fuse.ts';
import { soughtIn, termsOf } from '../memory/terms.ts';
import type { PassageIndex } from './index-sync.ts';
import { type Passage, type SearchRequest, type SearchResponse, searchRequest } from './knowledge-api.ts';

/** Candidates per ranking, as a multiple of what was asked for: some belong to versions that no longer answer. */
const DEPTH = 4;
/** Kept for fusing and for the way back. */
const RESERVE_MS = 20;

export interface SearchParts {
  database: DatabaseThread;
  /** Undefined: no index is configured. */
  index: PassageIndex | undefined;
  ranking: 'lexical' | 'blended';
}

/** Rejects with a sentence when the database does not answer in time. */
export async function searchPassages(
  { database, index, ranking }: SearchParts,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<SearchResponse> {
  const startedMs = performance.now();
  const { collection, query, limit, roots, snapshotId, deadlineMs } = searchRequest.parse(request);
  if (soughtIn(query).length === 0) return { passages: [], ranking: 'none' };
  const scope = { collection, roots, snapshotId };
  const leftMs = () => Math.max(1, deadlineMs - RESERVE_MS - (performance.now() - startedMs));
  const stop = new AbortController();
  const near = index
    ? withDeadline(
        index.nearest(collection, query, limit * DEPTH, leftMs(), AbortSignal.any([signal, stop.signal])),
        leftMs(),
        signal,
        'The index of documents',
      ).then(
        (ids) => ({ ids, problem: undefined }),
        (error: unknown) => ({ ids: [], problem: sentenceOf(error).replace(/\.$/, '') }),
      )
    : Promise.resolve({ ids: [], problem: undefined });
  try {
    const input = { ...scope, query, limit: limit * DEPTH };
    const what = `Searching the documents of ${collection}`;
    const found = await withDeadline(
      database.run('knowledge.search', input, { deadlineMs: leftMs() }),
      leftMs(),
      signal,
      what,
    );
    const { ids, problem } = await near;
    const known = new Map(found.map((one) => [one.id, one]));
    const missing = ids.filter((id) => !known.has(id));
    if (missing.length > 0) {
      const more = await database
        .run('knowledge.chunks', { ...scope, ids: missing }, { deadlineMs: leftMs() })
        .catch((): FoundChunk[] => []);
      for (const one of more) known.set(one.id, one);
    }
    const order = fuseRanks([found.map(({ id }) => id), ids.filter((id) => known.has(id))]);
    const passages = order.flatMap(({ id, score }): Passage[] => {
      const one = known.get(id);
      return one ? [{ ...one.passage, score, coverage: coverage(query, one.passage) }] : [];
    });
    return {
      passages: passages.slice(0, limit),
      ranking: problem === undefined ? ranking : 'lexical',
      ...(problem === undefined ? {} : { degraded: `Ranked by words alone: ${problem}.` }),
    };
  } finally {
    stop.abort();
  }
}

function coverage(query: string, { title, headings, text }: FoundChunk['passage']): number {
  const held = new Set(termsOf([title, ...headings, text].join(' ')));
  const sought = soughtIn(query);
  const found = sought.filter(({ stem, concept }) => held.has(stem) || (concept !== undefined && held.has(concept)));
  return sought.length === 0 ? 0 : found.length / sought.length;
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
