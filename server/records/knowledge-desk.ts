/** The knowledge service as the server's routes see it: each way in which it fails has a code of the API. */

import { ServiceError } from '../../agents/internal/json-client.ts';
import type { KnowledgeClient } from '../../agents/knowledge/knowledge-client.ts';
import { failureOf, type KnowledgeFailure } from '../../agents/knowledge/knowledge-error.ts';
import { ApiError, type ErrorCode } from '../errors.ts';

const CODES: Record<KnowledgeFailure, ErrorCode> = {
  not_found: 'document_not_found',
  conflict: 'document_conflict',
  too_large: 'body_too_large',
  not_readable: 'document_unreadable',
  busy: 'too_many_requests',
  not_reachable: 'url_unreachable',
};

/** `client` undefined: no tool-worker is known. */
export function knowledgeDesk(client: KnowledgeClient | undefined): KnowledgeClient {
  const ask = async <T>(work: (client: KnowledgeClient) => Promise<T>): Promise<T> => {
    if (!client)
      throw new ApiError(
        'knowledge_unavailable',
        'The knowledge service is unknown here: PARLEY_TOOL_WORKER_URL is not set.',
      );
    try {
      return await work(client);
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      const failure = error instanceof ServiceError ? failureOf(error.status) : undefined;
      if (failure === undefined)
        throw new ApiError('knowledge_unavailable', `The knowledge service failed: ${sentence}`);
      throw new ApiError(CODES[failure], sentence);
    }
  };
  return {
    search: (request, signal) => ask((found) => found.search(request, signal)),
    documents: (collection, limit, offset, signal) =>
      ask((found) => found.documents(collection, limit, offset, signal)),
    collections: (signal) => ask((found) => found.collections(signal)),
    upload: (document, signal) => ask((found) => found.upload(document, signal)),
    addUrl: (collection, url, signal) => ask((found) => found.addUrl(collection, url, signal)),
    remove: (collection, documentId, signal) => ask((found) => found.remove(collection, documentId, signal)),
  };
}
