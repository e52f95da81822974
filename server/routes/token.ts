/** `POST /api/token`: LiveKit's standard token endpoint. */
import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { errorReply } from '../api/errors.ts';
import { tokenReply, tokenRequest } from '../api/token.ts';
import type { Api, AppContext } from '../app-context.ts';
import { ApiError } from '../errors.ts';
import { freshUserId, setUserCookie } from '../plugins/caller.ts';
import { decideToken, type TokenHolder } from '../token/decide-token.ts';

/** Metadata and attributes included; far below what LiveKit itself accepts. */
const BODY_LIMIT_BYTES = 64 * 1024;

const freshRoom = (): string => `call-${randomBytes(16).toString('base64url')}`;

function holderOf({ caller }: FastifyRequest, environment: string): TokenHolder {
  if (caller.kind === 'key') return caller;
  if (environment === 'production') {
    throw new ApiError('key_required', 'In production a token needs an API key: send Authorization: Bearer <key>.');
  }
  return caller.kind === 'anonymous' ? caller : { kind: 'anonymous', userId: freshUserId() };
}

export function tokenRoute(api: Api, { config, livekit, agents }: AppContext): void {
  api.route({
    method: 'POST',
    url: '/api/token',
    bodyLimit: BODY_LIMIT_BYTES,
    schema: {
      tags: ['calls'],
      summary: 'A token to join a call (LiveKit standard token endpoint)',
      body: tokenRequest,
      response: { 201: tokenReply, default: errorReply },
    },
    preValidation: async (request) => {
      request.body ??= {};
    },
    handler: async (request, reply) => {
      const holder = holderOf(request, config.environment);
      const decision = decideToken(request.body, holder, {
        agents: await agents.list(),
        freshRoom,
        freshIdentity: freshUserId,
      });
      const token = await livekit.sign(decision);
      if (holder.kind === 'anonymous') setUserCookie(request, reply, holder.userId);
      request.log.info(
        { room: decision.room, agent: decision.dispatch.agent, holder: holder.kind },
        'a token was given',
      );
      return reply.code(201).send({ server_url: config.livekit.publicUrl, participant_token: token });
    },
  });
}
