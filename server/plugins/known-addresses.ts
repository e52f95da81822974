/** Answers addresses without a route: the methods it does have (405), or nothing (404), by name. */
import type { FastifyInstance } from 'fastify';
import { ApiError, shown } from '../errors.ts';

interface KnownAddress {
  pattern: RegExp;
  methods: Set<string>;
}

const asPattern = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`);

/** Call before the routes are added: it learns them as they come. */
export function answerUnknownAddresses(app: FastifyInstance): void {
  const known = new Map<string, KnownAddress>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const address = known.get(url) ?? { pattern: asPattern(url), methods: new Set<string>() };
    for (const one of [method].flat()) address.methods.add(one);
    known.set(url, address);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = [...known.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((address) => [...address.methods]);
    if (methods.length === 0 || methods.includes(request.method))
      throw new ApiError('not_found', `There is nothing at ${request.method} ${shown(path)}.`);
    const allowed = [...new Set(methods)].join(', ');
    void reply.header('Allow', allowed);
    throw new ApiError('method_not_allowed', `${shown(path)} does not take ${request.method}; it takes ${allowed}.`);
  });
}
