/**
 * One PocketSphinx decoder in a Python child process. Audio is handed over only as fast as the child takes it, so
 * that what has not been handed over yet can still be dropped, and how far it lags is known.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HeardWord } from '../listen/recogniser.ts';
import { decoderMessage, heardWords } from './decoder-messages.ts';
import type { PythonCommand } from './python.ts';

export interface DecoderFinal {
  words: HeardWord[];
  /** Path score; comparable between decoders that heard the same audio. */
  score: number;
}

interface Message {
  bytes: Buffer;
  audioBytes: number;
  settle: ((final: DecoderFinal) => void) | undefined;
}

const NOTHING: DecoderFinal = { words: [], score: 0 };
const SCRIPT = fileURLToPath(new URL('./decoder.py', import.meta.url));
/** Audio in the child's hands at most: 300 ms, three of the usual frames. */
const MAX_IN_FLIGHT_BYTES = 9_600;
const BYTES_PER_MS = 32;
/** Loading takes 0.3-1.5 s, over 20 s on a machine seven times overbooked; to start anew there would only take longer. */
const LOAD_DEADLINE_MS = 60_000;

export class DecoderProcess {
  /** Resolves when it can hear, rejects with a sentence when it never will. */
  readonly ready: Promise<void>;
  onPartial: (words: HeardWord[]) => void = () => {};
  onDeath: (reason: string) => void = () => {};
  readonly #child: ChildProcess;
  #waiting: Message[] = [];
  #waitingBytes = 0;
  #inFlightBytes = 0;
  /** Those who wait for the finals of the utterances whose end was sent, in order. */
  #finals: ((final: DecoderFinal) => void)[] = [];
  #utterance = 0;
  #isReady = false;
  #dead: string | undefined;
  #settleReady: { resolve: () => void; reject: (error: Error) => void } = { resolve: () => {}, reject: () => {} };

  constructor(python: PythonCommand, languageModelPath?: string) {
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    this.ready.catch(() => {});
    this.#child = spawn(
      python.command,
      ['-u', SCRIPT, ...(languageModelPath === undefined ? [] : [languageModelPath])],
      {
        env: python.environment,
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    const timer = setTimeout(() => this.#die(`it did not load within ${LOAD_DEADLINE_MS} ms`), LOAD_DEADLINE_MS);
    this.ready.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    );
    this.#child.on('error', (error) => this.#die(error.message));
    this.#child.on('exit', (code, signal) => this.#die(`its process ended with ${signal ?? `code ${code}`}`));
    this.#child.stdin?.on('error', (error) => this.#die(error.message));
    if (this.#child.stdout) createInterface({ input: this.#child.stdout }).on('line', (line) => this.#read(line));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }
  get isReady(): boolean {
    return this.#isReady && this.#dead === undefined;
  }
  /** How much audio it has been given and has not heard yet. */
  get lagMs(): number {
    return (this.#waitingBytes + this.#inFlightBytes) / BYTES_PER_MS;
  }

  begin(): void {
    const number = Buffer.alloc(4);
    number.writeUInt32LE(++this.#utterance);
    this.#enqueue('S', number);
  }
  push(samples: Int16Array): void {
    this.#enqueue('A', Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  }
  end(): Promise<DecoderFinal> {
    return new Promise((resolve) => this.#enqueue('E', undefined, resolve));
  }
  /** Throws away what waits and the utterance itself: finals that were asked for come empty. */
  drop(): void {
    const unsent = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const settle of this.#finals) settle(NOTHING);
    for (const message of unsent) message.settle?.(NOTHING);
    this.#finals = this.#finals.map(() => () => {});
    this.#utterance++;
    this.#enqueue('X');
  }
  /** Forgets the voice it has adapted to. */
  forgetSpeaker(): void {
    this.drop();
    this.#enqueue('R');
  }
  close(): void {
    this.onDeath = () => {};
    this.#die('it was closed');
  }

  #enqueue(kind: 'S' | 'A' | 'E' | 'X' | 'R', body: Buffer = Buffer.alloc(0), settle?: Message['settle']): void {
    if (this.#dead !== undefined) {
      settle?.(NOTHING);
      return;
    }
    const bytes = Buffer.allocUnsafe(5 + body.length);
    bytes.write(kind, 0, 'latin1');
    bytes.writeUInt32LE(body.length, 1);
    body.copy(bytes, 5);
    const audioBytes = kind === 'A' ? body.length : 0;
    this.#waiting.push({ bytes, audioBytes, settle });
    this.#waitingBytes += audioBytes;
    this.#pump();
  }

  #pump(): void {
    if (!this.isReady) return;
    while (this.#waiting.length > 0) {
      const message = this.#waiting[0] as Message;
      if (message.audioBytes > 0 && this.#inFlightBytes >= MAX_IN_FLIGHT_BYTES) return;
      this.#waiting.shift();
      this.#waitingBytes -= message.audioBytes;
      this.#inFlightBytes += message.audioBytes;
      if (message.settle) this.#finals.push(message.settle);
      this.#child.stdin?.write(message.bytes);
    }
  }

  #read(line: string): void {
    const message = decoderMessage.safeParse(parse(line));
    if (!message.success) {
      this.#die(`it said something that is not its protocol: ${line.slice(0, 80)}`);
      return;
    }
    switch (message.data.type) {
      case 'ready':
        this.#isReady = true;
        this.#settleReady.resolve();
        this.#pump();
        break;
      case 'failed':
        this.#die(message.data.reason);
        break;
      case 'heard':
        this.#inFlightBytes -= message.data.bytes;
        this.#pump();
        break;
      case 'partial':
        if (message.data.utterance === this.#utterance) this.onPartial(heardWords(message.data.words));
        break;
      case 'final':
        this.#finals.shift()?.({ words: heardWords(message.data.words), score: message.data.score });
    }
  }

  #die(reason: string): void {
    if (this.#dead !== undefined) return;
    this.#dead = reason;
    this.#child.stdin?.destroy();
    this.#child.kill('SIGKILL');
    this.#settleReady.reject(new Error(`PocketSphinx is lost: ${reason}.`));
    for (const settle of this.#finals.splice(0)) settle(NOTHING);
    for (const message of this.#waiting.splice(0)) message.settle?.(NOTHING);
    this.onDeath(reason);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
