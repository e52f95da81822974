/** Which model serves which function: asks the chooser, prints one line each, and hands the answers on as settings. */
import { type ChosenFunction, chooseProviders, type ProviderChoice } from '../../agents/models/choose-providers.ts';
import { machineProbes } from '../../agents/models/probes.ts';
import type { ModelFunction } from '../../agents/models/provider-options.ts';
import { parseProviderChain } from '../../agents/models/provider-string.ts';
import { agentEnv, parseEnvironment } from '../../agents/settings/env.ts';
import type { Environment } from './stack-environment.ts';

/** The setting through which each function is told. */
export const VARIABLES: Record<ChosenFunction, string> = {
  stt: 'PARLEY_STT',
  tts: 'PARLEY_TTS',
  llm: 'PARLEY_LLM',
  router: 'PARLEY_ROUTER',
  planner: 'PARLEY_PLANNER',
  vision: 'PARLEY_VISION',
  embedder: 'PARLEY_EMBEDDER',
  vad: 'PARLEY_VAD',
};
/** What kind of model each function takes. */
const KINDS: Record<ChosenFunction, ModelFunction> = {
  stt: 'stt',
  tts: 'tts',
  llm: 'llm',
  router: 'llm',
  planner: 'llm',
  vision: 'llm',
  embedder: 'embedder',
  vad: 'vad',
};
/** The word a person knows the function by. */
const WORDS: Record<ChosenFunction, string> = {
  stt: 'hears with',
  tts: 'speaks with',
  llm: 'talks with',
  router: 'routes with',
  planner: 'plans with',
  vision: 'sees with',
  embedder: 'recalls with',
  vad: 'notices speech with',
};

export const choiceLine = ({ function: wanted, provider, why }: ProviderChoice): string =>
  `${WORDS[wanted].padEnd(20)}${provider ?? 'nothing'} (${why.replace(/\.$/, '')})`;

/** The settings that make every process use the same choice, undefined for no provider; one line each goes to `say`. */
export async function chooseAndExplain(env: Environment, say: (line: string) => void): Promise<Environment> {
  const settings = parseEnvironment(agentEnv, env);
  const choices = await chooseProviders(
    settings,
    machineProbes({ dataFolder: settings.PARLEY_DATA_DIR, environment: env }),
  );
  for (const choice of choices) {
    refuseUnusable(choice, env);
    say(choiceLine(choice));
  }
  return Object.fromEntries(choices.map((choice) => [VARIABLES[choice.function], choice.provider]));
}

/** A mistake in a provider string, or a key it needs, stops the start here: every process would stumble over it later. */
function refuseUnusable({ function: wanted, provider }: ProviderChoice, env: Environment): void {
  if (provider === undefined) return;
  const variable = VARIABLES[wanted];
  const specs = parseProviderChain(provider, {
    variable,
    function: KINDS[wanted],
    toolWorkerUrl: env.PARLEY_TOOL_WORKER_URL,
  });
  for (const { label, keyVariable } of specs) {
    if (keyVariable === undefined || env[keyVariable]) continue;
    throw new Error(`${variable}=${provider} needs a key for ${label}: set ${keyVariable}, or name another provider.`);
  }
}
