/**
 * Who works at the console: a signed, HttpOnly cookie names a user, a session and an end; what they may do is looked up at
 * each request, so that a user who was removed or demoted, has another password or logged out is so at once. An API key
 * may do all that is not a person's decision.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ConsoleUser, mayAct, type Role } from '../config/console-users.ts';
import type { ServerSecrets } from '../config/secrets.ts';
import { ApiError } from '../errors.ts';
import type { EndedSessions } from './ended-sessions.ts';

export interface Operator {
  name: string;
  role: Role;
  untilMs: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    operator: Operator | undefined;
    /** Of the operator's cookie. */
    sessionId: string | undefined;
  }
}

export interface SessionRules {
  secrets: Pick<ServerSecrets, 'consoleUsers' | 'cookieSecret'>;
  ended: EndedSessions;
  nowMs(): number;
}

export const CONSOLE_COOKIE = 'parley_console';
/** A working day. */
const SESSION_MS = 12 * 3_600_000;
/** User, end, session, and what the password was. */
const session = z.tuple([z.string(), z.coerce.number(), z.string().min(1), z.string()]);

/** Changes with the password, and says nothing of it to whoever has the cookie. */
const passwordMark = ({ name, password }: ConsoleUser, cookieSecret: string): string =>
  createHmac('sha256', cookieSecret).update(`${name}\n${password}`).digest('base64url').slice(0, 22);

export function identifyOperators(app: FastifyInstance, { secrets, ended, nowMs }: SessionRules): void {
  app.decorateRequest('operator', undefined);
  app.decorateRequest('sessionId', undefined);
  app.addHook('onRequest', async (request) => {
    const cookie = request.cookies[CONSOLE_COOKIE];
    const opened = cookie === undefined ? undefined : request.unsignCookie(cookie);
    if (opened?.valid !== true) return;
    const parsed = session.safeParse(opened.value.split('|'));
    if (!parsed.success) return;
    const [name, untilMs, id, mark] = parsed.data;
    const user = secrets.consoleUsers.find((candidate) => candidate.name === name);
    if (user === undefined || nowMs() >= untilMs || ended.has(id)) return;
    if (mark !== passwordMark(user, secrets.cookieSecret)) return;
    request.operator = { name, role: user.role, untilMs };
    request.sessionId = id;
  });
}

export function startSession(
  request: FastifyRequest,
  reply: FastifyReply,
  user: ConsoleUser,
  { secrets, nowMs }: Pick<SessionRules, 'secrets' | 'nowMs'>,
): Operator {
  const untilMs = nowMs() + SESSION_MS;
  const id = randomBytes(16).toString('base64url');
  const value = [user.name, untilMs, id, passwordMark(user, secrets.cookieSecret)].join('|');
  void reply.setCookie(CONSOLE_COOKIE, value, {
    ...cookieOptions(request),
    maxAge: SESSION_MS / 1_000,
  });
  return { name: user.name, role: user.role, untilMs };
}
/** Rejects when it holds until the next start only. */
export async function endSession(request: FastifyRequest, reply: FastifyReply, ended: EndedSessions): Promise<void> {
  void reply.clearCookie(CONSOLE_COOKIE, cookieOptions(request));
  const { operator, sessionId } = request;
  if (operator !== undefined && sessionId !== undefined) await ended.end(sessionId, operator.untilMs);
}
const cookieOptions = (request: FastifyRequest) =>
  ({ signed: true, httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https', path: '/' }) as const;

/** The hook of routes that only a person of at least this role may use; no API key decides in a person's place. */
export const onlyOperator = (needed: Role) => async (request: FastifyRequest) => {
  requireOperator(request, needed);
};
/** The hook of routes that an API key, or a person of at least this role, may use. */
export const keyOr = (needed: Role) => async (request: FastifyRequest) => {
  if (request.caller.kind === 'key') return;
  requireOperator(request, needed);
};

export function requireOperator(request: FastifyRequest, needed: Role): Operator {
  const { operator } = request;
  const what = `${request.method} ${request.url.split('?')[0]}`;
  if (operator === undefined) {
    if (request.caller.kind === 'key')
      throw new ApiError('session_required', `${what} is a person's decision: log in to the console.`);
    throw new ApiError('key_required', `${what} needs an API key (Authorization: Bearer <key>) or a console login.`);
  }
  if (!mayAct(operator.role, needed))
    throw new ApiError('role_required', `${what} needs the role ${needed}; ${operator.name} is ${operator.role}.`);
  return operator;
}

/** Whose name a command to a call carries: the API key's or the person's. Only behind `keyOr`. */
export const senderOf = (request: FastifyRequest): string =>
  request.operator?.name ?? (request.caller.kind === 'key' ? request.caller.name : 'nobody');
