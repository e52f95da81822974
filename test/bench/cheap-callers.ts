/**
 * Callers that cost little: a Go program that plays packets which were encoded once. Built with the machine's Go into
 * the data folder; its recording is made by one caller on rtc-node. Without Go there are none, and the bench says so.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Room } from '@livekit/rtc-node';
import type { LivekitAccess } from '../support/livekit-caller.ts';
import { callToken, tokenForRoom } from './call-token.ts';
import { openMicrophoneLine } from './microphone-line.ts';

const SOURCE = join(import.meta.dirname, 'go-caller');
const FOLDER = join(import.meta.dirname, '..', '..', '.parley', 'bench');
const PROGRAM = join(FOLDER, 'go-caller');
const BUILD_WITHIN_MS = 600_000;
const READY_WITHIN_MS = 60_000;

export interface CheapCallers {
  /** What went wrong so far. */
  errors(): string[];
  stop(): Promise<void>;
}

/** The program's path, or the sentence that says why there is none. */
export async function buildCheapCaller(): Promise<{ program: string } | { reason: string }> {
  await mkdir(FOLDER, { recursive: true });
  try {
    await promisify(execFile)('go', ['build', '-o', PROGRAM, '.'], { cwd: SOURCE, timeout: BUILD_WITHIN_MS });
    return { program: PROGRAM };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error);
    return { reason: `The cheap callers need Go 1.26 and could not be built: ${reason}` };
  }
}

/** Plays `pcm` to a recorder once, in real time; keeps the packets under `name`. Returns the file. */
export async function recordPackets(
  program: string,
  livekit: LivekitAccess,
  name: string,
  pcm: Int16Array,
): Promise<string> {
  const file = join(FOLDER, `${name}.packets`);
  if (existsSync(file) && (await stat(file)).size > 10_000) return file;
  const roomName = `recording-${process.pid}`;
  const partial = `${file}.partial`;
  const recorder = start(program, {
    mode: 'record',
    url: livekit.url,
    tokens: [await tokenForRoom(livekit, roomName, 'recorder')],
    file: partial,
  });
  await recorder.ready;
  const room = new Room();
  await room.connect(livekit.url, await tokenForRoom(livekit, roomName, 'speaker'), {
    autoSubscribe: false,
    dynacast: false,
  });
  const line = await openMicrophoneLine(room);
  await line.say(pcm);
  await recorder.stop();
  line.stop();
  await room.disconnect();
  await rename(partial, file);
  return file;
}

/** `count` calls to `agentName`, one every `staggerMs`. Resolves when all have joined. */
export async function startCheapCallers(
  program: string,
  livekit: LivekitAccess,
  options: { count: number; agentName: string; file: string; staggerMs: number },
): Promise<CheapCallers> {
  const tokens: string[] = [];
  for (let i = 0; i < options.count; i += 1) tokens.push(await callToken(livekit, options.agentName));
  const { file, staggerMs } = options;
  const callers = start(program, { mode: 'call', url: livekit.url, tokens, file, staggerMs });
  const readyWithinMs = READY_WITHIN_MS + options.count * staggerMs;
  const late = new Promise<never>((_, reject) => {
    setTimeout(
      () => reject(new Error(`${options.count} cheap callers had not joined within ${readyWithinMs} ms.`)),
      readyWithinMs,
    ).unref();
  });
  await Promise.race([callers.ready, late]).catch(async (error: unknown) => {
    await callers.stop();
    throw error;
  });
  return callers;
}

function start(program: string, order: object): CheapCallers & { ready: Promise<void> } {
  const child: ChildProcess = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
  const errors: string[] = [];
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    if (!child.stdout) return reject(new Error('The caller has no output.'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"type":"ready"')) resolve();
      else if (line.includes('"type":"error"')) errors.push(line);
    });
    void exited.then(() => reject(new Error(`The cheap callers ended before they were ready: ${errors.join(' ')}`)));
  });
  ready.catch(() => undefined);
  child.stdin?.write(`${JSON.stringify(order)}\n`);
  return {
    ready,
    errors: () => errors,
    stop: async () => {
      child.stdin?.end();
      const kill = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(kill);
    },
  };
}
