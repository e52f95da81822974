/** What an operator tells a live call: a message, or to end. */
import { randomUUID } from 'node:crypto';
import type { InboxCommand } from '../../agents/worker/host-messages.ts';
import { callParams, commandHeaders, commandReply, endRequest, messageRequest } from '../api/calls.ts';
import { errorReply } from '../api/errors.ts';
import type { Api, AppContext } from '../app-context.ts';
import { tellCall } from '../calls/tell-call.ts';
import { keyOr, senderOf } from '../plugins/operator.ts';

export function callCommandRoutes(api: Api, context: AppContext): void {
  const described = {
    tags: ['calls'],
    security: [{ apiKey: [] }],
    params: callParams,
    headers: commandHeaders,
    response: { 202: commandReply, default: errorReply },
  };

  api.post(
    '/api/calls/:id/messages',
    {
      onRequest: keyOr('operator'),
      schema: {
        ...described,
        summary: 'Say something to the agent of a live call, as an operator',
        body: messageRequest,
      },
    },
    async (request, reply) => {
      const id = request.headers['idempotency-key'] ?? randomUUID();
      const command: InboxCommand = { id, type: 'message', text: request.body.text, from: senderOf(request) };
      return reply.code(202).send(await tellCall(context, request.params.id, command, request.abandoned));
    },
  );

  api.post(
    '/api/calls/:id/end',
    {
      onRequest: keyOr('operator'),
      schema: { ...described, summary: 'End a live call', body: endRequest },
      preValidation: async (request) => {
        request.body ??= { reason: 'ended by the operator' };
      },
    },
    async (request, reply) => {
      const id = request.headers['idempotency-key'] ?? randomUUID();
      return reply
        .code(202)
        .send(
          await tellCall(
            context,
            request.params.id,
            { id, type: 'end', reason: request.body.reason },
            request.abandoned,
          ),
        );
    },
  );
}
