/** Telling a live call something: the command goes durably into its inbox, then a bell without content is rung. */
import { randomUUID } from 'node:crypto';
import type { InboxCommand } from '../../agents/worker/host-messages.ts';
import { callParams, commandHeaders, commandReply, endRequest, messageRequest } from '../api/calls.ts';
import { errorReply } from '../api/errors.ts';
import type { Api, AppContext } from '../app-context.ts';
import { findLiveCall } from '../calls/live-call.ts';
import { keyOnly, requireKey } from '../plugins/caller.ts';

export function callCommandRoutes(api: Api, { eventLog, inbox, livekit, log }: AppContext): void {
  const described = {
    tags: ['calls'],
    security: [{ apiKey: [] }],
    params: callParams,
    headers: commandHeaders,
    response: { 202: commandReply, default: errorReply },
  };

  async function tell(callId: string, command: InboxCommand, signal: AbortSignal) {
    const call = await findLiveCall(eventLog, callId, signal);
    await inbox.put(callId, command);
    const rung = call.roomName !== undefined && (await ring(call.roomName));
    return { commandId: command.id, rung };
  }
  // The command is durable by now: a bell that does not ring delays it and loses nothing.
  async function ring(room: string): Promise<boolean> {
    try {
      await livekit.ring(room);
      return true;
    } catch (error) {
      log.warn({ err: error, room }, 'the bell of a call could not be rung');
      return false;
    }
  }

  api.post(
    '/api/calls/:id/messages',
    {
      onRequest: keyOnly,
      schema: {
        ...described,
        summary: 'Say something to the agent of a live call, as an operator',
        body: messageRequest,
      },
    },
    async (request, reply) => {
      const id = request.headers['idempotency-key'] ?? randomUUID();
      const command: InboxCommand = { id, type: 'message', text: request.body.text, from: requireKey(request) };
      return reply.code(202).send(await tell(request.params.id, command, request.abandoned));
    },
  );

  api.post(
    '/api/calls/:id/end',
    {
      onRequest: keyOnly,
      schema: { ...described, summary: 'End a live call', body: endRequest },
      preValidation: async (request) => {
        request.body ??= { reason: 'ended by the operator' };
      },
    },
    async (request, reply) => {
      const id = request.headers['idempotency-key'] ?? randomUUID();
      return reply
        .code(202)
        .send(await tell(request.params.id, { id, type: 'end', reason: request.body.reason }, request.abandoned));
    },
  );
}
