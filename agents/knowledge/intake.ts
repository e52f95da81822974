/**
 * Takes documents in, one at a time: read, cut, written passage by passage, and published in one step, so that a process
 * that ends in the middle leaves the version that answered before, and the next one begins anew. What is unchanged is
 * not written again.
 */
import { createHash } from 'node:crypto';
import type { FileReader } from '../files/file-reader.ts';
import type { GivenFile } from '../files/given-file.ts';
import type { DatabaseThread } from '../log/sqlite/database-thread.ts';
import type { DocumentPlace } from '../log/sqlite/knowledge-operations.ts';
import { StoreError } from '../log/store-error.ts';
import { ReadingError } from '../seeing/reading/reading-error.ts';
import { chunkDocument, titleOf } from './chunk-document.ts';
import type { Chunk } from './document-text.ts';
import type { Validators } from './fetch-document.ts';
import type { TakenIn } from './knowledge-api.ts';
import { KnowledgeError } from './knowledge-error.ts';
import { readDocument } from './read-document.ts';

/** Written at once: short enough that nobody else waits for the database. */
const BATCH = 32;
/** Of one document: some 8 MB of text. */
const MAX_CHUNKS = 6_000;
/** Documents that wait to be taken in; more are told to come back. */
const MAX_WAITING = 16;

export const documentIdOf = ({ collection, origin, root, place }: DocumentPlace): string =>
  digest(JSON.stringify([collection, origin, root, place]));
/** The same passage of the same version has the same id wherever it is made. */
const chunkIdOf = (documentId: string, version: number, ordinal: number): string =>
  digest(JSON.stringify([documentId, version, ordinal]));
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

export interface IntakeOptions {
  database: DatabaseThread;
  reader: Pick<FileReader, 'read'>;
  nowMs(): number;
  /** A collection is another than it was. */
  onChange(collection: string): void;
}

export class Intake {
  readonly #options: IntakeOptions;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Rejects with a KnowledgeError (`not_readable`, `too_large`, `conflict`, `busy`); what answered before goes on to. */
  async takeIn(place: DocumentPlace, file: GivenFile, validators: Validators, signal: AbortSignal): Promise<TakenIn> {
    if (this.#waiting >= MAX_WAITING)
      throw new KnowledgeError('busy', `${this.#waiting} documents wait to be read; try again in a moment.`);
    this.#waiting += 1;
    const work = this.#last.then(() => this.#takeIn(place, file, validators, signal));
    this.#last = work.catch(() => {});
    try {
      return await work;
    } catch (error) {
      throw await this.#noted(error, place, signal);
    } finally {
      this.#waiting -= 1;
    }
  }

  async remove(documentId: string, collection: string): Promise<boolean> {
    const removed = await this.#options.database.run('knowledge.remove', { documentId, nowMs: this.#options.nowMs() });
    if (removed) this.#options.onChange(collection);
    return removed;
  }

  async #takeIn(place: DocumentPlace, file: GivenFile, validators: Validators, signal: AbortSignal): Promise<TakenIn> {
    signal.throwIfAborted();
    const { database, nowMs } = this.#options;
    const documentId = documentIdOf(place);
    const hash = createHash('sha256').update(file.bytes).digest('hex');
    const tracked = await database.run('knowledge.tracked', { collection: place.collection, origin: place.origin });
    const known = tracked.find((document) => document.documentId === documentId);
    if (known?.hash === hash) {
      await database.run('knowledge.checked', { documentId, ...validators, nowMs: nowMs() });
      return { documentId };
    }
    const { version } = await database.run('knowledge.begin', { ...place, documentId, nowMs: nowMs() });
    const document = await readDocument(file, this.#options.reader, signal);
    const title = titleOf(document, file.name);
    let count = 0;
    for (const batch of batches(chunkDocument(document))) {
      signal.throwIfAborted();
      count += batch.length;
      if (count > MAX_CHUNKS)
        throw new KnowledgeError(
          'too_large',
          `${JSON.stringify(file.name)} has more text than is known of one document.`,
        );
      const chunks = batch.map((chunk) => ({ id: chunkIdOf(documentId, version, chunk.ordinal), chunk }));
      await database.run('knowledge.stage', { documentId, version, title, chunks });
    }
    if (count === 0) throw new KnowledgeError('not_readable', `${JSON.stringify(file.name)} holds no text.`);
    const { mediaType } = document;
    const notes = [...document.notes];
    const published = { documentId, version, title, mediaType, hash, notes, ...validators, nowMs: nowMs() };
    await database.run('knowledge.publish', published);
    this.#options.onChange(place.collection);
    return { documentId, version };
  }

  /** Why it failed stands with the document, so that somebody who looks for it finds it. */
  async #noted(error: unknown, place: DocumentPlace, signal: AbortSignal): Promise<unknown> {
    if (signal.aborted) return error;
    const failure = asKnowledgeError(error);
    if (failure !== undefined && failure.failure !== 'busy' && failure.failure !== 'conflict') {
      const { database, nowMs } = this.#options;
      const noted = { documentId: documentIdOf(place), problem: failure.message, nowMs: nowMs() };
      await database.run('knowledge.checked', noted).catch(() => {});
    }
    return failure ?? error;
  }
}

function asKnowledgeError(error: unknown): KnowledgeError | undefined {
  if (error instanceof KnowledgeError) return error;
  if (error instanceof StoreError && error.failure === 'invalid')
    return new KnowledgeError('conflict', error.message, { cause: error });
  if (!(error instanceof ReadingError)) return undefined;
  const failure = error.code === 'busy' ? 'busy' : error.code === 'too_large' ? 'too_large' : 'not_readable';
  return new KnowledgeError(failure, error.message, { cause: error });
}

function* batches(chunks: Iterable<Chunk>): Generator<Chunk[]> {
  let batch: Chunk[] = [];
  for (const chunk of chunks) {
    batch.push(chunk);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
