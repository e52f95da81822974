/**
 * What other systems send becomes a task of the agent whose file has an intake of that name: a webhook, an alert. It
 * may start work; what the work may change is decided by policy, which knows that no person asked.
 */
import { z } from 'zod';
import { intakeGoal } from '../../agents/tasks/intake.ts';
import { errorReply } from '../api/errors.ts';
import { line } from '../api/plain-text.ts';
import { startTaskHeaders, taskReply } from '../api/tasks.ts';
import type { Api, AppContext } from '../app-context.ts';
import { ApiError, shown } from '../errors.ts';
import { keyOr } from '../plugins/operator.ts';
import { taskActorOf, taskReplyOf } from '../records/task-reply.ts';
import { startTask } from '../tasks/start-task.ts';

const BODY_LIMIT_BYTES = 64 * 1024;

export function intakeRoute(api: Api, context: AppContext): void {
  api.post(
    '/api/intake/:agent/:name',
    {
      onRequest: keyOr('operator'),
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags: ['tasks'],
        security: [{ apiKey: [] }],
        summary: 'Hand something to an agent that has an intake of this name: any JSON',
        params: z.object({ agent: line(40), name: line(40) }),
        headers: startTaskHeaders,
        body: z.unknown(),
        response: {
          200: taskReply.describe('The task that this key started before'),
          202: taskReply,
          default: errorReply,
        },
      },
    },
    async (request, reply) => {
      const { params, body, headers } = request;
      const intakes = (await context.agents.intakes?.(params.agent)) ?? [];
      const rule = intakes.find(({ name }) => name === params.name);
      if (rule === undefined) {
        const known = intakes.map(({ name }) => name).join(', ') || 'none';
        throw new ApiError(
          'intake_not_found',
          `The agent ${shown(params.agent)} has no intake ${shown(params.name)}; it has ${known}.`,
        );
      }
      if (body === undefined || body === null)
        throw new ApiError('malformed_body', 'An intake takes JSON; the body is empty.');
      const { task, created } = await startTask(
        context,
        { agent: params.agent, ...intakeGoal(rule, body), priority: rule.priority, origin: rule.kind },
        { intake: rule.name, body },
        taskActorOf(request),
        headers['idempotency-key'],
      );
      return reply.code(created ? 202 : 200).send(taskReplyOf(task));
    },
  );
}
