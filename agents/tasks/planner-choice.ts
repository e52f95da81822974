/** Which planner plans: the one set, else the talker; the embedded rules plan in their own, modest way. Loaded when first needed. */
import { ModelError } from '../models/interfaces.ts';
import type { ModelLog } from '../models/model-log.ts';
import { createModelPlanner } from '../planning/task-model-planner.ts';
import type { TaskPlanner } from '../planning/task-planner.ts';
import { createRulesPlanner } from '../planning/task-rules-planner.ts';
import type { AgentEnv } from '../settings/env.ts';

/** Nobody listens for the first word of a plan: a model that thinks for a while is no failure. */
const PATIENCE = { firstTokenMs: 30_000, tokenGapMs: 20_000 };

export function chosenPlanner(
  settings: Pick<AgentEnv, 'PARLEY_PLANNER' | 'PARLEY_LLM' | 'PARLEY_TOOL_WORKER_URL'>,
  environment: Record<string, string | undefined>,
  log: ModelLog,
): TaskPlanner {
  const provider = settings.PARLEY_PLANNER ?? settings.PARLEY_LLM ?? 'local:rules';
  let loading: Promise<TaskPlanner> | undefined;
  async function load(): Promise<TaskPlanner> {
    const { createModels } = await import('../models/registry.ts');
    const { llm } = await createModels(
      {
        providers: { llm: provider },
        keys: environment,
        toolWorkerUrl: settings.PARLEY_TOOL_WORKER_URL,
        deadlines: PATIENCE,
      },
      log,
    );
    return /^local:rules\b[^,]*$/.test(provider) ? createRulesPlanner(llm) : createModelPlanner(llm);
  }
  const planner = async (): Promise<TaskPlanner> => {
    loading ??= load();
    try {
      return await loading;
    } catch (error) {
      loading = undefined;
      throw new ModelError(provider, 'refused', error instanceof Error ? error.message : String(error), {
        retryable: false,
        cause: error,
      });
    }
  };
  return {
    label: provider,
    plan: async (...asked) => (await planner()).plan(...asked),
    supervise: async (supervisor, ...asked) => {
      const noAnswer = (why: string) => ({
        verdict: 'no-answer' as const,
        reason: `${supervisor.name} could not be asked: ${why}`,
      });
      try {
        const chosen = await planner();
        return (await chosen.supervise?.(supervisor, ...asked)) ?? noAnswer(`${chosen.label} cannot speak for them`);
      } catch (error) {
        return noAnswer(error instanceof Error ? error.message : String(error));
      }
    },
    conclude: async (...asked) => (await planner()).conclude(...asked),
  };
}
