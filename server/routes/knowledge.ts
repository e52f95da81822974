/** Documents that agents know: to see with their versions, to add, take away and search. */
import type { IncomingMessage } from 'node:http';
import { KNOWLEDGE_LIMITS } from '../../agents/knowledge/knowledge-api.ts';
import { errorReply } from '../api/errors.ts';
import {
  collectionParams,
  collectionsReply,
  documentParams,
  documentsQuery,
  documentsReply,
  knowledgeSearchReply,
  knowledgeSearchRequest,
  removedReply,
  takenInReply,
  uploadQuery,
  urlBody,
} from '../api/knowledge.ts';
import type { Api, AppContext } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { keyOr, senderOf } from '../plugins/operator.ts';

/** An address and nothing else. */
const MAX_JSON_BYTES = 8_192;

export async function knowledgeRoutes(api: Api, { knowledge, log }: AppContext): Promise<void> {
  const described = { tags: ['knowledge'], security: [{ apiKey: [] }] };

  api.get(
    '/api/knowledge',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...described,
        summary: 'Collections of documents',
        response: { 200: collectionsReply, default: errorReply },
      },
    },
    async ({ abandoned }) => ({ collections: await knowledge.collections(abandoned) }),
  );

  api.get(
    '/api/knowledge/:collection/documents',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...described,
        summary: 'Documents of a collection with their versions, those taken away last',
        params: collectionParams,
        querystring: documentsQuery,
        response: { 200: documentsReply, default: errorReply },
      },
    },
    async ({ params, query, abandoned }) => ({
      documents: await knowledge.documents(params.collection, query.limit, query.offset, abandoned),
    }),
  );

  api.post(
    '/api/knowledge/:collection/search',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...described,
        summary: 'What an agent would find',
        params: collectionParams,
        body: knowledgeSearchRequest,
        response: { 200: knowledgeSearchReply, default: errorReply },
      },
    },
    async ({ params, body, abandoned }) => await knowledge.search({ ...params, ...body }, abandoned),
  );

  api.delete(
    '/api/knowledge/:collection/documents/:id',
    {
      onRequest: keyOr('admin'),
      schema: {
        ...described,
        summary: 'Take a document away; its versions stay for the record',
        params: documentParams,
        response: { 200: removedReply, default: errorReply },
      },
    },
    async (request) => {
      const { collection, id } = request.params;
      await knowledge.remove(collection, id, request.abandoned);
      log.info({ collection, documentId: id, by: senderOf(request) }, 'a document was taken away');
      return { removed: true as const };
    },
  );

  await api.register(async (scope: Api) => {
    // Whatever it calls itself, it is bytes; the route reads them as they come.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post(
      '/api/knowledge/:collection/documents',
      {
        onRequest: keyOr('admin'),
        bodyLimit: KNOWLEDGE_LIMITS.documentBytes,
        schema: {
          ...described,
          summary: 'Add a document, or a new version of it: the bytes of a file with its name, or the address of one',
          params: collectionParams,
          querystring: uploadQuery,
          consumes: ['application/octet-stream', 'application/json', 'application/pdf', 'text/*'],
          response: { 200: takenInReply, default: errorReply },
        },
      },
      async (request, reply) => {
        const { params, query, abandoned } = request;
        const bytes = await readBytes(
          request.raw,
          query.name === undefined ? MAX_JSON_BYTES : KNOWLEDGE_LIMITS.documentBytes,
        ).catch((error: unknown) => {
          // What is still on its way is not worth waiting for.
          void reply.header('connection', 'close');
          throw error;
        });
        const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
        const taken =
          query.name === undefined
            ? await knowledge.addUrl(params.collection, urlIn(bytes), abandoned)
            : await knowledge.upload({ ...params, name: query.name, mediaType, bytes }, abandoned);
        log.info({ ...params, ...taken, by: senderOf(request) }, 'a document was added');
        return taken;
      },
    );
  });
}

async function readBytes(raw: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = () => new ApiError('body_too_large', `The body has more than the ${maxBytes} bytes that are taken.`);
  if (Number(raw.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  // A refusal must still reach the sender: leaving the loop must not end the connection.
  for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  if (sizeBytes === 0)
    throw new ApiError('invalid_request', 'The body is empty: it is the bytes of a file, or {"url": ...}.');
  return Buffer.concat(chunks);
}

function urlIn(bytes: Buffer): string {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ApiError('invalid_request', 'Without a name in the query the body is JSON: {"url": "https://..."}.');
  }
  const parsed = urlBody.safeParse(body);
  if (parsed.success) return parsed.data.url;
  throw new ApiError('invalid_request', `The body is not {"url": "https://..."}: ${parsed.error.issues[0]?.message}.`);
}
