/**
 * Deepgram's live endpoint on a real socket: refuses what the vendor refuses, hears by energy, speaks from a script.
 * Stateless between connections; how it behaves is chosen by the model's name (`failure-mode.ts`). Standalone: `main.ts`.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { controlMessage, listenQuery } from './deepgram-schema.ts';
import { type FailureMode, failureMode } from './failure-mode.ts';
import { type HearingScript, ScriptedHearing } from './scripted-hearing.ts';
import { type DoubleTimings, INSTANT } from './timings.ts';

export interface DeepgramDoubleOptions {
  port?: number;
  /** Keys that are let in; unset: any but an empty one. */
  keys?: readonly string[];
  /** What is said, in order, on each connection; or a function of the utterance. */
  script?: HearingScript;
  timings?: Partial<DoubleTimings>;
  utteranceGapMs?: number;
  interimEveryMs?: number;
}
/** One connection as the double saw it. */
export interface DeepgramConnection {
  query: Record<string, string | string[]>;
  authorization: string;
  audioBytes: number;
  audioMessages: number;
  largestAudioMessageBytes: number;
  controls: string[];
  /** Violations that closed it; empty on a healthy one. */
  complaints: string[];
  open: boolean;
}
export interface DeepgramDouble {
  /** `ws://127.0.0.1:1234`: the base URL of a provider string. */
  url: string;
  /** Every connection that passed the handshake, oldest first. */
  connections: DeepgramConnection[];
  /** Handshakes that were refused: status and why. */
  refusals: { status: number; reason: string }[];
  /** Cuts every open connection, as a vendor's restart does. */
  dropAll(): void;
  close(): Promise<void>;
}

const DIES_AFTER_MS = 500;

export async function startDeepgramDouble(options: DeepgramDoubleOptions = {}): Promise<DeepgramDouble> {
  const connections: DeepgramConnection[] = [];
  const refusals: { status: number; reason: string }[] = [];
  const hanging = new Set<Duplex>();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer((_request, response) => response.writeHead(404).end('{"err_code":"NOT_FOUND"}'));
  server.on('upgrade', (request, socket, head) => {
    const admission = admit(request, options.keys);
    if (admission.verdict === 'refuse') {
      refusals.push(admission);
      socket.end(refusal(admission.status, admission.reason));
      return;
    }
    if (admission.mode.kind === 'hang') {
      hanging.add(socket);
      socket.on('close', () => hanging.delete(socket));
      socket.on('error', () => hanging.delete(socket));
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const seen: DeepgramConnection = {
        query: admission.query,
        authorization: request.headers.authorization ?? '',
        audioBytes: 0,
        audioMessages: 0,
        largestAudioMessageBytes: 0,
        controls: [],
        complaints: [],
        open: true,
      };
      connections.push(seen);
      serve(ws, seen, admission.mode, options);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const dropAll = (): void => {
    for (const ws of sockets.clients) ws.terminate();
  };
  return {
    url: `ws://127.0.0.1:${port}`,
    connections,
    refusals,
    dropAll,
    async close() {
      dropAll();
      for (const socket of hanging) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Admission =
  | { verdict: 'refuse'; status: number; reason: string }
  | { verdict: 'admit'; query: Record<string, string | string[]>; mode: FailureMode };

function admit(request: IncomingMessage, keys: readonly string[] | undefined): Admission {
  const url = new URL(request.url ?? '/', 'http://double');
  if (url.pathname !== '/v1/listen') return { verdict: 'refuse', status: 404, reason: `no endpoint ${url.pathname}` };
  const key = /^(?:Token|Bearer) (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (!key || (keys && !keys.includes(key))) return { verdict: 'refuse', status: 401, reason: 'INVALID_AUTH' };
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  const parsed = listenQuery.safeParse(query);
  if (!parsed.success) {
    return {
      verdict: 'refuse',
      status: 400,
      reason: parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '),
    };
  }
  if (parsed.data.encoding !== 'linear16')
    return { verdict: 'refuse', status: 400, reason: 'the double understands linear16 only' };
  const mode = failureMode(parsed.data.model);
  if (mode.kind === 'status') return { verdict: 'refuse', status: mode.status, reason: 'as the model asked' };
  return { verdict: 'admit', query, mode };
}

function serve(ws: WebSocket, seen: DeepgramConnection, mode: FailureMode, options: DeepgramDoubleOptions): void {
  const { query } = seen;
  const timings: DoubleTimings = { ...INSTANT, ...options.timings };
  const extraMs = mode.kind === 'slow' ? mode.extraMs : 0;
  const requestId = randomUUID();
  const sampleRateHz = Number(query.sample_rate);
  const hearing = new ScriptedHearing({
    sampleRateHz,
    script: options.script ?? [],
    // 10 ms is the vendor's default; `false` leaves finals to Finalize.
    endpointingMs: query.endpointing === 'false' ? Number.POSITIVE_INFINITY : Number(query.endpointing ?? 10),
    utteranceGapMs: options.utteranceGapMs ?? 800,
    interimEveryMs: options.interimEveryMs ?? 150,
  });
  const send = (message: object, afterMs: number): void => {
    const text = JSON.stringify(message);
    const now = (): void => {
      if (ws.readyState === ws.OPEN) ws.send(mode.kind === 'garbage' ? '<html>502 Bad Gateway</html>' : text);
    };
    if (mode.kind === 'stall') return;
    if (afterMs > 0) setTimeout(now, afterMs);
    else now();
  };
  const result = (
    heard: { text: string; startMs: number; durationMs: number },
    kind: { is_final: boolean; speech_final: boolean; from_finalize: boolean },
  ) => ({
    type: 'Results',
    channel_index: [0, 1],
    start: heard.startMs / 1000,
    duration: heard.durationMs / 1000,
    ...kind,
    channel: { alternatives: [{ transcript: heard.text, confidence: heard.text ? 0.98 : 0, words: words(heard) }] },
    metadata: {
      request_id: requestId,
      model_info: { name: query.model, version: 'double', arch: 'double' },
      model_uuid: requestId,
    },
  });
  const complain = (reason: string, code: number): void => {
    seen.complaints.push(reason);
    ws.close(code, reason.slice(0, 120));
  };

  ws.on('message', (data: RawData, isBinary: boolean) => {
    const bytes = toBuffer(data);
    if (isBinary) {
      // An empty binary message is the vendor's old way of closing: a client that sends one by accident goes deaf.
      if (bytes.length === 0) return complain('an empty binary message closes the stream', 1011);
      if (bytes.length % 2 === 1) return complain('DATA-0000: linear16 audio of an odd length', 1008);
      seen.audioBytes += bytes.length;
      seen.audioMessages += 1;
      seen.largestAudioMessageBytes = Math.max(seen.largestAudioMessageBytes, bytes.length);
      for (const event of hearing.hear(samplesOf(bytes))) {
        if (event.type === 'speech-started') {
          if (query.vad_events === 'true')
            send({ type: 'SpeechStarted', channel: [0], timestamp: event.atMs / 1000 }, 0);
        } else if (event.type === 'interim') {
          if (query.interim_results === 'true')
            send(result(event, { is_final: false, speech_final: false, from_finalize: false }), extraMs);
        } else
          send(result(event, { is_final: true, speech_final: true, from_finalize: false }), timings.finalMs + extraMs);
      }
      if (mode.kind === 'die' && (mode.atOnce || hearing.timeMs >= DIES_AFTER_MS)) ws.terminate();
      return;
    }
    const control = controlMessage.safeParse(parseJson(bytes.toString('utf8')));
    if (!control.success) return complain(`not a control message: ${bytes.toString('utf8').slice(0, 80)}`, 1008);
    seen.controls.push(control.data.type);
    if (control.data.type === 'Finalize') {
      send(
        result(hearing.takeFinal(), { is_final: true, speech_final: false, from_finalize: true }),
        timings.finalizeMs + extraMs,
      );
    } else if (control.data.type === 'CloseStream') {
      if (hearing.pending)
        send(result(hearing.takeFinal(), { is_final: true, speech_final: true, from_finalize: false }), 0);
      send(
        {
          type: 'Metadata',
          transaction_key: 'deprecated',
          request_id: requestId,
          sha256: '',
          created: new Date().toISOString(),
          duration: hearing.timeMs / 1000,
          channels: 1,
        },
        0,
      );
      ws.close(1000);
    }
  });
  ws.on('close', () => {
    seen.open = false;
  });
  ws.on('error', (error) => seen.complaints.push(error.message));
}

function words(heard: { text: string; startMs: number; durationMs: number }): object[] {
  const all = heard.text.split(' ').filter(Boolean);
  const each = heard.durationMs / 1000 / Math.max(1, all.length);
  return all.map((word, i) => ({
    word: word.toLowerCase().replace(/[^\p{L}\p{N}']/gu, ''),
    punctuated_word: word,
    start: heard.startMs / 1000 + i * each,
    end: heard.startMs / 1000 + (i + 1) * each,
    confidence: 0.98,
  }));
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
function samplesOf(bytes: Buffer): Int16Array {
  const copy = new Uint8Array(bytes);
  return new Int16Array(copy.buffer);
}
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
function refusal(status: number, reason: string): string {
  const body = JSON.stringify({ err_code: reason.split(' ')[0], err_msg: reason, request_id: randomUUID() });
  return `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ndg-error: ${reason.replace(/[^\x20-\x7e]/g, '?')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
}
