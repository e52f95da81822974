/** What the embedded recognisers need on this machine, fetched only when the settings may end up with them. */
import { agentEnv, parseEnvironment } from '../../agents/settings/env.ts';
import type { DataFolder } from './data-folder.ts';
import { ensurePocketSphinx } from './python-pocketsphinx.ts';
import { ensureSherpaModel, hasSherpaModel } from './sherpa-tool.ts';
import type { Environment } from './stack-environment.ts';

/** A start waits no longer than this for a model, however steadily it comes: it goes on from there the next time. */
const MODEL_LIMIT_MS = 600_000;
/** A network that went away in the middle is given up after three silences of this length. */
const STALL_MS = 4_000;

/** True when speech may end up with PocketSphinx. Pure. */
export function needsPocketSphinx(env: Environment): boolean {
  if (env.PARLEY_STT) return env.PARLEY_STT.includes('local:pocketsphinx');
  return !env.DEEPGRAM_API_KEY;
}

/** The chain without sherpa; undefined when nothing is left of it, and the choice is the chooser's. Pure. */
export function withoutSherpa(chain: string): string | undefined {
  const left = chain
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '' && !/^local:sherpa\b/.test(member));
  return left.length > 0 ? left.join(',') : undefined;
}

/**
 * Resolves with the settings to lay over `env`. Never rejects for a missing tool: without sherpa's model the next of the
 * chain hears, without any ear one can still type, and a line says so.
 */
export async function ensureSpeechTools(
  env: Environment,
  data: DataFolder,
  options: { signal?: AbortSignal; say: (line: string) => void },
): Promise<Environment> {
  const changed: Environment = {};
  const wished = env.PARLEY_STT;
  if (wished?.includes('local:sherpa') && !(await hasSherpaModel(data.root))) {
    const { PARLEY_MODEL_HUB: hub } = parseEnvironment(agentEnv, env);
    const failure = await ensureSherpaModel({
      dataFolder: data.root,
      hub,
      limitMs: MODEL_LIMIT_MS,
      stallMs: STALL_MS,
      ...options,
    });
    if (failure) {
      changed.PARLEY_STT = withoutSherpa(wished);
      options.say(`${failure} Until it is there, ${changed.PARLEY_STT ?? 'what else is here'} hears.`);
    }
  }
  if (needsPocketSphinx({ ...env, ...changed })) {
    const result = await ensurePocketSphinx({ packages: data.python, ...options });
    if (typeof result === 'string') options.say(result);
  }
  return changed;
}
