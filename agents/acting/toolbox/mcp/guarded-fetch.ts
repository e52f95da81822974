/**
 * The fetch that MCP over HTTP goes through. It bounds every body while it is read, ends the answer stream of a request
 * that was cancelled, and turns a stream that ends without an answer into one that says so: the SDK would wait for ever.
 * It adds no credentials and follows no redirect of its own.
 */
import { EventStreamGuard } from './event-stream-guard.ts';
import type { ServerFlow } from './server-flow.ts';

/** In the `_meta` of the result that stands for an answer that never came. */
export const NO_ANSWER = 'parley/noAnswer';

export interface GuardedFetchOptions {
  flow: ServerFlow;
  /** A bound was broken; the connection is of no more use. */
  onBreach(sentence: string): void;
}
type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export function guardedFetch({ flow, onBreach }: GuardedFetchOptions): Fetch {
  const waiting = new Map<string | number, AbortController>();
  return async (url, init = {}) => {
    const restless = init.method === 'GET' ? flow.streamOpened() : undefined;
    if (restless) {
      onBreach(restless);
      throw new Error(restless);
    }
    const { answers, cancels } = readBody(init.body);
    if (cancels !== undefined) waiting.get(cancels)?.abort(new Error('The request was cancelled.'));
    const stop = new AbortController();
    if (answers !== undefined) waiting.set(answers, stop);
    const forget = (): void => {
      if (answers !== undefined && waiting.get(answers) === stop) waiting.delete(answers);
    };
    try {
      const signal = init.signal ? AbortSignal.any([init.signal, stop.signal]) : stop.signal;
      const response = await fetch(url, { ...init, signal });
      if (!response.body) {
        forget();
        return response;
      }
      const events = response.headers.get('content-type')?.trim().toLowerCase().startsWith('text/event-stream');
      const body = events
        ? eventBody(response.body, new EventStreamGuard(flow), answers, onBreach, forget)
        : wholeBody(response.body, flow, onBreach, forget);
      return new Response(body, response);
    } catch (error) {
      forget();
      throw error;
    }
  };
}

/** The id of the request that this body is, and the id of the request that it cancels. */
function readBody(body: RequestInit['body']): { answers?: string | number; cancels?: string | number } {
  if (typeof body !== 'string') return {};
  const message: unknown = JSON.parse(body);
  if (typeof message !== 'object' || message === null) return {};
  if ('method' in message && message.method === 'notifications/cancelled' && 'params' in message) {
    const { params } = message;
    if (typeof params !== 'object' || params === null || !('requestId' in params)) return {};
    return isId(params.requestId) ? { cancels: params.requestId } : {};
  }
  return 'method' in message && 'id' in message && isId(message.id) ? { answers: message.id } : {};
}
const isId = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

function wholeBody(
  body: ReadableStream<Uint8Array>,
  flow: ServerFlow,
  onBreach: (sentence: string) => void,
  forget: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await reader.read().catch((error: unknown) => {
        forget();
        throw error;
      });
      if (done) {
        forget();
        return controller.close();
      }
      bytes += value.length;
      const breach = flow.longMessage(bytes) ?? flow.bytes(value.length);
      if (!breach) return controller.enqueue(value);
      forget();
      onBreach(breach);
      controller.error(new Error(breach));
      await reader.cancel().catch(() => {});
    },
    cancel(reason) {
      forget();
      return reader.cancel(reason);
    },
  });
}

function eventBody(
  body: ReadableStream<Uint8Array>,
  guard: EventStreamGuard,
  answers: string | number | undefined,
  onBreach: (sentence: string) => void,
  forget: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let chunk: Uint8Array | undefined;
      let problem: unknown;
      try {
        chunk = (await reader.read()).value;
      } catch (error) {
        problem = error;
      }
      if (chunk) {
        const breach = guard.watch(chunk);
        if (!breach) return controller.enqueue(chunk);
        forget();
        onBreach(breach);
        controller.error(new Error(breach));
        return void (await reader.cancel().catch(() => {}));
      }
      forget();
      // A stream with event ids is taken up again by the SDK; so is the one that answers no request.
      if (answers !== undefined && (!guard.resumable || isCancellation(problem))) {
        controller.enqueue(noAnswer(answers));
        controller.close();
      } else if (problem === undefined) controller.close();
      else controller.error(problem);
    },
    cancel(reason) {
      forget();
      return reader.cancel(reason);
    },
  });
}

const isCancellation = (problem: unknown): boolean =>
  problem instanceof Error && problem.message === 'The request was cancelled.';

/** When the answer did come before, nobody waits for this id any more and it is passed over. */
const noAnswer = (id: string | number): Uint8Array =>
  Buffer.from(`\n\ndata: ${JSON.stringify({ jsonrpc: '2.0', id, result: { _meta: { [NO_ANSWER]: true } } })}\n\n`);
