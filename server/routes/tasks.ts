/** Background tasks: started, read, followed as they go, called off, and taken further by a person. */
import { z } from 'zod';
import { StoreError } from '../../agents/log/store-error.ts';
import type { Task } from '../../agents/tasks/task.ts';
import { errorReply } from '../api/errors.ts';
import {
  resolveTaskRequest,
  startTaskHeaders,
  startTaskRequest,
  taskEventsQuery,
  taskParams,
  taskReply,
  tasksQuery,
  tasksReply,
} from '../api/tasks.ts';
import type { Api, AppContext } from '../app-context.ts';
import { ApiError, shown } from '../errors.ts';
import { keyOr } from '../plugins/operator.ts';
import { taskActorOf, taskReplyOf } from '../records/task-reply.ts';
import { resolution } from '../tasks/resolve-task.ts';
import { startTask } from '../tasks/start-task.ts';
import { streamTask } from '../tasks/task-stream.ts';

/** Each holds a socket and looks at the store. */
const MAX_STREAMS = 50;
const LOG_PAGE = 500;
const lastEventId = z.coerce.number().int().nonnegative();

const noTask = (id: string) => new ApiError('task_not_found', `There is no task ${shown(id)}.`);

export function taskRoutes(api: Api, context: AppContext): void {
  const { tasks, wakeTasks, agents, nowMs, log } = context;
  const streams = new Set<AbortController>();
  api.addHook('preClose', async () => {
    for (const stream of streams) stream.abort();
  });
  const common = { tags: ['tasks'], security: [{ apiKey: [] }] };
  const one = { ...common, params: taskParams, response: { 200: taskReply, default: errorReply } };

  api.post(
    '/api/tasks',
    {
      onRequest: keyOr('operator'),
      schema: {
        ...common,
        summary: 'Start work in the background',
        headers: startTaskHeaders,
        body: startTaskRequest,
        response: {
          200: taskReply.describe('The task that this key started before'),
          201: taskReply,
          default: errorReply,
        },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const known = (await agents.list()).map(({ name }) => name);
      if (!known.includes(body.agent))
        throw new ApiError(
          'unknown_agent',
          `There is no agent ${shown(body.agent)}: the catalog has ${known.join(', ')}.`,
          { agent: body.agent, known },
        );
      const key = request.headers['idempotency-key'];
      const { task, created } = await startTask(context, body, body, taskActorOf(request), key);
      return reply.code(created ? 201 : 200).send(taskReplyOf(task));
    },
  );

  api.get(
    '/api/tasks',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...common,
        summary: 'Tasks, newest first',
        querystring: tasksQuery,
        response: { 200: tasksReply, default: errorReply },
      },
    },
    async ({ query: { state, user, call, limit, cursor } }) => {
      const filter = {
        ...(state === undefined ? {} : { state }),
        ...(user === undefined ? {} : { user }),
        ...(call === undefined ? {} : { callId: call }),
      };
      const page = await tasks.list(filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
      return { tasks: page.tasks.map(taskReplyOf), ...(page.next === undefined ? {} : { next: page.next }) };
    },
  );

  api.get(
    '/api/tasks/:id',
    { onRequest: keyOr('viewer'), schema: { ...one, summary: 'One task' } },
    async ({ params }) => taskReplyOf(await existing(params.id)),
  );

  api.get(
    '/api/tasks/:id/events',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...common,
        summary: 'What the task does, as server-sent events, until it is over',
        params: taskParams,
        querystring: taskEventsQuery,
        response: { default: errorReply },
      },
    },
    async (request, reply) => {
      const { id } = await existing(request.params.id);
      if (streams.size >= MAX_STREAMS)
        throw new ApiError('too_many_streams', `${MAX_STREAMS} live streams of tasks are open; close one.`);
      const gone = new AbortController();
      streams.add(gone);
      reply.hijack();
      reply.raw.once('close', () => gone.abort());
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value);
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      reply.raw.flushHeaders();
      const resumed = lastEventId.safeParse(request.headers['last-event-id']);
      const after = resumed.success ? resumed.data : request.query.after;
      const end = await streamTask(reply.raw, tasks, id, after, gone.signal);
      streams.delete(gone);
      log.info({ task: id, end }, 'a stream of a task ended');
      return reply;
    },
  );

  api.post(
    '/api/tasks/:id/cancel',
    {
      onRequest: keyOr('operator'),
      schema: { ...one, summary: 'Call a task off: what it did is taken back where that can be done' },
    },
    async (request) => {
      const task = await tasks.requestCancel(request.params.id, taskActorOf(request), nowMs());
      if (task === undefined) throw noTask(request.params.id);
      if (!task.cancelRequested && task.state === 'COMPLETED')
        throw new ApiError('task_over', `The task ${shown(task.id)} is COMPLETED already.`);
      wakeTasks();
      return taskReplyOf(task);
    },
  );

  api.post(
    '/api/tasks/:id/resolve',
    {
      onRequest: keyOr('operator'),
      schema: {
        ...one,
        summary: 'Take a task further that a person has: complete it, fail it, or have it planned anew',
        body: resolveTaskRequest,
      },
    },
    async (request) => {
      const { params, body } = request;
      const task = await existing(params.id);
      const returnable = task.state === 'FAILED' && body.decision === 'return';
      if (task.state !== 'ESCALATED' && !returnable)
        throw new ApiError('task_not_yours', `The task ${shown(task.id)} is ${task.state}: no person has it.`);
      const seq = await lengthOf(params.id);
      const bodies = resolution(task, seq, body.decision, body.text, taskActorOf(request));
      try {
        const { task: resolved } = await tasks.append(params.id, seq, bodies, { person: true }, nowMs());
        wakeTasks();
        return taskReplyOf(resolved);
      } catch (error) {
        if (error instanceof StoreError && (error.failure === 'conflict' || error.failure === 'invalid'))
          throw new ApiError('task_not_yours', error.message);
        throw error;
      }
    },
  );

  async function existing(id: string): Promise<Task> {
    const found = await tasks.get(id);
    if (found === undefined) throw noTask(id);
    return found;
  }
  async function lengthOf(id: string): Promise<number> {
    let seq = 0;
    for (;;) {
      const page = await tasks.log(id, seq, LOG_PAGE);
      seq = page.at(-1)?.seq ?? seq;
      if (page.length < LOG_PAGE) return seq;
    }
  }
}
