/**
 * One keep-alive HTTP client for OpenAI-compatible servers: posts JSON, hands the body on as it arrives, and turns
 * every way it can fail into a ModelError. Aborting destroys the socket, so the server stops working (and billing) at
 * once. `node:http` and not `fetch`: fetch's web streams cost about twice the CPU per chunk, with ten calls on a core.
 */
import http from 'node:http';
import https from 'node:https';
import { ModelError, type ModelFailure } from './interfaces.ts';

export interface OpenAiEndpoint {
  /** `vendor/model`, for errors. */
  label: string;
  /** `https://api.openai.com/v1`, without a trailing slash. */
  baseUrl: string;
  apiKey: string | undefined;
}

const agentOptions = { keepAlive: true, keepAliveMsecs: 15_000, noDelay: true, maxSockets: 256, maxFreeSockets: 32 };
const httpAgent = new http.Agent(agentOptions);
const httpsAgent = new https.Agent(agentOptions);

/** Error bodies are for the log: more than this says nothing new. */
const ERROR_BODY_BYTES = 2000;
/** A server that accepts and then says nothing at all, not even headers; the chains have shorter deadlines of their own. */
const HEADERS_DEADLINE_MS = 60_000;
/** No answer to a whole-body request (embeddings, model list) is larger. */
const WHOLE_BODY_BYTES = 64_000_000;

export interface OpenAiRequest {
  method: 'GET' | 'POST';
  /** `/chat/completions` */
  path: string;
  body?: object;
  signal: AbortSignal;
  /** A content type that cannot be the answer: a proxy's page is not audio, however willingly it would be played. */
  notContent?: RegExp;
}

/** The body in chunks. Throws ModelError; ends silently when the signal aborts. */
export async function* requestBytes(endpoint: OpenAiEndpoint, request: OpenAiRequest): AsyncGenerator<Buffer> {
  if (request.signal.aborted) return;
  let response: http.IncomingMessage | undefined;
  let started = false;
  try {
    response = await send(endpoint, request);
    if ((response.statusCode ?? 0) >= 300) throw await statusError(endpoint, response);
    const contentType = response.headers['content-type'] ?? '';
    if (request.notContent?.test(contentType)) {
      throw new ModelError(endpoint.label, 'bad-reply', `the answer is ${contentType}`, { retryable: true });
    }
    for await (const chunk of response) {
      started = true;
      yield chunk;
    }
  } catch (error) {
    if (request.signal.aborted) return;
    throw error instanceof ModelError ? error : transportError(endpoint, error, started || response !== undefined);
  } finally {
    // Leaving early (a consumer that breaks off) must free the socket as well.
    if (response && !response.complete) response.destroy();
  }
}

/** The whole body as JSON, for small answers. */
export async function requestJson(endpoint: OpenAiEndpoint, request: OpenAiRequest): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of requestBytes(endpoint, request)) {
    bytes += chunk.length;
    if (bytes > WHOLE_BODY_BYTES)
      throw new ModelError(endpoint.label, 'bad-reply', `the answer is larger than ${WHOLE_BODY_BYTES} bytes`, {
        retryable: false,
      });
    chunks.push(chunk);
  }
  if (request.signal.aborted)
    throw new ModelError(endpoint.label, 'cancelled', 'the request was cancelled', { retryable: false });
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelError(endpoint.label, 'bad-reply', `the answer is not JSON: ${excerpt(text)}`, {
      retryable: true,
      cause,
    });
  }
}

function send(endpoint: OpenAiEndpoint, request: OpenAiRequest): Promise<http.IncomingMessage> {
  const url = new URL(endpoint.baseUrl + request.path);
  const secure = url.protocol === 'https:';
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? https : http).request(url, {
      method: request.method,
      agent: secure ? httpsAgent : httpAgent,
      signal: request.signal,
      timeout: HEADERS_DEADLINE_MS,
      headers: {
        // Compatible servers ignore the key and some refuse a request without one.
        authorization: `Bearer ${endpoint.apiKey ?? 'none'}`,
        ...(body ? { 'content-type': 'application/json', 'content-length': body.length } : {}),
      },
    });
    outgoing.on('timeout', () =>
      outgoing.destroy(
        new ModelError(endpoint.label, 'timeout', `no answer in ${HEADERS_DEADLINE_MS} ms`, { retryable: true }),
      ),
    );
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function statusError(endpoint: OpenAiEndpoint, response: http.IncomingMessage): Promise<ModelError> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length > ERROR_BODY_BYTES) break;
  }
  const status = response.statusCode ?? 0;
  return statusFailure(endpoint.label, status, excerpt(errorMessage(text)));
}

/** What an HTTP status means for a chain: whether asking again may help. Exported for the websocket handshake. */
export function statusFailure(label: string, status: number, detail: string): ModelError {
  const failure: ModelFailure =
    status === 429 ? 'rate-limited' : status === 408 ? 'timeout' : status >= 500 ? 'unreachable' : 'refused';
  return new ModelError(label, failure, `it answered ${status}${detail ? `: ${detail}` : ''}`, {
    retryable: failure !== 'refused',
  });
}

function transportError(endpoint: OpenAiEndpoint, cause: unknown, answered: boolean): ModelError {
  const detail = cause instanceof Error ? cause.message || cause.name : String(cause);
  if (answered)
    return new ModelError(endpoint.label, 'died-mid-stream', `the answer broke off: ${detail}`, {
      retryable: true,
      cause,
    });
  return new ModelError(endpoint.label, 'unreachable', `${endpoint.baseUrl} cannot be reached: ${detail}`, {
    retryable: true,
    cause,
  });
}

function errorMessage(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'error' in parsed) {
      const { error } = parsed;
      if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
      return String(error);
    }
  } catch {
    // Not JSON: a proxy's page. Its beginning is all there is to say.
  }
  return body;
}

const excerpt = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 200);
