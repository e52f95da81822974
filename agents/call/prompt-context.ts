/** Fills an agent's prompt for one turn: who it is, what is so now, what is remembered. Pure but for the clock handed in. */
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { Prompt } from '../planning/prompt.ts';

export interface PromptFacts {
  agent: AgentDefinition;
  nowMs: number;
  timeZone: string;
  channel: 'browser' | 'phone' | 'api';
  callerName: string | undefined;
  memories: readonly string[];
  /** Sections on what is seen and on files; empty when nothing is shown. */
  shown: string;
}

const CHANNELS = { browser: 'a web page', phone: 'telephone', api: 'an application' } as const;

export function fillPrompt(prompt: Prompt, facts: PromptFacts): string {
  const now = clockOf(facts.timeZone).format(facts.nowMs);
  return prompt.fill({
    title: facts.agent.title,
    instructions: facts.agent.instructions.trim(),
    now,
    timeZone: facts.timeZone,
    channel: CHANNELS[facts.channel],
    callerName: facts.callerName ? ` The page says the caller is called ${oneLine(facts.callerName)}.` : '',
    shown: facts.shown === '' ? '' : `\n\n${facts.shown}`,
    memories:
      facts.memories.length > 0 ? facts.memories.map((line) => `- ${oneLine(line)}`).join('\n') : 'Nothing yet.',
  });
}

/** Kept per zone: making one takes a millisecond and more, in every turn of every call. */
const clocks = new Map<string, Intl.DateTimeFormat>();
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const kept = clocks.get(timeZone);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short', timeZone });
  clocks.set(timeZone, made);
  return made;
}

/** A memory or a name must stay one line: it may not open a section of its own. */
const oneLine = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/^[#\-\s]+/, '')
    .slice(0, 500);
