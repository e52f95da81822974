/**
 * Keeps the vector index of passages in step with the database, behind their writing: takes what waits, embeds it,
 * writes it, and notes it as done. The index may be down or have lost everything: it is tried again with growing
 * pauses, and filled anew when it is not the one that was filled from here.
 */
import { sleep } from '../../media/clock.ts';
import type { DatabaseThread } from '../log/sqlite/database-thread.ts';
import type { ChunkWork } from '../log/sqlite/knowledge-operations.ts';
import type { VectorIndex } from '../memory/chroma-index.ts';
import type { Vectors } from '../memory/vectors.ts';
import type { KnowledgeLog } from './knowledge-log.ts';

const BATCH = 64;
const EMBED_DEADLINE_MS = 30_000;
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5_000;
const LOOK_EVERY_MS = 5_000;
/** Queries that fail in a row before searches stop waiting for the index. */
const FAILURES_UNTIL_DOWN = 2;

export interface PassageIndexOptions {
  database: DatabaseThread;
  index: VectorIndex;
  vectors: Vectors;
  log: KnowledgeLog;
}

export class PassageIndex {
  readonly #options: PassageIndexOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #pause = new AbortController();
  #collectionId: string | undefined;
  #problem: string | undefined = 'The index has not answered yet.';
  #woken = false;
  #failures = 0;

  constructor(options: PassageIndexOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** There is new work. */
  wake(): void {
    this.#woken = true;
    this.#pause.abort();
  }
  problem(): string | undefined {
    return this.#problem;
  }

  /** Ids of the nearest passages, best first. Rejects when the index does not answer in time. */
  async nearest(collection: string, text: string, limit: number, deadlineMs: number, signal: AbortSignal) {
    const { index, vectors } = this.#options;
    if (this.#problem !== undefined || this.#collectionId === undefined)
      throw new Error(`the index is down (${(this.#problem ?? 'not connected').replace(/\.$/, '')})`);
    const startedMs = performance.now();
    try {
      const [vector] = await vectors.embed([text], signal);
      if (!vector) throw new Error('the embedding model gave no vector');
      const leftMs = Math.max(1, deadlineMs - (performance.now() - startedMs));
      const found = await index.query(this.#collectionId, collection, vector, limit, leftMs, signal);
      this.#failures = 0;
      return found
        .filter(({ similarity }) => similarity >= vectors.minSimilarity)
        .sort((a, b) => b.similarity - a.similarity)
        .map(({ id }) => id);
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    if (this.#failures < FAILURES_UNTIL_DOWN || this.#problem !== undefined) return;
    this.#problem = error instanceof Error ? error.message : String(error);
    this.wake();
  }

  async #connect(): Promise<void> {
    const { database, index, log } = this.#options;
    const { name, id } = await index.collection('knowledge');
    if (!(await database.run('knowledge.knowsIndex', { name, collectionId: id }))) {
      const queued = await database.run('knowledge.adoptIndex', { name, collectionId: id });
      log.info({ queued, collection: name }, 'the index of documents is new: it is being filled');
    }
    this.#collectionId = id;
    this.#problem = undefined;
    this.#failures = 0;
  }

  async #drain(): Promise<void> {
    const { database, index, vectors } = this.#options;
    for (;;) {
      const work = await database.run('knowledge.work', { limit: BATCH });
      if (work.length === 0 || this.#stop.signal.aborted || this.#collectionId === undefined) return;
      const items = await this.#embed(work);
      await index.upsert(this.#collectionId, items);
      await index.remove(
        this.#collectionId,
        work.filter(({ action }) => action === 'delete').map(({ chunkId }) => chunkId),
      );
      await database.run('knowledge.workDone', {
        workIds: work.map(({ workId }) => workId),
        chunkIds: items.map(({ id }) => id),
        model: vectors.model,
        version: vectors.version,
      });
    }
  }

  async #embed(work: readonly ChunkWork[]) {
    const wanted = work.flatMap((item) => (item.text === undefined ? [] : [{ ...item, text: item.text }]));
    if (wanted.length === 0) return [];
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(EMBED_DEADLINE_MS)]);
    const found = await this.#options.vectors.embed(
      wanted.map(({ text }) => text),
      signal,
    );
    return wanted.flatMap(({ chunkId, collection }, at) => {
      const vector = found[at];
      return vector ? [{ id: chunkId, userId: collection, vector }] : [];
    });
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      this.#woken = false;
      try {
        if (this.#problem !== undefined) await this.#connect();
        await this.#drain();
        failures = 0;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (failures === 0)
          this.#options.log.warn({ error: String(error) }, 'the index of documents does not answer: words alone rank');
        this.#problem = error instanceof Error ? error.message : String(error);
        failures += 1;
      }
      if (this.#woken && failures === 0) continue;
      this.#pause = new AbortController();
      const pauseMs = failures === 0 ? LOOK_EVERY_MS : Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
      // While the index is down only the pause counts: new work must not turn into a storm of attempts.
      const signal = failures === 0 ? AbortSignal.any([this.#stop.signal, this.#pause.signal]) : this.#stop.signal;
      await sleep(pauseMs, signal).catch(() => {});
    }
  }
}
