/** One log line per request: the route's pattern and never its parameters, which may name a person or quote them. */
import type { FastifyInstance } from 'fastify';

export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const line = {
      method,
      route: routeOptions.url ?? 'none',
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime),
    };
    request.log.debug(line, 'request served');
  });
}
