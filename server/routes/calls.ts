/** Reading calls: the list, one call, its events (a page, or live) and its timeline. For holders of an API key. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  callParams,
  callReply,
  callSearchReply,
  callSearchRequest,
  callsQuery,
  callsReply,
  eventsQuery,
  eventsReply,
  timelineQuery,
  timelineReply,
} from '../api/calls.ts';
import { errorReply } from '../api/errors.ts';
import type { Api, AppContext } from '../app-context.ts';
import { streamEvents } from '../calls/event-stream.ts';
import { foldedCalls } from '../calls/folded-calls.ts';
import { searchCalls } from '../calls/search-calls.ts';
import { callOf, timelineOf } from '../calls/timeline.ts';
import { ApiError, shown } from '../errors.ts';
import { keyOr } from '../plugins/operator.ts';

/** Each holds a socket and a subscription of the log. */
const MAX_STREAMS = 100;

const common = { tags: ['calls'], security: [{ apiKey: [] }] };
const lastEventId = z.coerce.number().int().nonnegative();

export function callRoutes(api: Api, { eventLog, log, nowMs }: AppContext): void {
  const streams = new Set<AbortController>();
  const folded = foldedCalls(eventLog);
  api.addHook('preClose', async () => {
    for (const stream of streams) stream.abort();
  });

  api.get(
    '/api/calls',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...common,
        summary: 'Calls, newest first',
        querystring: callsQuery,
        response: { 200: callsReply, default: errorReply },
      },
    },
    async ({ query }) => {
      const { user, agent, status, since, until, limit, cursor } = query;
      const filter = {
        ...(user === undefined ? {} : { userId: user }),
        ...(agent === undefined ? {} : { agent }),
        ...(status === undefined ? {} : { status }),
        ...(since === undefined ? {} : { sinceMs: since }),
        ...(until === undefined ? {} : { untilMs: until }),
      };
      return await eventLog.calls(filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
    },
  );

  api.post(
    '/api/calls/search',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...common,
        summary: 'Calls in which something was said',
        body: callSearchRequest,
        response: { 200: callSearchReply, default: errorReply },
      },
    },
    async ({ body: { query, user, agent, since, until, limit, cursor }, abandoned }) => {
      const filter = {
        ...(user === undefined ? {} : { userId: user }),
        ...(agent === undefined ? {} : { agent }),
        ...(since === undefined ? {} : { sinceMs: since }),
        ...(until === undefined ? {} : { untilMs: until }),
      };
      return await searchCalls(eventLog, { query, filter, limit, cursor }, nowMs, abandoned);
    },
  );

  api.get(
    '/api/calls/:id',
    {
      onRequest: keyOr('viewer'),
      schema: { ...common, summary: 'One call', params: callParams, response: { 200: callReply, default: errorReply } },
    },
    async ({ params, abandoned }) => callOf(await folded.of(params.id, abandoned), params.id),
  );

  api.get(
    '/api/calls/:id/timeline',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...common,
        summary: 'What was said, done and spent, rebuilt from the events',
        params: callParams,
        querystring: timelineQuery,
        response: { 200: timelineReply, default: errorReply },
      },
    },
    async ({ params, query, abandoned }) => timelineOf(await folded.of(params.id, abandoned), params.id, query),
  );

  api.get(
    '/api/calls/:id/events',
    {
      onRequest: keyOr('viewer'),
      schema: {
        ...common,
        summary: 'The events of a call: a page, or with Accept: text/event-stream all of them as they come',
        params: callParams,
        querystring: eventsQuery,
        response: { 200: eventsReply, default: errorReply },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const [first] = await eventLog.read(params.id, 0, 1);
      if (first === undefined) throw new ApiError('call_not_found', `There is no call ${shown(params.id)}.`);
      if (request.headers.accept?.includes('text/event-stream') === true) {
        await stream(request, reply, params.id, resumeAfter(request.headers['last-event-id'], query.after));
        return reply;
      }
      const events = await eventLog.read(params.id, query.after, query.limit);
      const last = events.at(-1);
      return { events, next: events.length === query.limit ? last?.seq : undefined };
    },
  );

  async function stream(request: FastifyRequest, reply: FastifyReply, callId: string, after: number): Promise<void> {
    if (streams.size >= MAX_STREAMS)
      throw new ApiError('too_many_streams', `${MAX_STREAMS} live streams are open; close one or read pages.`);
    const gone = new AbortController();
    streams.add(gone);
    reply.hijack();
    reply.raw.once('close', () => gone.abort());
    const headers = {
      ...reply.getHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    };
    reply.raw.writeHead(
      200,
      Object.fromEntries(
        Object.entries(headers).filter((header): header is [string, string] => typeof header[1] === 'string'),
      ),
    );
    reply.raw.flushHeaders();
    const end = await streamEvents(reply.raw, eventLog.subscribe({ callId }, after, gone.signal), gone.signal);
    gone.abort();
    streams.delete(gone);
    log.info(
      { callId, end, by: request.caller.kind === 'key' ? request.caller.name : undefined },
      'a live stream ended',
    );
  }
}

function resumeAfter(header: string | string[] | undefined, after: number): number {
  if (header === undefined) return after;
  const parsed = lastEventId.safeParse(header);
  if (!parsed.success)
    throw new ApiError('invalid_request', `Last-Event-ID=${shown(header)} is not the number of an event.`);
  return parsed.data;
}
