/** What a browser may see and erase of itself: its cookie says who it is, and no field of the request can. */
import type { FastifyRequest } from 'fastify';
import { errorReply } from '../api/errors.ts';
import { forgottenReply, memoryListReply, ownMemoryQuery, recordParams } from '../api/memory.ts';
import type { Api, AppContext } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { asEntry, forgetUser } from './memory.ts';

/** Undefined for a browser that never called: nothing can be known of it. */
function userOf({ caller }: FastifyRequest): string | undefined {
  if (caller.kind === 'key')
    throw new ApiError('invalid_request', 'An API key has no memory of its own: name a user at /api/memory?user=...');
  return caller.kind === 'anonymous' ? caller.userId : undefined;
}

export function ownMemoryRoutes(api: Api, context: AppContext): void {
  const { memory } = context;
  const described = { tags: ['memory'] };

  api.get(
    '/api/memory/me',
    {
      schema: {
        ...described,
        summary: 'What is known of this browser',
        querystring: ownMemoryQuery,
        response: { 200: memoryListReply, default: errorReply },
      },
    },
    async (request) => {
      const user = userOf(request);
      return {
        records:
          user === undefined ? [] : (await memory.list(user, request.query.limit, request.abandoned)).map(asEntry),
      };
    },
  );

  api.delete(
    '/api/memory/me',
    {
      schema: { ...described, summary: 'Forget this browser', response: { 200: forgottenReply, default: errorReply } },
    },
    async (request) => {
      const user = userOf(request);
      return { forgotten: user === undefined ? [] : await forgetUser(context, user, request.abandoned) };
    },
  );

  api.delete(
    '/api/memory/me/:id',
    {
      schema: {
        ...described,
        summary: 'Forget one record of this browser',
        params: recordParams,
        response: { 200: forgottenReply, default: errorReply },
      },
    },
    async (request) => {
      const user = userOf(request);
      if (user === undefined) throw new ApiError('record_not_found', 'Nothing is known of this browser.');
      return { forgotten: await memory.forget(user, request.params.id, undefined, request.abandoned) };
    },
  );
}
