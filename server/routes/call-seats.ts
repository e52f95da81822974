/**
 * A person of the console in a live call: whispers to the agent, listens unseen, takes the call over by voice and gives
 * it back. An API key can do none of it: these are things a person does.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { InboxCommand } from '../../agents/worker/host-messages.ts';
import { callParams, commandHeaders, commandReply, seatReply, whisperRequest } from '../api/calls.ts';
import { errorReply } from '../api/errors.ts';
import type { Api, AppContext } from '../app-context.ts';
import { findLiveCall } from '../calls/live-call.ts';
import { tellCall } from '../calls/tell-call.ts';
import { ApiError, shown } from '../errors.ts';
import { onlyOperator, requireOperator } from '../plugins/operator.ts';

/** One person may sit in one call twice (two windows); each seat is a participant of its own. */
const seatOf = (name: string): string => `operator-${name}-${randomBytes(4).toString('hex')}`;

export function callSeatRoutes(api: Api, context: AppContext): void {
  const { livekit, config, eventLog } = context;
  const described = { tags: ['calls'], params: callParams };
  const commanded = { ...described, headers: commandHeaders, response: { 202: commandReply, default: errorReply } };
  const onRequest = onlyOperator('operator');

  api.post(
    '/api/calls/:id/whisper',
    {
      onRequest,
      schema: { ...commanded, summary: 'Tell the agent something the caller does not hear', body: whisperRequest },
    },
    async (request, reply) => {
      const { name } = requireOperator(request, 'operator');
      const id = request.headers['idempotency-key'] ?? randomUUID();
      const command: InboxCommand = { id, type: 'whisper', text: request.body.text, from: name };
      return reply.code(202).send(await tellCall(context, request.params.id, command, request.abandoned));
    },
  );

  api.post(
    '/api/calls/:id/listen',
    {
      onRequest,
      schema: {
        ...described,
        summary: 'A seat to listen from, unseen',
        response: { 201: seatReply, default: errorReply },
      },
    },
    async (request, reply) => reply.code(201).send(await seat(request, request.params.id, 'listening')),
  );

  api.post(
    '/api/calls/:id/takeover',
    {
      onRequest,
      schema: {
        ...described,
        summary: 'Speak instead of the agent, which falls silent and goes on listening',
        response: { 201: seatReply, default: errorReply },
      },
    },
    async (request, reply) => {
      const { name } = requireOperator(request, 'operator');
      const taken = await seat(request, request.params.id, 'speaking');
      const command: InboxCommand = { id: randomUUID(), type: 'take-over', identity: taken.identity, from: name };
      await tellCall(context, request.params.id, command, request.abandoned);
      return reply.code(201).send(taken);
    },
  );

  api.post(
    '/api/calls/:id/giveback',
    { onRequest, schema: { ...commanded, summary: 'Let the agent speak again' } },
    async (request, reply) => {
      const { name } = requireOperator(request, 'operator');
      const id = request.headers['idempotency-key'] ?? randomUUID();
      return reply
        .code(202)
        .send(await tellCall(context, request.params.id, { id, type: 'give-back', from: name }, request.abandoned));
    },
  );

  async function seat(request: FastifyRequest, callId: string, kind: 'speaking' | 'listening') {
    const { name } = requireOperator(request, 'operator');
    const { roomName } = await findLiveCall(eventLog, callId, request.abandoned);
    if (roomName === undefined) throw new ApiError('call_over', `The call ${shown(callId)} has no room yet.`);
    const identity = seatOf(name);
    return {
      server_url: config.livekit.publicUrl,
      participant_token: await livekit.signOperator({ room: roomName, identity, name, seat: kind }),
      identity,
    };
  }
}
