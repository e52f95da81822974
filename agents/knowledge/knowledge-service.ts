/**
 * Documents that agents know: kept up to date from folders, web addresses and the API, and searched. Runs in the
 * tool-worker; it starts and answers whether or not the vector index is there.
 */
import { sleep } from '../../media/clock.ts';
import type { FileReader } from '../files/file-reader.ts';
import type { AddressRule } from '../internal/guarded-request.ts';
import { type DatabaseThread, openDatabaseThread } from '../log/sqlite/database-thread.ts';
import { createChromaIndex } from '../memory/chroma-index.ts';
import { embedderVectors, hashedVectors } from '../memory/vectors.ts';
import type { Embedder } from '../models/interfaces.ts';

import { type FolderKeeper, keepFolder } from './folder-keeper.ts';
import { PassageIndex } from './index-sync.ts';
import { Intake } from './intake.ts';
import type { CollectionsResponse, KnownDocument, SearchRequest, SearchResponse, TakenIn } from './knowledge-api.ts';
import { KnowledgeError } from './knowledge-error.ts';
import type { KnowledgeLog } from './knowledge-log.ts';
import { searchPassages } from './search-passages.ts';
import { UrlKeeper } from './url-keeper.ts';

/** A task lets go of its snapshot when it ends; one that has not searched for a day never ended or begins anew. */
const SNAPSHOT_MS = 24 * 3_600_000;
const EXPIRE_EVERY_MS = 60_000;
/** Sealed at once of what was written before documents were sealed: a few milliseconds. */
const SEALED_AT_ONCE = 32;
const SEAL_PAUSE_MS = 20;

export interface KnowledgeServiceOptions {
  /** The SQLite file, shared with the call log. */
  file: string;
  masterKeyFile: string;
  /** Unset: words only. */
  chromaUrl?: string | undefined;
  /** Unset: ranking is lexical, and called so. */
  embedder?: Embedder | undefined;
  reader: FileReader;
  fetch: AddressRule;
  log: KnowledgeLog;
  nowMs?: () => number;
  /** For tests: how often folders are looked at, and addresses asked again. */
  lookEveryMs?: number;
  checkEveryMs?: number;
}
export interface UploadedDocument {
  collection: string;
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}
/** What an agent file names, kept until it is let go of. */
export interface KeptKnowledge {
  /** Resolves when the folders were gone through once. */
  readonly first: Promise<void>;
  close(): Promise<void>;
}

export interface KnowledgeService {
  /** Rejects with a sentence when the documents cannot be searched in time. */
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchResponse>;
  keep(collection: string, catalogDir: string, folders: readonly string[], urls: readonly string[]): KeptKnowledge;
  /** Called whenever what is known in the collection changes; the function returned ends it. */
  onChange(collection: string, listener: () => void): () => void;
  /** All of these reject with a KnowledgeError or a StoreError. */
  upload(document: UploadedDocument, signal: AbortSignal): Promise<TakenIn>;
  addUrl(collection: string, url: string, signal: AbortSignal): Promise<TakenIn>;
  documents(collection: string, limit: number, offset: number): Promise<KnownDocument[]>;
  collections(): Promise<CollectionsResponse['collections']>;
  remove(collection: string, documentId: string): Promise<void>;
  /** False when there is no such snapshot. */
  release(snapshotId: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Rejects with StoreError when the database cannot be opened. */
export async function createKnowledgeService(options: KnowledgeServiceOptions): Promise<KnowledgeService> {
  const { log, reader } = options;
  const nowMs = options.nowMs ?? (() => Date.now());
  const database = await openDatabaseThread({ file: options.file, masterKeyFile: options.masterKeyFile });
  const vectors = options.embedder ? embedderVectors(options.embedder) : hashedVectors;
  const lifetime = new AbortController();
  const embedding = `${vectors.model} ${vectors.version}`;
  const index =
    options.chromaUrl === undefined
      ? undefined
      : new PassageIndex({
          database,
          index: createChromaIndex({ url: options.chromaUrl, embedding, signal: lifetime.signal }),
          vectors,
          log,
        });
  const listeners = new Set<{ collection: string; listener: () => void }>();
  const onChange = (collection: string) => {
    index?.wake();
    for (const one of listeners) if (one.collection === collection) one.listener();
  };
  const intake = new Intake({ database, reader, nowMs, onChange });
  const urls = new UrlKeeper({
    database,
    intake,
    settings: options.fetch,
    log,
    nowMs,
    ...(options.checkEveryMs !== undefined && { checkEveryMs: options.checkEveryMs }),
  });
  /** Folders that are kept, by collection and name, with how many sources name them. */
  const folders = new Map<string, { keeper: FolderKeeper; names: number }>();
  const keptRoots = new Map<string, number>();
  const expire = async () => {
    if ((await database.run('knowledge.expire', { nowMs: nowMs() })) > 0) index?.wake();
  };
  const expiry = setInterval(() => {
    expire().catch((error: unknown) => log.warn({ error: String(error) }, 'old snapshots of documents stay for now'));
  }, EXPIRE_EVERY_MS);
  expiry.unref();
  const sealing = sealOlder(database, lifetime.signal).catch((error: unknown) => {
    if (!lifetime.signal.aborted) log.warn({ error: String(error) }, 'documents of before could not all be sealed');
  });
  const rootKey = (collection: string, root: string): string => JSON.stringify([collection, root]);

  function keepOneFolder(collection: string, catalogDir: string, root: string) {
    const key = JSON.stringify([collection, catalogDir, root]);
    const lookEvery = options.lookEveryMs === undefined ? {} : { lookEveryMs: options.lookEveryMs };
    const entry = folders.get(key) ?? {
      keeper: keepFolder({ collection, root, catalogDir, database, intake, log, ...lookEvery }),
      names: 0,
    };
    entry.names += 1;
    folders.set(key, entry);
    const close = async () => {
      entry.names -= 1;
      if (entry.names > 0) return;
      folders.delete(key);
      await entry.keeper.close();
    };
    return { first: entry.keeper.first, close };
  }

  return {
    async search(request, signal) {
      if (request.snapshotId !== undefined) {
        const { snapshotId, collection } = request;
        const now = nowMs();
        await database.run('knowledge.pin', { snapshotId, collection, nowMs: now, untilMs: now + SNAPSHOT_MS });
      }
      return await searchPassages({ database, index, ranking: index ? vectors.ranking : 'lexical' }, request, signal);
    },
    keep(collection, catalogDir, names, addresses) {
      const kept = names.map((name) => keepOneFolder(collection, catalogDir, name));
      const letGo = addresses.map((url) => urls.keep(collection, url));
      const keys = [...names, ...addresses].map((root) => rootKey(collection, root));
      for (const key of keys) keptRoots.set(key, (keptRoots.get(key) ?? 0) + 1);
      return {
        first: Promise.all(kept.map(({ first }) => first)).then(() => {}),
        async close() {
          for (const key of keys) {
            const left = (keptRoots.get(key) ?? 1) - 1;
            if (left === 0) keptRoots.delete(key);
            else keptRoots.set(key, left);
          }
          for (const end of letGo) end();
          await Promise.all(kept.map((one) => one.close()));
        },
      };
    },
    onChange(collection, listener) {
      const entry = { collection, listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    upload({ collection, ...file }, signal) {
      const place = { collection, origin: 'upload' as const, root: '', place: file.name };
      return intake.takeIn(place, file, {}, AbortSignal.any([signal, lifetime.signal]));
    },
    addUrl: (collection, url, signal) => urls.add(collection, url, signal),
    documents: (collection, limit, offset) => database.run('knowledge.documents', { collection, limit, offset }),
    collections: () => database.run('knowledge.collections', undefined),
    async remove(collection, documentId) {
      const tracked = await database.run('knowledge.tracked', { collection });
      const known = tracked.find((document) => document.documentId === documentId);
      const missing = new KnowledgeError('not_found', `${collection} has no document ${JSON.stringify(documentId)}.`);
      if (!known) throw missing;
      if (known.root !== '' && keptRoots.has(rootKey(collection, known.root))) {
        const sentence = `${known.place} comes from ${known.root}, which an agent file names: take it away there.`;
        throw new KnowledgeError('conflict', sentence);
      }
      if (!(await intake.remove(documentId, collection))) throw missing;
    },
    async release(snapshotId) {
      const released = await database.run('knowledge.release', { snapshotId });
      if (released) index?.wake();
      return released;
    },
    async close() {
      clearInterval(expiry);
      lifetime.abort(new Error('The knowledge service stops.'));
      await Promise.all([urls.close(), ...[...folders.values()].map(({ keeper }) => keeper.close())]);
      await Promise.all([index?.close(), sealing]);
      await reader.close();
      await database.close();
    },
  };
}

async function sealOlder(database: DatabaseThread, signal: AbortSignal): Promise<void> {
  while ((await database.run('knowledge.sealOlder', { limit: SEALED_AT_ONCE })) > 0) await sleep(SEAL_PAUSE_MS, signal);
}
