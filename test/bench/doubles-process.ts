/**
 * The vendors' doubles in a process of their own, with the fixed delays every peer gets: first token 150 ms, 15 ms a
 * token, first byte of speech 100 ms, a final 200 ms after the recogniser's own silence, `Finalize` answered at once
 * unless told otherwise.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ScriptedUtterance } from '../doubles/scripted-hearing.ts';
import type { SpokenUtterance } from './caller-audio.ts';

export interface Doubles {
  deepgram: string;
  openai: string;
  stop(): Promise<void>;
}
export interface DoublesScript {
  /** What every call hears, in order. */
  hear: readonly SpokenUtterance[];
  /** Answers by what was said. */
  replies: Record<string, string>;
  finalizeMs: number;
}

const MAIN = join(import.meta.dirname, '..', 'doubles', 'main.ts');
const READY_WITHIN_MS = 10_000;
const addresses = z.object({ deepgram: z.string(), openai: z.string() });

export async function startDoubles(script: DoublesScript): Promise<Doubles> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-doubles-'));
  const file = join(folder, 'script.json');
  await writeFile(file, JSON.stringify({ hear: script.hear.map(asScripted), replies: script.replies }));
  const child = spawn(
    process.execPath,
    [MAIN, '--timings', 'bench', '--finalize-ms', String(script.finalizeMs), '--script', file],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const endWithMe = () => child.kill('SIGKILL');
  process.once('exit', endWithMe);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The doubles said nothing for ${READY_WITHIN_MS} ms.`)),
      READY_WITHIN_MS,
    );
    child.once('exit', (code) => reject(new Error(`The doubles ended with code ${code} before they were ready.`)));
    child.stdout.once('data', (chunk: Buffer) => {
      clearTimeout(timer);
      resolve(chunk.toString());
    });
  });
  return {
    ...addresses.parse(JSON.parse(line)),
    stop: async () => {
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(kill);
      process.off('exit', endWithMe);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function asScripted({ text, phrases }: SpokenUtterance): ScriptedUtterance {
  return phrases.length === 0 ? text : { phrases };
}
