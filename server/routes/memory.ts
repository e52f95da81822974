/** What agents know of any user: to search, list, forget and roll back, for holders of an API key. */
import type { MemoryRecord } from '../../agents/memory/service-api.ts';
import { errorReply } from '../api/errors.ts';
import {
  forgetRecordQuery,
  forgottenReply,
  type MemoryEntry,
  memoryEditRequest,
  memoryEntry,
  memoryListQuery,
  memoryListReply,
  memorySearchReply,
  memorySearchRequest,
  memoryUsersReply,
  ofUserQuery,
  recordParams,
  rollbackRequest,
  versionsReply,
} from '../api/memory.ts';
import type { Api, AppContext } from '../app-context.ts';
import { keyOr, senderOf } from '../plugins/operator.ts';

export const asEntry = ({ content, ...rest }: MemoryRecord): MemoryEntry => ({ ...rest, content: content.private });

/** Everything: records in memory, and the keys that open what the logs of their calls hold. Safe to ask again when it failed. */
export async function forgetUser(
  { memory, eventLog }: AppContext,
  userId: string,
  signal: AbortSignal,
): Promise<string[]> {
  const forgotten = await memory.forgetUser(userId, signal);
  await eventLog.forgetUser(userId);
  return forgotten;
}

export function memoryRoutes(api: Api, context: AppContext): void {
  const { memory } = context;
  const described = { tags: ['memory'], security: [{ apiKey: [] }] };

  api.get(
    '/api/memory',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...described,
        summary: 'What is known of a user, newest first',
        querystring: memoryListQuery,
        response: { 200: memoryListReply, default: errorReply },
      },
    },
    async ({ query, abandoned }) => ({ records: (await memory.list(query.user, query.limit, abandoned)).map(asEntry) }),
  );

  api.get(
    '/api/memory/users',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...described,
        summary: 'Whose memory there is, newest first',
        response: { 200: memoryUsersReply, default: errorReply },
      },
    },
    async ({ abandoned }) => ({ users: await memory.users(abandoned) }),
  );

  api.put(
    '/api/memory/:id',
    {
      onRequest: keyOr('admin'),
      schema: {
        ...described,
        summary: 'Change what a record says, as a new version',
        params: recordParams,
        body: memoryEditRequest,
        response: { 200: memoryEntry, default: errorReply },
      },
    },
    async (request) => {
      const { params, body, abandoned } = request;
      return asEntry(await memory.edit(body.user, params.id, body, senderOf(request), abandoned));
    },
  );

  api.post(
    '/api/memory/search',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...described,
        summary: 'What an agent would recall',
        body: memorySearchRequest,
        response: { 200: memorySearchReply, default: errorReply },
      },
    },
    async ({ body, abandoned }) => {
      const found = await memory.search({ userId: body.user, query: body.query, limit: body.limit }, abandoned);
      return { ...found, items: found.items.map(({ record, score }) => ({ record: asEntry(record), score })) };
    },
  );

  api.delete(
    '/api/memory',
    {
      onRequest: keyOr('admin'),
      schema: {
        ...described,
        summary: 'Forget a user: every record, and the key that opens what is stored of them',
        querystring: ofUserQuery,
        response: { 200: forgottenReply, default: errorReply },
      },
    },
    async ({ query, abandoned }) => ({ forgotten: await forgetUser(context, query.user, abandoned) }),
  );

  api.delete(
    '/api/memory/:id',
    {
      onRequest: keyOr('admin'),
      schema: {
        ...described,
        summary: 'Forget one record',
        params: recordParams,
        querystring: forgetRecordQuery,
        response: { 200: forgottenReply, default: errorReply },
      },
    },
    async ({ params, query, abandoned }) => ({
      forgotten: await memory.forget(query.user, params.id, query.seen, abandoned),
    }),
  );

  api.get(
    '/api/memory/:id/versions',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...described,
        summary: 'What a record said before',
        params: recordParams,
        querystring: ofUserQuery,
        response: { 200: versionsReply, default: errorReply },
      },
    },
    async ({ params, query, abandoned }) => ({
      versions: (await memory.versions(query.user, params.id, abandoned)).map(({ content, ...rest }) => ({
        ...rest,
        content: content.private,
      })),
    }),
  );

  api.post(
    '/api/memory/:id/rollback',
    {
      onRequest: keyOr('admin'),
      schema: {
        ...described,
        summary: 'Return a record to an older version, as a new one',
        params: recordParams,
        body: rollbackRequest,
        response: { 200: memoryEntry, default: errorReply },
      },
    },
    async ({ params, body, abandoned }) => asEntry(await memory.rollback(body.user, params.id, body, abandoned)),
  );
}
