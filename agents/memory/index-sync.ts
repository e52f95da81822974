/**
 * Keeps the vector index in step with the records, behind their writing: takes the work that waits in the database,
 * embeds it, writes it to the index, and notes it as done. The index may be down or have lost everything: it is tried
 * again with growing pauses, and filled anew when it is not the one that was filled from here.
 */
import { sleep } from '../../media/clock.ts';
import type { DatabaseThread } from '../log/sqlite/database-thread.ts';
import type { VectorIndex } from './chroma-index.ts';
import type { MemoryLog } from './memory-log.ts';
import { type MemoryScope, memoryScope } from './service-api.ts';
import type { IndexWork } from './sqlite/operations.ts';
import type { Vectors } from './vectors.ts';

const BATCH = 64;
const EMBED_DEADLINE_MS = 30_000;
const WARM_DEADLINE_MS = 5_000;
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5_000;
/** Another process (the command line) may have queued work. */
const LOOK_EVERY_MS = 2_000;
/** Queries that fail in a row before recall stops waiting for the index. One may just have been unlucky. */
const FAILURES_UNTIL_DOWN = 2;

export interface IndexSync {
  /** There is new work. */
  wake(): void;
  /** The scope's collection while the index answers; undefined while it does not. */
  collectionOf(scope: MemoryScope): string | undefined;
  /** The collections were replaced: look them up again. */
  reconnect(): void;
  queryFailed(error: unknown): void;
  queryAnswered(): void;
  problem(): string | undefined;
  close(): Promise<void>;
}

export interface IndexSyncOptions {
  database: DatabaseThread;
  index: VectorIndex;
  vectors: Vectors;
  log: MemoryLog;
}

export function startIndexSync({ database, index, vectors, log }: IndexSyncOptions): IndexSync {
  const collections = new Map<MemoryScope, string>();
  const stop = new AbortController();
  let pause = new AbortController();
  let woken = false;
  let problem: string | undefined = 'The index has not answered yet.';
  let queryFailures = 0;

  const wake = () => {
    woken = true;
    pause.abort();
  };

  async function connect(): Promise<void> {
    for (const scope of memoryScope.options) {
      const { name, id } = await index.collection(scope);
      if (!(await database.run('memory.knowsCollection', { name, collectionId: id }))) {
        const queued = await database.run('memory.adoptCollection', { name, scope, collectionId: id });
        log.info({ scope, queued, collection: name }, 'memory index is new: it is being filled from the records');
      }
      collections.set(scope, id);
      await warm(id);
    }
    if (problem !== undefined) log.info({}, 'memory index answers');
    problem = undefined;
    queryFailures = 0;
  }

  /** The first query of a collection loads it (over 100 ms): better now than in a call. It also proves that queries work. */
  async function warm(collectionId: string): Promise<void> {
    const [vector] = await vectors.embed(['warm up'], stop.signal);
    if (vector) await index.query(collectionId, 'nobody', vector, 1, WARM_DEADLINE_MS, stop.signal);
  }

  async function drain(): Promise<void> {
    for (;;) {
      const work = await database.run('memory.work', { limit: BATCH });
      if (work.length === 0 || stop.signal.aborted) return;
      const embedded = await embed(work);
      for (const scope of memoryScope.options) {
        const collection = collections.get(scope);
        if (collection === undefined) throw new Error(`There is no collection for ${scope}.`);
        await index.upsert(
          collection,
          embedded.filter((item) => item.scope === scope),
        );
        await index.remove(
          collection,
          work.filter((item) => item.scope === scope && item.action === 'delete').map((item) => item.recordId),
        );
      }
      await database.run('memory.workDone', {
        workIds: work.map((item) => item.workId),
        recordIds: embedded.map((item) => item.id),
        model: vectors.model,
        version: vectors.version,
      });
    }
  }

  async function embed(work: readonly IndexWork[]) {
    const wanted = work.flatMap((item) => (item.text === undefined ? [] : [{ ...item, text: item.text }]));
    if (wanted.length === 0) return [];
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), EMBED_DEADLINE_MS);
    try {
      const found = await vectors.embed(
        wanted.map((item) => item.text),
        AbortSignal.any([deadline.signal, stop.signal]),
      );
      return wanted.flatMap((item, at) => {
        const vector = found[at];
        return vector ? [{ id: item.recordId, userId: item.userId, scope: item.scope, vector }] : [];
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stop.signal.aborted) {
      woken = false;
      try {
        if (problem !== undefined) await connect();
        await drain();
        failures = 0;
      } catch (error) {
        if (stop.signal.aborted) return;
        if (failures === 0)
          log.warn({ err: error }, 'memory index does not answer: recall ranks by words until it does');
        problem = error instanceof Error ? error.message : String(error);
        failures += 1;
      }
      if (woken && failures === 0) continue;
      pause = new AbortController();
      const pauseMs = failures === 0 ? LOOK_EVERY_MS : Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
      // While the index is down only the pause counts: new work must not turn into a storm of attempts.
      const signal = failures === 0 ? AbortSignal.any([stop.signal, pause.signal]) : stop.signal;
      await sleep(pauseMs, signal).catch(() => {});
    }
  }
  const running = run();

  return {
    wake,
    collectionOf: (scope) => (problem === undefined ? collections.get(scope) : undefined),
    reconnect() {
      problem = 'The index is being filled anew.';
      wake();
    },
    queryFailed(error) {
      queryFailures += 1;
      if (queryFailures < FAILURES_UNTIL_DOWN || problem !== undefined) return;
      problem = error instanceof Error ? error.message : String(error);
      log.warn({ err: error }, 'memory index does not answer in time: recall ranks by words until it does');
      wake();
    },
    queryAnswered: () => {
      queryFailures = 0;
    },
    problem: () => problem,
    async close() {
      stop.abort();
      await running;
    },
  };
}
