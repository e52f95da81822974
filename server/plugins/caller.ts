/**
 * Who sends a request: the holder of an API key, a browser known by its signed cookie, or a stranger. A key that is
 * wrong is an error, never a stranger: a mistake must not quietly become fewer rights.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ApiKey, keyHolder } from '../config/api-keys.ts';
import { ApiError } from '../errors.ts';

export type Caller = { kind: 'key'; name: string } | { kind: 'anonymous'; userId: string } | { kind: 'stranger' };

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
}

export const USER_COOKIE = 'parley_user';
/** The longest that browsers keep a cookie. */
const COOKIE_MAX_AGE_S = 400 * 24 * 3600;

/** 128 random bits: nobody meets another's identity by chance or by trying. */
export const freshUserId = (): string => `user-${randomBytes(16).toString('base64url')}`;

export function identifyCallers(app: FastifyInstance, keys: readonly ApiKey[]): void {
  app.decorateRequest('caller');
  app.addHook('onRequest', async (request) => {
    request.caller = callerOf(request, keys);
  });
}

function callerOf(request: FastifyRequest, keys: readonly ApiKey[]): Caller {
  const { authorization } = request.headers;
  if (authorization !== undefined && request.routeOptions.config.ownAuthorization !== true) {
    const presented = /^Bearer +(?<key>\S+) *$/i.exec(authorization)?.groups?.key;
    if (presented === undefined)
      throw new ApiError('key_unknown', 'The Authorization header is not of the form "Bearer <key>".');
    const name = keyHolder(keys, presented);
    if (name === undefined)
      throw new ApiError('key_unknown', `The API key of ${presented.length} characters is not one of this server.`);
    return { kind: 'key', name };
  }
  const cookie = request.cookies[USER_COOKIE];
  const opened = cookie === undefined ? undefined : request.unsignCookie(cookie);
  if (opened?.valid === true && /^user-[\w-]{22}$/.test(opened.value))
    return { kind: 'anonymous', userId: opened.value };
  return { kind: 'stranger' };
}

/** Gives the browser its identity, or renews it, for the longest time a browser keeps it. */
export function setUserCookie(request: FastifyRequest, reply: FastifyReply, userId: string): void {
  void reply.setCookie(USER_COOKIE, userId, {
    signed: true,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    path: '/',
    maxAge: COOKIE_MAX_AGE_S,
  });
}

export function requireKey(request: FastifyRequest): string {
  if (request.caller.kind !== 'key') {
    throw new ApiError(
      'key_required',
      `${request.method} ${request.url.split('?')[0]} needs an API key: send Authorization: Bearer <key>.`,
    );
  }
  return request.caller.name;
}
