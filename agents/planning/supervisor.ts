/**
 * A supervisor's word on the plan of its specialist, all steps with their arguments, before the first of them is run:
 * asked of a model with the supervisor's own instructions. Whatever is not a clear yes is a no.
 */
import { z } from 'zod';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { ChatMessage, LanguageModel } from '../models/interfaces.ts';
import type { ModelSpending } from './model-spending.ts';
import { loadPrompt } from './prompt.ts';
import { askModel } from './task-model.ts';
import { jsonIn } from './task-plan.ts';

export type Supervisor = Pick<AgentDefinition, 'name' | 'instructions'>;
export interface ProposedPlan {
  agent: string;
  /** Those that its steps use. */
  tools: readonly { name: string; description: string; tier: string }[];
  /** Canonical JSON of all steps: what is judged, and what alone an approval is for. */
  stepsJson: string;
  /** The caller's own words, or the goal. */
  asked: string;
  /** What was done before it, one line each. */
  done?: readonly string[];
}
export interface Supervision {
  /** `no-answer`: they could not be asked, or gave no answer that can be read; it counts as a no. */
  verdict: 'approve' | 'refuse' | 'no-answer';
  /** One sentence that names the supervisor. */
  reason: string;
}
/** A caller waits for it. */
const DEADLINE_MS = 6_000;
const MAX_TOKENS = 300;
const MAX_CHARACTERS = 4_000;
/** Twelve steps with long arguments; what is longer cannot be judged as a whole, and is refused. */
const MAX_PLAN_CHARACTERS = 40_000;

const ruling = z.object({ approve: z.boolean(), reason: z.string().min(1).max(500) });

/** Never rejects: a supervisor who cannot be asked has not agreed. */
export async function supervise(
  llm: LanguageModel,
  supervisor: Supervisor,
  proposed: ProposedPlan,
  spend: (spending: ModelSpending) => void,
  signal: AbortSignal,
  deadlineMs = DEADLINE_MS,
): Promise<Supervision> {
  const { name } = supervisor;
  if (proposed.stepsJson.length > MAX_PLAN_CHARACTERS)
    return {
      verdict: 'refuse',
      reason: `${name} refused: the plan is too long to be judged (${proposed.stepsJson.length} characters)`,
    };
  const messages = question(supervisor, proposed);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`no answer in ${deadlineMs} ms`)), deadlineMs);
  const limited = AbortSignal.any([signal, late.signal]);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(limited.reason);
  limited.addEventListener('abort', onAbort, { once: true });
  try {
    limited.throwIfAborted();
    for (const attempt of ['first', 'mended'] as const) {
      const request = { messages: [...messages], tools: [], maxOutputTokens: MAX_TOKENS };
      const { text } = await Promise.race([askModel(llm, request, spend, limited), stopped]);
      const said = read(text);
      if (typeof said !== 'string')
        return said.approve
          ? { verdict: 'approve', reason: `${name} agreed: ${said.reason}` }
          : { verdict: 'refuse', reason: `${name} refused: ${said.reason}` };
      if (attempt === 'mended')
        return { verdict: 'no-answer', reason: `${name} gave no answer that could be read: ${said}` };
      messages.push(
        { role: 'assistant', content: text.slice(0, MAX_CHARACTERS) },
        { role: 'user', content: `That cannot be used: ${said}\nReply again with the corrected JSON object alone.` },
      );
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { verdict: 'no-answer', reason: `${name} could not be asked: ${why}` };
  } finally {
    clearTimeout(timer);
    limited.removeEventListener('abort', onAbort);
  }
  return { verdict: 'no-answer', reason: `${name} was not asked` };
}

function read(text: string): z.output<typeof ruling> | string {
  try {
    const parsed = ruling.safeParse(jsonIn(text));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error);
  } catch (error) {
    return `It is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function question(
  { instructions }: Supervisor,
  { agent, tools, stepsJson, asked, done = [] }: ProposedPlan,
): ChatMessage[] {
  const used = tools.map(({ name, tier, description }) => `- ${name} (${tier}): ${description}`).join('\n');
  const about = { askedFor: asked.slice(0, MAX_CHARACTERS), doneBefore: done.join('\n').slice(-MAX_CHARACTERS) };
  return [
    { role: 'system', content: loadPrompt('supervisor.v2').fill({ instructions, agent, tools: used }) },
    // The plan stands in it as it is: what is cut or quoted is not what would be run.
    { role: 'user', content: `{"plan":${stepsJson},"about":${JSON.stringify(about)}}` },
  ];
}
