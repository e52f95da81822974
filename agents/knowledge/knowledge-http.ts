/**
 * Documents that agents know over HTTP, under `/knowledge`. An upload is bytes, everything else JSON. Who may call it is
 * decided before.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { jsonService, operation, RequestError } from '../internal/json-service.ts';
import { ReadingError } from '../seeing/reading/reading-error.ts';
import { readBody } from '../seeing/reading/request-body.ts';
import { FILE_LIMITS } from '../seeing/reading-api.ts';
import {
  addUrlRequest,
  collectionName,
  documentsRequest,
  releaseRequest,
  removeRequest,
  searchRequest,
} from './knowledge-api.ts';
import { KnowledgeError } from './knowledge-error.ts';
import type { KnowledgeService } from './knowledge-service.ts';

const uploadQuery = z.object({ collection: collectionName, name: z.string().min(1).max(255) });

export function createKnowledgeHandler(
  service: KnowledgeService,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const json = jsonService('knowledge', {
    search: operation(searchRequest, (request, signal) => told(service.search(request, signal))),
    documents: operation(documentsRequest, async ({ collection, limit, offset }) => ({
      documents: await service.documents(collection, limit, offset),
    })),
    collections: operation(z.unknown(), async () => ({ collections: await service.collections() })),
    'add-url': operation(addUrlRequest, ({ collection, url }, signal) => told(service.addUrl(collection, url, signal))),
    remove: operation(removeRequest, async ({ collection, documentId }) => {
      await told(service.remove(collection, documentId));
      return { removed: true };
    }),
    release: operation(releaseRequest, async ({ snapshotId }) => ({ released: await service.release(snapshotId) })),
  });
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://internal');
    if (url.pathname !== '/knowledge/upload' || request.method !== 'POST') return await json(request, response);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      const asked = uploadQuery.safeParse(Object.fromEntries(url.searchParams));
      const bytes = await readBody(request, FILE_LIMITS.bytes);
      if (!asked.success) throw new RequestError(400, `The upload is malformed (${z.prettifyError(asked.error)}).`);
      const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
      send(response, 200, await told(service.upload({ ...asked.data, mediaType, bytes }, gone.signal)));
    } catch (error) {
      if (!request.complete) response.setHeader('connection', 'close');
      const status = error instanceof RequestError || error instanceof ReadingError ? error.status : 500;
      send(response, status, { error: error instanceof Error ? error.message : String(error) });
    }
    return true;
  };
}

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof KnowledgeError) throw new RequestError(error.status, error.message);
    throw error;
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
