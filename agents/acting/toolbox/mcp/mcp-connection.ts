/**
 * One connection to an MCP server through the official SDK: initialised within a deadline, each request with its signal,
 * every way to fail told as an McpFailure. The only file that knows the SDK's Client; imported when the first server is
 * connected, so that an agent without one does not pay for it.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  ErrorCode,
  McpError,
  ResultSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { z } from 'zod';
import { guardedFetch, NO_ANSWER } from './guarded-fetch.ts';
import { McpFailure, sentenceOf } from './mcp-failure.ts';
import type { McpTuning } from './mcp-tuning.ts';
import { failureOf, isSessionGone } from './sdk-failure.ts';
import { ServerFlow } from './server-flow.ts';
import { StdioTransport } from './stdio-transport.ts';

export type McpEndpoint =
  | { kind: 'http'; url: string; bearer: string | undefined }
  | { kind: 'stdio'; command: readonly string[]; env: Record<string, string>; cwd: string };

export interface ConnectionOptions {
  /** How the server is called in sentences. */
  name: string;
  endpoint: McpEndpoint;
  tuning: McpTuning;
  nowMs(): number;
  onListChanged(): void;
  /** Something odd that ends nothing. */
  onOddity(sentence: string): void;
}
export interface McpConnection {
  readonly lost: Promise<string>;
  readonly instructions: string | undefined;
  readonly hasTools: boolean;
  /** Rejects with an McpFailure. `deadlineMs` absent: until the signal. */
  request<T>(
    call: { method: string; params: Record<string, unknown> },
    schema: z.ZodType<T>,
    signal: AbortSignal,
    deadlineMs?: number,
  ): Promise<T>;
  close(): Promise<void>;
}

/** Longer than any call may last; the signal ends it before. */
const LONGEST_CALL_MS = 15 * 60_000;
/** How long the server is given to hear that we go. */
const GOODBYE_MS = 1_000;

export async function openConnection(options: ConnectionOptions, signal: AbortSignal): Promise<McpConnection> {
  const { name, endpoint, tuning } = options;
  const { promise: lost, resolve } = Promise.withResolvers<string>();
  let lostBecause: string | undefined;
  const lose = (why: string): void => {
    if (lostBecause !== undefined) return;
    lostBecause = `The MCP server ${name} was disconnected. ${why}`;
    resolve(lostBecause);
    void client.close().catch(() => {});
  };

  const client = new Client({ name: 'parley', version: '0.1.0' }, { capabilities: {} });
  client.onerror = (error) => {
    if (lostBecause !== undefined) return;
    // The SDK says in no other way that it gave up the stream that carries what the server says unasked.
    if (error.message.startsWith('Maximum reconnection attempts')) lose('Its stream of messages broke off.');
    else options.onOddity(error.message.slice(0, 300));
  };
  client.fallbackRequestHandler = (request) =>
    Promise.reject(new McpError(ErrorCode.MethodNotFound, `This client does not answer "${request.method}".`));
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => options.onListChanged());

  const transport = makeTransport(options, lose);
  const context = { name, bearer: endpoint.kind === 'http' && endpoint.bearer !== undefined };
  try {
    await underOwnSignal(signal, (own) =>
      client.connect(transport, { signal: own, timeout: tuning.initialiseDeadlineMs }),
    );
  } catch (error) {
    const why = lostBecause;
    lostBecause ??= 'It was never connected.';
    await transport.close().catch(() => {});
    if (why !== undefined) throw new McpFailure('lost', why.replace('was disconnected', 'cannot be used'), true);
    if (error instanceof McpError && error.code === ErrorCode.RequestTimeout && !signal.aborted)
      throw new McpFailure(
        'lost',
        `The MCP server ${name} did not answer "initialize" within ${tuning.initialiseDeadlineMs} ms.`,
        true,
      );
    throw new McpFailure('lost', failureOf(error, context).message, true);
  }

  client.onclose = () => lose('It closed the connection.');
  return {
    lost,
    instructions: client.getInstructions(),
    hasTools: client.getServerCapabilities()?.tools !== undefined,

    async request(call, schema, callSignal, deadlineMs = LONGEST_CALL_MS) {
      let answer: unknown;
      try {
        answer = await underOwnSignal(callSignal, (own) =>
          client.request(call, ResultSchema, { signal: own, timeout: deadlineMs }),
        );
      } catch (error) {
        if (callSignal.aborted)
          throw new McpFailure('given-up', `The MCP server ${name} did not answer in time and the wait was ended.`);
        if (lostBecause !== undefined) throw new McpFailure('lost', lostBecause);
        const failure = failureOf(error, context);
        if (isSessionGone(error, 'sessionId' in transport ? transport.sessionId : undefined))
          throw new McpFailure('session-gone', failure.message);
        throw failure;
      }
      const meta = answer && typeof answer === 'object' && '_meta' in answer ? answer._meta : undefined;
      if (meta && typeof meta === 'object' && NO_ANSWER in meta)
        throw new McpFailure('lost', lostBecause ?? `The MCP server ${name} ended the connection before it answered.`);
      const parsed = schema.safeParse(answer);
      if (parsed.success) return parsed.data;
      const where = parsed.error.issues[0];
      throw new McpFailure(
        'lost',
        `The MCP server ${name} answered "${call.method}" with something else than a result (${where?.path.join('.') ?? ''}: ${where?.message ?? ''}).`,
      );
    },

    async close() {
      const stillThere = lostBecause === undefined;
      lostBecause ??= `The connection to the MCP server ${name} was closed.`;
      if (stillThere && transport instanceof StreamableHTTPClientTransport) {
        const goodbye = transport.terminateSession().catch((error: unknown) => options.onOddity(sentenceOf(error)));
        let timer: NodeJS.Timeout | undefined;
        const enough = new Promise<void>((end) => {
          timer = setTimeout(end, GOODBYE_MS);
        });
        await Promise.race([goodbye, enough]);
        clearTimeout(timer);
      }
      await transport.close();
    },
  };
}

/** The SDK never takes its listener off the signal it is given, so a signal that outlives the request is not given to it. */
async function underOwnSignal<T>(signal: AbortSignal, work: (own: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  const pass = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', pass, { once: true });
  try {
    return await work(own.signal);
  } finally {
    signal.removeEventListener('abort', pass);
  }
}

function makeTransport(
  { endpoint, tuning, nowMs }: ConnectionOptions,
  lose: (why: string) => void,
): StdioTransport | (StreamableHTTPClientTransport & Transport) {
  const flow = new ServerFlow(tuning, nowMs);
  if (endpoint.kind === 'stdio') return new StdioTransport({ ...endpoint, tuning, flow, nowMs, onLost: lose });
  const headers = endpoint.bearer === undefined ? {} : { authorization: `Bearer ${endpoint.bearer}` };
  return new StreamableHTTPClientTransport(new URL(endpoint.url), {
    requestInit: { headers },
    fetch: guardedFetch({ flow, onBreach: lose }),
  });
}
