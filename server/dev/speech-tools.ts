/** The embedded recogniser's tools, fetched only when no key or setting has chosen another ear. */
import type { DataFolder } from './data-folder.ts';
import { ensurePocketSphinx } from './python-pocketsphinx.ts';
import type { Environment } from './stack-environment.ts';

/** True when speech may end up with PocketSphinx. Pure. */
export function needsPocketSphinx(env: Environment): boolean {
  if (env.PARLEY_STT) return env.PARLEY_STT.includes('local:pocketsphinx');
  return !env.DEEPGRAM_API_KEY;
}

/** Never rejects for a missing tool: without it one can still type, and the line says how to be heard. */
export async function ensureSpeechTools(
  env: Environment,
  data: DataFolder,
  options: { signal?: AbortSignal; say: (line: string) => void },
): Promise<void> {
  if (!needsPocketSphinx(env)) return;
  const result = await ensurePocketSphinx({ packages: data.python, ...options });
  if (typeof result === 'string') options.say(result);
}
