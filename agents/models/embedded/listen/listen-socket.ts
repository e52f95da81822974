/**
 * `ws /v1/listen`, Deepgram's streaming recognition served by the recognisers of this machine. What cannot be served
 * is refused before the upgrade, in Deepgram's words; a recogniser that dies closes the socket, and the client
 * connects again.
 */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { UpgradeHandler } from '../embedded-server.ts';
import { isAuthorised } from '../http/bearer.ts';
import type { Log } from '../log.ts';
import { createUpsampler } from '../speech/upsample.ts';
import { clientMessage } from './deepgram-messages.ts';
import { DeepgramError, type ListenParameters, parseListenParameters } from './listen-parameters.ts';
import { ListenStream } from './listen-stream.ts';
import { type Recogniser, RecogniserBusyError, RecogniserUnavailableError } from './recogniser.ts';

/** Deepgram's own limit: a stream without audio and without KeepAlive is closed. */
const IDLE_LIMIT_MS = 12_000;
/** A second and a half of 16 kHz audio: frames are 100 ms. */
const MAX_MESSAGE_BYTES = 48_000;
const CLOSE_OK = 1000;
const CLOSE_BAD_DATA = 1008;
const CLOSE_FAILED = 1011;

export interface ListenSockets {
  handle: UpgradeHandler;
  close(): void;
}

export function listenSockets(options: { recognisers: Recogniser[]; token: string; log: Log }): ListenSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  return {
    handle(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      if (url.pathname !== '/v1/listen') return false;
      const requestId = randomUUID();
      try {
        if (!isAuthorised(request.headers.authorization, options.token)) {
          throw new DeepgramError(401, 'INVALID_AUTH', 'Invalid credentials.');
        }
        const names = options.recognisers.map((recogniser) => recogniser.name);
        const parameters = parseListenParameters(url.searchParams, names);
        const recogniser = options.recognisers.find(({ name }) => name === parameters.model) as Recogniser;
        const connect = attend(recogniser, parameters, requestId, options.log);
        server.handleUpgrade(request, socket, head, connect);
      } catch (error) {
        refuse(socket, requestId, asDeepgramError(error, options.log));
      }
      return true;
    },
    close() {
      for (const client of server.clients) client.close(1001, 'The server is stopping.');
      server.close();
    },
  };
}

/** Takes a recogniser (throws when there is none) and returns what to do with the socket once it is open. */
function attend(recogniser: Recogniser, parameters: ListenParameters, requestId: string, log: Log) {
  let socket: WebSocket | undefined;
  const identity = { requestId, modelName: recogniser.name, modelVersion: recogniser.version };
  const stream = new ListenStream({
    identity,
    parameters,
    send: (message) => {
      if (socket?.readyState === socket?.OPEN) socket?.send(JSON.stringify(message));
    },
  });
  let lost: string | undefined;
  const session = recogniser.open({
    onPartial: (hypothesis) => stream.partial(hypothesis),
    onLost: (reason) => {
      lost = reason;
      log.warn({ requestId, reason }, 'a stream lost its recogniser');
      socket?.close(CLOSE_FAILED, 'NET-0000: the recogniser was lost.');
    },
  });
  stream.attach(session);
  return (opened: WebSocket) => {
    socket = opened;
    if (lost !== undefined) return opened.close(CLOSE_FAILED, 'NET-0000: the recogniser was lost.');
    const upsampler = parameters.sample_rate === 8_000 ? createUpsampler(2, 1) : undefined;
    const idle = setTimeout(
      () => opened.close(CLOSE_FAILED, 'NET-0001: no audio and no KeepAlive came.'),
      IDLE_LIMIT_MS,
    );
    opened.on('message', (data, isBinary) => {
      idle.refresh();
      if (isBinary) return hear(stream, data, upsampler, opened);
      obey(stream, String(data), opened);
    });
    opened.on('error', (error) => log.debug({ requestId, err: error }, 'a listen socket failed'));
    opened.on('close', () => {
      clearTimeout(idle);
      stream.close();
    });
    return undefined;
  };
}

function hear(
  stream: ListenStream,
  data: RawData,
  upsampler: ReturnType<typeof createUpsampler> | undefined,
  socket: WebSocket,
): void {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
  if (bytes.length % 2 === 1) {
    socket.close(CLOSE_BAD_DATA, `DATA-0000: ${bytes.length} bytes are no 16-bit audio.`);
    return;
  }
  const samples = new Int16Array(bytes.length / 2);
  new Uint8Array(samples.buffer).set(bytes);
  stream.audio(upsampler === undefined ? samples : upsampler.push(samples));
}

function obey(stream: ListenStream, text: string, socket: WebSocket): void {
  const message = clientMessage.safeParse(parse(text));
  if (!message.success) {
    socket.close(CLOSE_BAD_DATA, `DATA-0000: not a message of this protocol: ${text.slice(0, 40)}`);
    return;
  }
  switch (message.data.type) {
    case 'KeepAlive':
      break;
    case 'Finalize':
      stream.finalize();
      break;
    case 'CloseStream':
      void stream.finish().then(() => socket.close(CLOSE_OK));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asDeepgramError(error: unknown, log: Log): DeepgramError {
  if (error instanceof DeepgramError) return error;
  if (error instanceof RecogniserBusyError) return new DeepgramError(429, 'TOO_MANY_REQUESTS', error.message);
  if (error instanceof RecogniserUnavailableError) return new DeepgramError(503, 'SERVICE_UNAVAILABLE', error.message);
  log.error({ err: error }, 'a recogniser could not be opened');
  return new DeepgramError(500, 'INTERNAL_SERVER_ERROR', 'The embedded recogniser failed; its log says why.');
}

function refuse(socket: Duplex, requestId: string, error: DeepgramError): void {
  const body = JSON.stringify({ err_code: error.code, err_msg: error.message, request_id: requestId });
  const headers = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Error'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `dg-request-id: ${requestId}`,
    `dg-error: ${error.message.replace(/[^\x20-\x7e]/g, '?')}`,
    'Connection: close',
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}
