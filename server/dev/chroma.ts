/** Starts a real Chroma on loopback, its files in the data folder, and waits until it answers. */
import { join } from 'node:path';
import { type Child, howItEnded, startChild } from './child.ts';
import { ensureChromaBinding } from './chroma-binding.ts';
import { prepareChromaData } from './chroma-data.ts';
import { freePort } from './free-port.ts';
import { answersHttp, waitUntilAnswers } from './wait-until-answers.ts';

export interface ChromaOptions {
  /** Chroma's own files. */
  dataDir: string;
  logDir: string;
  /** Where a fetched binding is kept. */
  bindingDir: string;
  /** 0 or unset: a free one. */
  port?: number;
  /** The port is taken: fail instead of choosing another, since others know Chroma by it. */
  strictPort?: boolean;
  signal?: AbortSignal;
  say?: (line: string) => void;
}

export interface Chroma {
  /** http://127.0.0.1:<port> */
  url: string;
  version: string;
  pid: number;
  child: Child;
  stop(): Promise<void>;
}

// The first start writes its schema; on a busy machine that took 4 s.
const ANSWER_DEADLINE_MS = 30_000;

export async function startChroma(options: ChromaOptions): Promise<Chroma> {
  const binding = await ensureChromaBinding({ folder: options.bindingDir, signal: options.signal, say: options.say });
  const sentence = prepareChromaData(options.dataDir, binding.version);
  if (sentence) options.say?.(sentence);
  const port = options.strictPort && options.port ? options.port : await freePort(options.port);
  const logFile = join(options.logDir, 'chroma.log');
  const run = ['run', '--path', options.dataDir, '--host', '127.0.0.1', '--port', String(port)];
  const child = await startChild({
    name: 'chroma',
    command: process.execPath,
    args: [join(import.meta.dirname, 'chroma-process.ts'), binding.path, ...run],
    logFile,
    env: { ...process.env, NO_COLOR: '1', ANONYMIZED_TELEMETRY: 'False' },
  });
  const url = `http://127.0.0.1:${port}`;
  const answers = answersHttp(`${url}/api/v2/heartbeat`);
  try {
    await waitUntilAnswers(async () => (child.exit() ? undefined : answers()), {
      what: `Chroma at ${url}`,
      deadlineMs: ANSWER_DEADLINE_MS,
      signal: options.signal,
    });
  } catch (error) {
    await child.stop({ graceMs: 1000 });
    throw error;
  }
  const exit = child.exit();
  if (exit)
    throw new Error(`Chroma ended ${howItEnded(exit)} (binding ${binding.path}, log ${logFile}):\n${child.tail()}`);
  return { url, version: binding.version, pid: child.pid, child, stop: () => child.stop() };
}
