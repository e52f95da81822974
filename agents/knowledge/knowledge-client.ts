/** Documents that agents know, as the server reaches them: over HTTP to the tool-worker, with a deadline on each request. */
import { z } from 'zod';
import { jsonClient, ServiceError } from '../internal/json-client.ts';
import {
  type CollectionsResponse,
  collectionsResponse,
  documentsResponse,
  type KnownDocument,
  type SearchRequest,
  type SearchResponse,
  searchResponse,
  type TakenIn,
  takenIn,
} from './knowledge-api.ts';

/** All methods reject with a ServiceError whose message is a sentence. */
export interface KnowledgeClient {
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchResponse>;
  documents(collection: string, limit: number, offset: number, signal: AbortSignal): Promise<KnownDocument[]>;
  collections(signal: AbortSignal): Promise<CollectionsResponse['collections']>;
  upload(
    document: { collection: string; name: string; mediaType: string; bytes: Uint8Array },
    signal: AbortSignal,
  ): Promise<TakenIn>;
  addUrl(collection: string, url: string, signal: AbortSignal): Promise<TakenIn>;
  remove(collection: string, documentId: string, signal: AbortSignal): Promise<void>;
}

const DEADLINE_MS = 5_000;
const SEARCH_DEADLINE_MS = 3_000;
/** A file is read for up to 20 s, and may wait for another. */
const INTAKE_DEADLINE_MS = 28_000;

export function createKnowledgeClient(options: { url: string; token: string }): KnowledgeClient {
  const ask = jsonClient({ ...options, name: 'knowledge' });
  const base = options.url.replace(/\/+$/, '');
  return {
    search: (request, signal) => ask('search', request, searchResponse, SEARCH_DEADLINE_MS, signal),
    documents: async (collection, limit, offset, signal) =>
      (await ask('documents', { collection, limit, offset }, documentsResponse, DEADLINE_MS, signal)).documents,
    collections: async (signal) => (await ask('collections', {}, collectionsResponse, DEADLINE_MS, signal)).collections,
    addUrl: (collection, url, signal) => ask('add-url', { collection, url }, takenIn, INTAKE_DEADLINE_MS, signal),
    async remove(collection, documentId, signal) {
      await ask('remove', { collection, documentId }, z.object({ removed: z.literal(true) }), DEADLINE_MS, signal);
    },
    async upload({ collection, name, mediaType, bytes }, signal) {
      const query = new URLSearchParams({ collection, name });
      try {
        const response = await fetch(`${base}/knowledge/upload?${query}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${options.token}`,
            'content-type': mediaType === '' ? 'application/octet-stream' : mediaType,
          },
          body: new Uint8Array(bytes),
          signal: AbortSignal.any([signal, AbortSignal.timeout(INTAKE_DEADLINE_MS)]),
        });
        const answer: unknown = await response.json();
        if (response.ok) return takenIn.parse(answer);
        const said = z.object({ error: z.string() }).safeParse(answer);
        throw new ServiceError(said.data?.error ?? `knowledge answered ${response.status}.`, response.status);
      } catch (error) {
        if (error instanceof ServiceError) throw error;
        const why = error instanceof Error ? error.message : String(error);
        throw new ServiceError(`knowledge at ${base} did not take ${JSON.stringify(name)}: ${why}.`, undefined, {
          cause: error,
        });
      }
    },
  };
}
