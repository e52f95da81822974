/**
 * Keeps documents of the web up to date: those that agent files name, and those that came over the API. Each is asked
 * for again after a while, and only sent when it has changed; one that cannot be fetched keeps what it said.
 */
import { sleep } from '../../media/clock.ts';
import type { AddressRule } from '../internal/guarded-request.ts';
import type { DatabaseThread } from '../log/sqlite/database-thread.ts';
import type { DocumentPlace, TrackedDocument } from '../log/sqlite/knowledge-operations.ts';
import { fetchDocument } from './fetch-document.ts';
import { documentIdOf, type Intake } from './intake.ts';
import type { TakenIn } from './knowledge-api.ts';
import { KnowledgeError } from './knowledge-error.ts';
import type { KnowledgeLog } from './knowledge-log.ts';

const CHECK_EVERY_MS = 15 * 60_000;
const RETRY_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
const MAX_NAME_CHARACTERS = 200;

export interface UrlKeeperOptions {
  database: DatabaseThread;
  intake: Intake;
  settings: AddressRule;
  log: KnowledgeLog;
  nowMs(): number;
  checkEveryMs?: number;
}

export class UrlKeeper {
  readonly #options: UrlKeeperOptions;
  readonly #stop = new AbortController();
  /** Named by agent files, by document id, with how many name it. */
  readonly #named = new Map<string, { place: DocumentPlace; names: number }>();
  readonly #dueMs = new Map<string, number>();
  readonly #running: Promise<void>;

  constructor(options: UrlKeeperOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** The function returned lets go of it. */
  keep(collection: string, url: string): () => void {
    const place = { collection, origin: 'url' as const, root: url, place: url };
    const id = documentIdOf(place);
    const entry = this.#named.get(id) ?? { place, names: 0 };
    entry.names += 1;
    this.#named.set(id, entry);
    return () => {
      entry.names -= 1;
      if (entry.names === 0) this.#named.delete(id);
    };
  }

  /** Now, for whom waits for it. Rejects with a KnowledgeError. */
  async add(collection: string, url: string, signal: AbortSignal): Promise<TakenIn> {
    const place = { collection, origin: 'url' as const, root: '', place: url };
    const documentId = documentIdOf(place);
    const known = (await this.#tracked()).find((document) => document.documentId === documentId);
    return await this.#fetch(place, known, AbortSignal.any([signal, this.#stop.signal]));
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('Documents of the web are no longer kept.'));
    await this.#running;
  }

  #tracked(): Promise<TrackedDocument[]> {
    return this.#options.database.run('knowledge.tracked', { origin: 'url' });
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#look();
      } catch (error) {
        if (!this.#stop.signal.aborted)
          this.#options.log.warn({ error: String(error) }, 'documents of the web could not be looked at');
      }
      await sleep(LOOK_EVERY_MS, this.#stop.signal).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const anyDue = [...this.#named.keys()].some((id) => this.#isDue(id));
    // The database is asked only now and then for those of the API.
    if (!anyDue && !this.#isDue('api')) return;
    this.#dueMs.set('api', this.#options.nowMs() + RETRY_AFTER_MS / 2);
    const tracked = await this.#tracked();
    const wanted = new Map<string, DocumentPlace>(
      tracked.filter(({ root }) => root === '').map((one) => [one.documentId, one]),
    );
    for (const [id, { place }] of this.#named) wanted.set(id, place);
    for (const [id, { collection, origin, root, place }] of wanted) {
      if (this.#stop.signal.aborted) return;
      if (!this.#isDue(id)) continue;
      const known = tracked.find((document) => document.documentId === id);
      await this.#check({ collection, origin, root, place }, known);
    }
  }

  #isDue(id: string): boolean {
    return this.#options.nowMs() >= (this.#dueMs.get(id) ?? 0);
  }

  async #check(place: DocumentPlace, known: TrackedDocument | undefined): Promise<void> {
    try {
      await this.#fetch(place, known, this.#stop.signal);
    } catch (error) {
      if (this.#stop.signal.aborted) throw error;
      const problem = error instanceof Error ? error.message : String(error);
      this.#dueMs.set(documentIdOf(place), this.#options.nowMs() + RETRY_AFTER_MS);
      if (problem !== known?.problem)
        this.#options.log.warn({ collection: place.collection, problem }, 'a document of the web has a problem');
    }
  }

  async #fetch(place: DocumentPlace, known: TrackedDocument | undefined, signal: AbortSignal): Promise<TakenIn> {
    const { database, intake, settings, nowMs, checkEveryMs } = this.#options;
    const documentId = documentIdOf(place);
    this.#dueMs.set(documentId, nowMs() + (checkEveryMs ?? CHECK_EVERY_MS));
    const validators = known?.hash === undefined ? {} : known;
    try {
      const fetched = await fetchDocument(place.place, validators, settings, signal);
      if (fetched.state === 'gone') {
        if (await intake.remove(documentId, place.collection))
          this.#options.log.info({ collection: place.collection, why: fetched.why }, 'a document has gone');
        throw new KnowledgeError('not_reachable', fetched.why);
      }
      if (fetched.state === 'unchanged') {
        await database.run('knowledge.checked', { documentId, nowMs: nowMs() });
        return { documentId };
      }
      const { bytes, mediaType, etag, lastModified } = fetched;
      const file = { bytes, mediaType, name: nameOf(place.place, mediaType) };
      return await intake.takeIn(place, file, { ...(etag && { etag }), ...(lastModified && { lastModified }) }, signal);
    } catch (error) {
      if (error instanceof KnowledgeError && known !== undefined)
        await database.run('knowledge.checked', { documentId, problem: error.message, nowMs: nowMs() });
      throw error;
    }
  }
}

/** The last part of the path, or the host; with an extension only when it does not contradict the media type. */
function nameOf(url: string, mediaType: string): string {
  const { pathname, hostname } = new URL(url);
  const last = pathname.split('/').findLast((part) => part !== '');
  if (last === undefined) return hostname;
  const name = last.slice(0, MAX_NAME_CHARACTERS);
  // A page at /prices.pdf is what its server says it is.
  return /html/.test(mediaType) ? name.replace(/\.[a-z0-9]{1,8}$/i, '') : name;
}
