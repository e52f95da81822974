/**
 * How much one address and one user may ask. The address counts first, before a key is looked at, so that keys cannot
 * be guessed quickly; many users may share one address, hence its wider limit.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from '../errors.ts';
import { addressGroup } from './address-group.ts';

export interface Limits {
  perUserPerMinute: number;
  perAddressPerMinute: number;
}
/** A console looks at several lists every other second, in more than one window. */
const PER_OPERATOR_PER_MINUTE = 600;
export const DEFAULT_LIMITS: Limits = { perUserPerMinute: 100, perAddressPerMinute: 1000 };

const userOf = ({ caller, operator }: FastifyRequest): string | undefined => {
  if (operator !== undefined) return `operator:${operator.name}`;
  if (caller.kind === 'key') return `key:${caller.name}`;
  return caller.kind === 'anonymous' ? `user:${caller.userId}` : undefined;
};

/** Registers the counters; the returned functions are the two hooks, in the order they must run around `identifyCallers`. */
export async function countRequests(app: FastifyInstance, limits: Limits) {
  await app.register(rateLimit, { global: false, cache: 10_000 });
  const window = { timeWindow: '1 minute' };
  const byAddress = app.createRateLimit({
    ...window,
    max: limits.perAddressPerMinute,
    keyGenerator: (request) => addressGroup(request.ip),
  });
  const byUser = app.createRateLimit({
    ...window,
    max: ({ operator }) => Math.max(limits.perUserPerMinute, operator === undefined ? 0 : PER_OPERATOR_PER_MINUTE),
    keyGenerator: (request) => userOf(request) ?? '',
  });

  const refuseOver = (answer: Awaited<ReturnType<typeof byUser>>, whose: string): void => {
    if (answer.isAllowed || !answer.isExceeded) return;
    throw new ApiError(
      'too_many_requests',
      `More than ${answer.max} requests in a minute from ${whose}; try again in ${answer.ttlInSeconds} s.`,
      {
        retryAfterSeconds: answer.ttlInSeconds,
      },
    );
  };
  return {
    async address(request: FastifyRequest): Promise<void> {
      if (request.routeOptions.config.unlimited !== true) refuseOver(await byAddress(request), 'one address');
    },
    async user(request: FastifyRequest): Promise<void> {
      const isApi = request.url.startsWith('/api/');
      if (isApi && request.routeOptions.config.unlimited !== true && userOf(request) !== undefined)
        refuseOver(await byUser(request), 'one user');
    },
  };
}
