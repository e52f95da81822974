/**
 * Sessions of the console that were ended by logging out: their cookies are signed and would be good for hours yet. Kept
 * in a file beside the secrets, so that a restart revives none; forgotten when they would have ended by themselves.
 */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface EndedSessions {
  has(id: string): boolean;
  /** Resolves when it is kept; rejects with a sentence when it holds in this process only. */
  end(id: string, untilMs: number): Promise<void>;
}

/** Reads what was ended before; a file that cannot be read counts as empty. */
export async function openEndedSessions(dataDir: string, nowMs: () => number): Promise<EndedSessions> {
  const file = path.join(dataDir, 'secrets', 'ended-sessions');
  const ended = new Map<string, number>();
  const forgetOver = (): void => {
    for (const [id, untilMs] of ended) if (untilMs <= nowMs()) ended.delete(id);
  };
  const written = await readFile(file, 'utf8').catch(() => '');
  for (const [, id = '', untilMs = ''] of written.matchAll(/^([\w-]+) (\d+)$/gm)) ended.set(id, Number(untilMs));
  forgetOver();
  const lines = [...ended].map(([id, untilMs]) => lineOf(id, untilMs)).join('');
  if (lines !== written) await writeFile(file, lines, { mode: 0o600 }).catch(() => {});
  return {
    has: (id) => ended.has(id),
    async end(id, untilMs) {
      forgetOver();
      if (ended.has(id)) return;
      ended.set(id, untilMs);
      try {
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await appendFile(file, lineOf(id, untilMs), { mode: 0o600 });
      } catch (error) {
        throw new Error(
          `${file} cannot be written (${error instanceof Error ? error.message : String(error)}): until the next start only is the session over.`,
          { cause: error },
        );
      }
    },
  };
}

const lineOf = (id: string, untilMs: number): string => `${id} ${untilMs}\n`;
