/**
 * OpenAI's chat, speech, embeddings and model list on a real socket: refuses what the vendor refuses, answers from a
 * script. Stateless between requests; how it behaves is chosen by the model's name (`failure-mode.ts`).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { z } from 'zod';
import type { ChatScript } from './chat-script.ts';
import { type FailureMode, failureMode } from './failure-mode.ts';
import { serveChat } from './openai-chat-double.ts';
import { chatRequest, embeddingsRequest, type OpenAiChatRequest, speechRequest } from './openai-schema.ts';
import { serveSpeech } from './openai-speech-double.ts';
import { type DoubleTimings, INSTANT } from './timings.ts';

export interface OpenAiDoubleOptions {
  port?: number;
  /** Keys that are let in; unset: any but an empty one. */
  keys?: readonly string[];
  replies?: ChatScript;
  timings?: Partial<DoubleTimings>;
  /** How long the voice takes per character; people speak about 14 a second. */
  msPerCharacter?: number;
  /** Texts that are to sound much higher than an answer, so that an ear can tell fillers and greetings from answers. */
  isAside?: (text: string) => boolean;
  /** Recorded speech, 24 kHz, for texts that are to sound like a person instead; undefined for the others. */
  recorded?: (text: string) => Promise<Int16Array | undefined>;
}
/** One request as the double saw it; `aborted` once its client has gone before the answer was complete. */
export interface OpenAiSeenRequest {
  path: string;
  body: unknown;
  authorization: string;
  headers: NodeJS.Dict<string | string[]>;
  /** Of the chat requests that were accepted. */
  chat?: OpenAiChatRequest;
  /** Text that was to be spoken. */
  speech?: string;
  status: number;
  /** Why it was refused. */
  complaint?: string;
  aborted: boolean;
  finished: boolean;
}
export interface OpenAiDouble {
  /** `http://127.0.0.1:1234/v1`: the base URL of a provider string. */
  url: string;
  requests: OpenAiSeenRequest[];
  /** Sockets open now: keep-alive can be asserted. */
  connectionsAccepted(): number;
  close(): Promise<void>;
}

const LARGEST_BODY_BYTES = 20_000_000;

export async function startOpenAiDouble(options: OpenAiDoubleOptions = {}): Promise<OpenAiDouble> {
  const requests: OpenAiSeenRequest[] = [];
  const timings: DoubleTimings = { ...INSTANT, ...options.timings };
  let accepted = 0;
  const server = createServer((request, response) => {
    const seen: OpenAiSeenRequest = {
      path: new URL(request.url ?? '/', 'http://double').pathname,
      body: undefined,
      authorization: request.headers.authorization ?? '',
      headers: request.headers,
      status: 200,
      aborted: false,
      finished: false,
    };
    requests.push(seen);
    response.on('close', () => {
      seen.finished = response.writableFinished;
      seen.aborted = !response.writableFinished;
    });
    answer(request, response, seen).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  server.on('connection', (socket) => {
    accepted += 1;
    socket.setNoDelay(true);
  });

  async function answer(request: IncomingMessage, response: ServerResponse, seen: OpenAiSeenRequest): Promise<void> {
    const key = /^Bearer (\S+)$/.exec(seen.authorization)?.[1];
    if (!key || (options.keys && !options.keys.includes(key)))
      return refuse(response, seen, 401, 'Incorrect API key provided.', 'invalid_api_key');
    if (request.method === 'GET' && seen.path === '/v1/models')
      return json(response, {
        object: 'list',
        data: [{ id: 'double', object: 'model', created: 0, owned_by: 'double' }],
      });
    if (request.method !== 'POST') return refuse(response, seen, 405, `Not allowed: ${request.method} ${seen.path}.`);
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
      return refuse(response, seen, 400, 'The content type must be application/json.');
    seen.body = parseJson(await readBody(request));
    switch (seen.path) {
      case '/v1/chat/completions': {
        const body = accept(chatRequest, response, seen);
        if (!body) return;
        seen.chat = body;
        return behave(body.model, response, seen, (mode) =>
          serveChat(body, response, { replies: options.replies ?? {}, timings, mode }),
        );
      }
      case '/v1/audio/speech': {
        const body = accept(speechRequest, response, seen);
        if (!body) return;
        if ((body.response_format ?? 'mp3') !== 'pcm')
          return refuse(response, seen, 400, 'The double speaks pcm only.');
        seen.speech = body.input;
        return behave(body.model, response, seen, (mode) =>
          serveSpeech(body.input, response, {
            timings,
            mode,
            msPerCharacter: options.msPerCharacter ?? 60,
            ...(options.isAside === undefined ? {} : { isAside: options.isAside }),
            ...(options.recorded === undefined ? {} : { recorded: options.recorded }),
          }),
        );
      }
      case '/v1/embeddings': {
        const body = accept(embeddingsRequest, response, seen);
        if (!body) return;
        const texts = typeof body.input === 'string' ? [body.input] : body.input;
        const data = texts.map((text, index) => ({
          object: 'embedding',
          index,
          embedding: wordVector(text, body.dimensions ?? 64),
        }));
        return behave(body.model, response, seen, (mode) =>
          mode.kind === 'garbage'
            ? void response.end('<html>')
            : json(response, {
                object: 'list',
                data,
                model: body.model,
                usage: { prompt_tokens: texts.length, total_tokens: texts.length },
              }),
        );
      }
      default:
        return refuse(response, seen, 404, `Invalid URL (POST ${seen.path})`);
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    connectionsAccepted: () => accepted,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Failures that are the same for every endpoint; the others belong to the answer itself. */
async function behave(
  model: string,
  response: ServerResponse,
  seen: OpenAiSeenRequest,
  serve: (mode: FailureMode) => Promise<void> | void,
): Promise<void> {
  const mode = failureMode(model);
  if (mode.kind === 'hang') return;
  if (mode.kind === 'status')
    return refuse(
      response,
      seen,
      mode.status,
      'As the model asked.',
      mode.status === 429 ? 'rate_limit_exceeded' : undefined,
    );
  if (mode.kind === 'die' && mode.atOnce) return void response.destroy();
  await serve(mode);
}

function accept<T extends z.ZodType>(
  schema: T,
  response: ServerResponse,
  seen: OpenAiSeenRequest,
): z.infer<T> | undefined {
  const parsed = schema.safeParse(seen.body);
  if (parsed.success) return parsed.data;
  refuse(
    response,
    seen,
    400,
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; '),
  );
  return undefined;
}

function refuse(
  response: ServerResponse,
  seen: OpenAiSeenRequest,
  status: number,
  message: string,
  code?: string,
): void {
  seen.status = status;
  seen.complaint = message;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      error: {
        message,
        type: status === 401 ? 'authentication_error' : 'invalid_request_error',
        param: null,
        code: code ?? null,
      },
    }),
  );
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) throw new Error(`a request body is larger than ${LARGEST_BODY_BYTES} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A deterministic unit vector in which texts that share words are near each other. */
function wordVector(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    let hash = 2166136261;
    for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 16777619);
    const slot = (hash >>> 0) % dimensions;
    vector[slot] = (vector[slot] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
