/**
 * Gives each request an end: `request.abandoned` aborts when its caller has gone or its time is up, and then the caller
 * is told. (The framework's own signal aborts as soon as a body is read, and its timer stops there.)
 */
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    abandoned: AbortSignal;
  }
}

/** No route takes longer on purpose; a caller who waits 30 s has gone. */
export const REQUEST_DEADLINE_MS = 30_000;

export function endRequests(app: FastifyInstance, deadlineMs = REQUEST_DEADLINE_MS): void {
  app.decorateRequest('abandoned');
  app.addHook('onRequest', async (request, reply) => {
    const end = new AbortController();
    request.abandoned = end.signal;
    const timer = setTimeout(() => {
      // A stream that was taken over ends by rules of its own.
      if (reply.sent) return;
      const late = new ApiError(
        'timed_out',
        `${request.method} ${request.routeOptions.url ?? ''} took longer than ${deadlineMs} ms.`,
      );
      end.abort(late);
      if (!reply.sent) void reply.send(late);
    }, deadlineMs);
    reply.raw.once('close', () => {
      clearTimeout(timer);
      end.abort();
    });
  });
}
