/** Starts the real tool-worker as its own process and speaks with it: what the integration tests of the embedded models share. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { WebSocket } from 'ws';

const ROOT = resolve(import.meta.dirname, '..', '..');
export const TOKEN = 'a secret between processes';
/** Where the starter puts PocketSphinx; the test's own data folder borrows it. */
const PYTHON_PACKAGES = join(resolve(ROOT, process.env.PARLEY_DATA_DIR || '.parley'), 'python');

export interface EmbeddedProcess {
  url: string;
  child: ChildProcess;
  models: Record<string, { state: string; reason?: string }>;
  post(path: string, body: object, signal?: AbortSignal): Promise<Response>;
  stop(): Promise<number | null>;
}

export async function startEmbeddedProcess(extra: Record<string, string> = {}): Promise<EmbeddedProcess> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'parley-embedded-'));
  symlinkSync(PYTHON_PACKAGES, join(dataFolder, 'python'));
  const environment = {
    ...process.env,
    PARLEY_DATA_DIR: dataFolder,
    PARLEY_INTERNAL_TOKEN: TOKEN,
    LOG_LEVEL: 'warn',
    ...extra,
  };
  for (const name of [
    'PARLEY_STT',
    'PARLEY_TTS',
    'PARLEY_LLM',
    'OPENAI_API_KEY',
    'DEEPGRAM_API_KEY',
    'PARLEY_TOOL_WORKER_URL',
  ]) {
    if (!(name in extra)) Reflect.deleteProperty(environment, name);
  }
  const child = fork(join(ROOT, 'agents', 'tool-worker.ts'), [], {
    env: environment,
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (data) => (output += data));
  child.stderr?.on('data', (data) => (output += data));
  const exited = new Promise<number | null>((settle) => child.once('exit', settle));
  const ready = await new Promise<{ url: string; models: EmbeddedProcess['models'] }>((settle, reject) => {
    child.once('message', (message) => settle(message as { url: string; models: EmbeddedProcess['models'] }));
    void exited.then((code) =>
      reject(new Error(`The tool-worker ended with code ${code} before it was ready:\n${output}`)),
    );
  });
  return {
    ...ready,
    child,
    post: (path, body, signal) =>
      fetch(`${ready.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(body),
        signal: signal ?? null,
      }),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const code = await exited;
      rmSync(dataFolder, { recursive: true, force: true });
      return code;
    },
  };
}

/** Speech of a caller at 16 kHz, made by flite: 24 kHz lowered by linear interpolation. */
export async function callerSays(worker: EmbeddedProcess, text: string, voice = 'rms'): Promise<Int16Array> {
  const response = await worker.post('/v1/audio/speech', {
    model: 'flite',
    voice,
    input: text,
    response_format: 'pcm',
  });
  if (!response.ok) throw new Error(`No speech: ${response.status} ${await response.text()}`);
  const high = new Int16Array(await response.arrayBuffer());
  return Int16Array.from({ length: Math.floor((high.length * 2) / 3) }, (_, index) => {
    const place = index * 1.5;
    const left = high[Math.floor(place)] ?? 0;
    return left + ((high[Math.floor(place) + 1] ?? left) - left) * (place % 1);
  });
}

export interface DeepgramResult {
  type: string;
  is_final: boolean;
  speech_final: boolean;
  from_finalize: boolean;
  start: number;
  duration: number;
  channel: {
    alternatives: { transcript: string; confidence: number; words: { word: string; start: number; end: number }[] }[];
  };
  metadata: { request_id: string; model_info: { name: string } };
}
export const transcriptOf = (result: DeepgramResult) => result.channel.alternatives[0]?.transcript ?? '';

/** A client on Deepgram's wire that sends 100 ms frames at real time. */
export class Listener {
  readonly messages: DeepgramResult[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly socket: WebSocket;
  #waiting: (() => void)[] = [];
  #end: { code: number; reason: string } | undefined;
  constructor(url: string, query: Record<string, string> = {}) {
    const parameters = new URLSearchParams({
      model: 'pocketsphinx',
      encoding: 'linear16',
      sample_rate: '16000',
      channels: '1',
      interim_results: 'true',
      vad_events: 'true',
      ...query,
    });
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/listen?${parameters}`, {
      headers: { authorization: `Token ${TOKEN}` },
    });
    this.closed = new Promise((settle) =>
      this.socket.once('close', (code, reason) => {
        this.#end = { code, reason: String(reason) };
        settle(this.#end);
      }),
    );
    this.socket.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)) as DeepgramResult);
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }
  get finals(): DeepgramResult[] {
    return this.messages.filter((message) => message.type === 'Results' && message.is_final);
  }
  get opened(): Promise<void> {
    return new Promise((settle, reject) => this.socket.once('open', () => settle()).once('error', reject));
  }
  /** Sends at the pace of a microphone. */
  async play(samples: Int16Array, frame = 1600): Promise<void> {
    const start = performance.now();
    for (let at = 0, count = 1; at < samples.length; at += frame, count++) {
      const part = samples.slice(at, at + frame);
      this.socket.send(Buffer.from(part.buffer));
      const waitMs = start + count * 100 - performance.now();
      if (waitMs > 0) await new Promise((settle) => setTimeout(settle, waitMs));
    }
  }
  say(type: 'Finalize' | 'CloseStream' | 'KeepAlive'): void {
    this.socket.send(JSON.stringify({ type }));
  }
  /** The first message after `from` that fits; the deadline's error lists what came instead. */
  async next(fits: (message: DeepgramResult) => boolean, from = 0, deadlineMs = 30_000): Promise<DeepgramResult> {
    const deadline = performance.now() + deadlineMs;
    for (;;) {
      const found = this.messages.slice(from).find(fits);
      if (found) return found;
      if (this.#end) throw new Error(`It did not come before the stream was closed: ${JSON.stringify(this.#end)}.`);
      if (performance.now() > deadline)
        throw new Error(`It did not come; what came: ${JSON.stringify(this.messages.slice(from)).slice(0, 600)}`);
      await new Promise<void>((settle) => {
        const timer = setTimeout(settle, 100);
        this.#waiting.push(() => {
          clearTimeout(timer);
          settle();
        });
      });
    }
  }
}
