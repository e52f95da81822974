/** Refuses requests whose Host or Origin is not ours, before anything else looks at them. Probes and webhooks carry neither trust nor cookies and are let through. */
import type { FastifyInstance } from 'fastify';
import { ApiError, shown } from '../errors.ts';
import { answersToHost, answersToOrigin, type ReachableAs } from './reachable-as.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route proves its caller otherwise, or tells nothing worth protecting. */
    anyHost?: boolean;
    /** The Authorization header is not an API key here. */
    ownAuthorization?: boolean;
    /** Not counted against the limits. */
    unlimited?: boolean;
  }
}

export function guardHosts(app: FastifyInstance, as: ReachableAs): void {
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.anyHost === true) return;
    const { host, origin } = request.headers;
    if (!answersToHost(host, as)) {
      throw new ApiError(
        'host_refused',
        `This server does not answer to the host ${shown(host)}; PARLEY_ALLOWED_HOSTS lists further names.`,
      );
    }
    if (!answersToOrigin(origin, host, as)) {
      throw new ApiError(
        'origin_refused',
        `A page of ${shown(origin)} may not use this server; PARLEY_ALLOWED_HOSTS lists further names.`,
      );
    }
  });
}
