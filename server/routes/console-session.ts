/** The console's login: a session starts, is asked for, and ends. Few tries a minute, whoever tries. */
import { z } from 'zod';
import { loginRequest, operatorReply } from '../api/console.ts';
import { errorReply } from '../api/errors.ts';
import type { Api, AppContext } from '../app-context.ts';
import { userWith } from '../config/console-users.ts';
import { ApiError, shown } from '../errors.ts';
import { addressGroup } from '../plugins/address-group.ts';
import type { EndedSessions } from '../plugins/ended-sessions.ts';
import { endSession, requireOperator, startSession } from '../plugins/operator.ts';

const TRIES_PER_MINUTE = 10;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

export function consoleSessionRoutes(api: Api, { secrets, nowMs, log }: AppContext, ended: EndedSessions): void {
  const failures = new Map<string, number[]>();
  const recentOf = (ip: string): number[] => (failures.get(ip) ?? []).filter((atMs) => atMs > nowMs() - WINDOW_MS);
  /** Whoever fills the list must not wipe their own tries from it. */
  const forgetOldest = (but: string): void => {
    for (const known of failures.keys()) {
      if (failures.size < MAX_ADDRESSES) return;
      if (known !== but) failures.delete(known);
    }
  };
  const tags = ['console'];

  api.post(
    '/api/console/login',
    {
      schema: {
        tags,
        summary: 'Log in to the console; the session is a cookie',
        body: loginRequest,
        response: { 200: operatorReply, default: errorReply },
      },
    },
    async (request, reply) => {
      const { name, password } = request.body;
      const from = addressGroup(request.ip);
      const recent = recentOf(from);
      if (recent.length >= TRIES_PER_MINUTE)
        throw new ApiError('too_many_requests', `${recent.length} logins failed in a minute; wait a minute.`, {
          retryAfterSeconds: Math.ceil(WINDOW_MS / 1_000),
        });
      const user = userWith(secrets.consoleUsers, name, password);
      if (user === undefined) {
        forgetOldest(from);
        failures.set(from, [...recent, nowMs()]);
        log.warn({ name, ip: request.ip }, 'a console login failed');
        throw new ApiError('login_failed', `There is no console user ${shown(name)} with this password.`);
      }
      failures.delete(from);
      log.info({ name }, 'a console login');
      return startSession(request, reply, user, { secrets, nowMs });
    },
  );

  api.post(
    '/api/console/logout',
    { schema: { tags, summary: 'End the session', response: { 204: z.null(), default: errorReply } } },
    async (request, reply) => {
      await endSession(request, reply, ended).catch((error: unknown) => {
        log.warn({ err: error }, 'a session that was ended could not be written down');
      });
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/api/console/me',
    { schema: { tags, summary: 'Who is logged in', response: { 200: operatorReply, default: errorReply } } },
    async (request) => requireOperator(request, 'viewer'),
  );
}
