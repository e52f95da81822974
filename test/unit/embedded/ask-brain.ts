/** Asks the brain as a call would: the caller's words in, a decision out, at a fixed moment with all tools. */
import { readConversation } from '../../../agents/models/embedded/brain/conversation.ts';
import type { Decision } from '../../../agents/models/embedded/brain/decision.ts';
import { planTurn } from '../../../agents/models/embedded/brain/plan.ts';

export const ALL_TOOLS = [
  'get_time',
  'get_date',
  'days_until',
  'calculate',
  'remember',
  'recall',
  'forget',
  'call_person',
  'end_call',
];
/** Saturday, 21 November 2026, noon in Berlin. */
export const NOON_MS = Date.UTC(2026, 10, 21, 11);

export interface Asked {
  system?: string;
  /** What was said before, the caller first. */
  before?: string[];
  tools?: string[];
}

export function ask(content: string, options: Asked = {}): Decision {
  const before = (options.before ?? []).map((text, index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content: text,
  }));
  const system = { role: 'system' as const, content: options.system ?? 'You are Parley.' };
  const conversation = readConversation({ model: 'rules', messages: [system, ...before, { role: 'user', content }] });
  return planTurn(conversation, {
    tools: new Set(options.tools ?? ALL_TOOLS),
    nowMs: NOON_MS,
    timeZone: 'Europe/Berlin',
  });
}

/** 'calculate {"expression":"2 + 2"}' or what is said. */
export function told(decision: Decision): string {
  return 'say' in decision
    ? decision.say
    : decision.use.map(({ name, args }) => `${name} ${JSON.stringify(args)}`).join(' & ');
}

/** What is said once the tools have answered. */
export function answered(
  content: string,
  calls: { name: string; args: object; result: string }[],
  options: Asked = {},
): string {
  const conversation = readConversation({
    model: 'rules',
    messages: [
      { role: 'system', content: options.system ?? 'You are Parley.' },
      { role: 'user', content },
      {
        role: 'assistant',
        content: null,
        tool_calls: calls.map(({ name, args }, index) => ({
          id: `call_${index}`,
          type: 'function' as const,
          function: { name, arguments: JSON.stringify(args) },
        })),
      },
      ...calls.map(({ result }, index) => ({ role: 'tool' as const, tool_call_id: `call_${index}`, content: result })),
    ],
  });
  return told(planTurn(conversation, { tools: new Set(ALL_TOOLS), nowMs: NOON_MS, timeZone: 'Europe/Berlin' }));
}
