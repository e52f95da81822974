/** `/api/status` (would a call be answered?), `/readyz` (can this process do its job?) and `/healthz` (is it alive?). */
import { z } from 'zod';
import { errorReply } from '../api/errors.ts';
import { readyReply, statusReply } from '../api/status.ts';
import type { Api, AppContext } from '../app-context.ts';

const alive = z.object({ alive: z.literal(true) });
/** Probes come from whatever address a machine has, and often. */
const probe = { anyHost: true, unlimited: true, ownAuthorization: true } as const;

export function statusRoutes(api: Api, { status }: AppContext): void {
  api.get(
    '/healthz',
    { config: probe, schema: { tags: ['health'], summary: 'The process is alive', response: { 200: alive } } },
    async () => ({ alive: true as const }),
  );

  api.get(
    '/readyz',
    {
      config: probe,
      schema: {
        tags: ['health'],
        summary: 'The process can do its job',
        response: { 200: readyReply, 503: readyReply },
      },
    },
    async (request, reply) => {
      const { parts } = await status.now(request.abandoned);
      // Only what this process itself stands on: another process that is down must not take this one out of service.
      const missing = parts
        .filter(({ name, state }) => (name === 'livekit' || name === 'event-log') && state === 'missing')
        .map(({ name, detail }) => detail ?? name);
      return reply.code(missing.length === 0 ? 200 : 503).send({ ready: missing.length === 0, missing });
    },
  );

  api.get(
    '/api/status',
    {
      schema: {
        tags: ['health'],
        summary: 'Whether a call would be answered, and what is missing',
        response: { 200: statusReply, default: errorReply },
      },
    },
    async (request) => await status.now(request.abandoned),
  );
}
