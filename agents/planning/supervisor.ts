/**
 * A supervisor's word on what its specialist would change: asked of a model with the supervisor's own instructions.
 * Whatever is not a clear yes is a no.
 */
import { z } from 'zod';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { ChatMessage, LanguageModel } from '../models/interfaces.ts';
import { loadPrompt } from './prompt.ts';
import { askModel } from './task-model.ts';
import { jsonIn } from './task-plan.ts';
import type { ModelSpending } from './task-planner.ts';

export interface Proposed {
  agent: string;
  tool: { name: string; description: string; tier: string };
  argumentsJson: string;
  /** The caller's own words. */
  asked: string;
}
export interface Supervision {
  approved: boolean;
  /** One sentence that names the supervisor. */
  reason: string;
}
/** A caller waits for it. */
const DEADLINE_MS = 6_000;
const MAX_TOKENS = 300;
const MAX_CHARACTERS = 4_000;

const ruling = z.object({ approve: z.boolean(), reason: z.string().min(1).max(500) });

/** Never rejects: a supervisor who cannot be asked has not agreed. */
export async function supervise(
  llm: LanguageModel,
  supervisor: Pick<AgentDefinition, 'name' | 'instructions'>,
  proposed: Proposed,
  spend: (spending: ModelSpending) => void,
  signal: AbortSignal,
): Promise<Supervision> {
  const { name } = supervisor;
  const messages = question(supervisor, proposed);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
  try {
    for (const attempt of ['first', 'mended'] as const) {
      const request = { messages: [...messages], tools: [], maxOutputTokens: MAX_TOKENS };
      const { text } = await askModel(llm, request, spend, limited);
      const said = read(text);
      if (typeof said !== 'string')
        return { approved: said.approve, reason: `${name} ${said.approve ? 'agreed' : 'refused'}: ${said.reason}` };
      if (attempt === 'mended')
        return { approved: false, reason: `${name} gave no answer that could be read: ${said}` };
      messages.push(
        { role: 'assistant', content: text.slice(0, MAX_CHARACTERS) },
        { role: 'user', content: `That cannot be used: ${said}\nReply again with the corrected JSON object alone.` },
      );
    }
  } catch (error) {
    return { approved: false, reason: `${name} could not be asked: ${error instanceof Error ? error.message : error}` };
  }
  return { approved: false, reason: `${name} was not asked` };
}

function read(text: string): z.output<typeof ruling> | string {
  try {
    const parsed = ruling.safeParse(jsonIn(text));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error);
  } catch (error) {
    return `It is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function question({ instructions }: Pick<AgentDefinition, 'instructions'>, proposed: Proposed): ChatMessage[] {
  const { agent, tool, argumentsJson, asked } = proposed;
  const { name, description, tier } = tool;
  return [
    {
      role: 'system',
      content: loadPrompt('supervisor.v1').fill({ instructions, agent, tool: name, tier, description }),
    },
    {
      role: 'user',
      content: JSON.stringify({
        arguments: argumentsJson.slice(0, MAX_CHARACTERS),
        callerAsked: asked.slice(0, MAX_CHARACTERS),
      }),
    },
  ];
}
