/**
 * Chroma as an index of memory records: the only import of chromadb. It holds vectors, record ids and a digest of the
 * user, never a text, and it may be lost at any time: the records are elsewhere. Every request has its own deadline.
 */
import { createHash } from 'node:crypto';
import { ChromaClient, ChromaNotFoundError } from 'chromadb';
import { withDeadline } from '../../media/clock.ts';
import type { MemoryScope } from './service-api.ts';

export interface IndexItem {
  id: string;
  userId: string;
  vector: number[];
}
export interface Neighbour {
  id: string;
  /** Cosine similarity, -1 to 1. */
  similarity: number;
}

/** Each scope is a collection of its own; of documents, the collection they belong to stands in the user's place. */
type IndexScope = MemoryScope | 'knowledge';

export interface VectorIndex {
  /** The scope's collection, made if there is none; its id changes when the server lost it. */
  collection(scope: IndexScope): Promise<{ name: string; id: string }>;
  /** Nearest records of that user. Rejects after `deadlineMs` or when `signal` aborts. */
  query(
    collectionId: string,
    userId: string,
    vector: number[],
    limit: number,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<Neighbour[]>;
  upsert(collectionId: string, items: readonly IndexItem[]): Promise<void>;
  remove(collectionId: string, ids: readonly string[]): Promise<void>;
  /** Removes the scope's collection with all it holds. */
  drop(scope: IndexScope): Promise<void>;
}

export interface ChromaIndexOptions {
  /** http://host:port */
  url: string;
  /** Names the kind of vectors: an index of another kind is another collection. */
  embedding: string;
  /** Ends everything that is under way. */
  signal: AbortSignal;
}

/** Deadline of everything but queries: a batch of 64 takes tens of milliseconds. */
const WRITE_DEADLINE_MS = 5_000;

/** A phone number may be a user's id: the index need not know it. */
const digestOf = (userId: string): string => createHash('sha256').update(userId).digest('hex').slice(0, 32);

/** Chroma allows 3-512 characters of a-z, 0-9, dots and dashes. */
const collectionName = (scope: IndexScope, embedding: string): string => {
  const kind = embedding
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const digest = createHash('sha256').update(embedding).digest('hex').slice(0, 8);
  return `parley-${scope}-${kind.slice(0, 80)}-${digest}`;
};

export function createChromaIndex(options: ChromaIndexOptions): VectorIndex {
  const { hostname, port, protocol } = new URL(options.url);
  const ssl = protocol === 'https:';

  /** A client of its own per request, since that is where chromadb takes the signal; it costs microseconds. */
  async function request<T>(
    what: string,
    deadlineMs: number,
    signal: AbortSignal,
    ask: (client: ChromaClient) => Promise<T>,
  ): Promise<T> {
    const stop = new AbortController();
    const client = new ChromaClient({
      host: hostname,
      port: port === '' ? (ssl ? 443 : 80) : Number(port),
      ssl,
      tenant: 'default_tenant',
      database: 'default_database',
      fetchOptions: { signal: stop.signal },
    });
    try {
      return await withDeadline(ask(client), deadlineMs, signal, `Chroma at ${options.url} (${what})`);
    } finally {
      stop.abort();
    }
  }

  return {
    async collection(scope) {
      const name = collectionName(scope, options.embedding);
      const found = await request('collection', WRITE_DEADLINE_MS, options.signal, (client) =>
        client.getOrCreateCollection({ name, embeddingFunction: null, configuration: { hnsw: { space: 'cosine' } } }),
      );
      return { name, id: found.id };
    },
    query: (collectionId, userId, vector, limit, deadlineMs, signal) =>
      request('query', deadlineMs, signal, async (client) => {
        const result = await client.collection(collectionId).query({
          queryEmbeddings: [vector],
          nResults: limit,
          where: { user: digestOf(userId) },
          include: ['distances'],
        });
        const distances = result.distances[0] ?? [];
        return (result.ids[0] ?? []).map((id, index) => ({ id, similarity: 1 - (distances[index] ?? 2) }));
      }),
    async upsert(collectionId, items) {
      if (items.length === 0) return;
      await request('upsert', WRITE_DEADLINE_MS, options.signal, (client) =>
        client.collection(collectionId).upsert({
          ids: items.map((item) => item.id),
          embeddings: items.map((item) => item.vector),
          metadatas: items.map((item) => ({ user: digestOf(item.userId) })),
        }),
      );
    },
    async remove(collectionId, ids) {
      if (ids.length === 0) return;
      await request('delete', WRITE_DEADLINE_MS, options.signal, (client) =>
        client.collection(collectionId).delete({ ids: [...ids] }),
      );
    },
    async drop(scope) {
      try {
        await request('drop', WRITE_DEADLINE_MS, options.signal, (client) =>
          client.deleteCollection({ name: collectionName(scope, options.embedding) }),
        );
      } catch (error) {
        if (!(error instanceof ChromaNotFoundError)) throw error;
      }
    },
  };
}
