/** Reads an OpenAI message list as the brain needs it: what was said last, and which tools have answered since. Pure. */
import { plainWords } from '../../../planning/asked-words.ts';
import { isUnsettled } from '../../../planning/unsettled-call.ts';
import type { ChatRequestBody, RequestMessage } from './chat-request.ts';
import { factsOfPrompt } from './facts.ts';
import { type Shown, shownInPrompt, withoutQuoted } from './shown.ts';

export interface ToolAnswer {
  name: string;
  args: Record<string, unknown>;
  result: string;
}
export interface ConversationState {
  /** The caller's last words; several messages in a row are one. */
  said: string;
  lastReply: string;
  /** Tools that were used to answer the last words, in order. */
  answers: ToolAnswer[];
  facts: string[];
  shown: Shown;
  agentName: string | undefined;
  timeZone: string | undefined;
  /** Grows from turn to turn. */
  seed: number;
}

export function readConversation(request: ChatRequestBody): ConversationState {
  const messages = request.messages;
  const prompt = messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(textOf)
    .join('\n');
  // What others wrote says nothing about the caller, the agent or the place.
  const system = withoutQuoted(prompt);
  const lastUser = messages.findLastIndex(({ role }) => role === 'user');
  const firstUser =
    lastUser - [...messages.slice(0, lastUser + 1)].reverse().findIndex(({ role }) => role !== 'user') + 1;
  const start = lastUser >= 0 && firstUser > lastUser ? 0 : firstUser;
  const spoken = messages
    .slice(0, Math.max(0, lastUser))
    .findLast((message) => message.role === 'assistant' && textOf(message).trim() !== '');
  return {
    said:
      lastUser < 0
        ? ''
        : messages
            .slice(start, lastUser + 1)
            .map((message) => plainWords(textOf(message)))
            .join(' '),
    lastReply: (spoken === undefined ? '' : textOf(spoken)).replace(/\s*— \[interrupted here\]$/, '').trim(),
    answers: answersIn(messages.slice(lastUser + 1)),
    shown: shownInPrompt(prompt),
    facts: currentFacts(system, messages.slice(0, Math.max(0, lastUser))),
    agentName: /\bYou are (\p{Lu}[\p{L}-]*)\b/u.exec(system)?.[1],
    timeZone: zoneIn(system),
    seed: messages.length + (messages[lastUser] === undefined ? 0 : textOf(messages[lastUser]).length),
  };
}

export function textOf(message: RequestMessage): string {
  const { content } = message;
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join(' ');
}

function zoneIn(system: string): string | undefined {
  const zone = /\(([A-Z][A-Za-z]+(?:\/[A-Za-z_+-]+)+|UTC)\)/.exec(system)?.[1];
  if (zone === undefined) return undefined;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

function answersIn(messages: readonly RequestMessage[]): ToolAnswer[] {
  const calls = messages.flatMap((message) => message.tool_calls ?? []);
  // Asked for once more, what is still being done is waited for and not begun again.
  return messages
    .filter((message) => message.role === 'tool' && !isUnsettled(textOf(message)))
    .map((message) => {
      const call = calls.find(({ id }) => id === message.tool_call_id);
      return { name: call?.function.name ?? '', args: argumentsOf(call?.function.arguments), result: textOf(message) };
    });
}

/** The prompt's facts, then what was kept in this conversation, without what was forgotten in it. */
function currentFacts(system: string, earlier: readonly RequestMessage[]): string[] {
  let facts = factsOfPrompt(system);
  for (const { name, args } of answersIn(earlier)) {
    if (name === 'remember' && typeof args.fact === 'string')
      facts = [...facts.filter((fact) => fact !== args.fact), args.fact];
    if (name === 'forget')
      facts = args.everything === true ? [] : facts.filter((fact) => !concerns(fact, String(args.query ?? '')));
  }
  return facts;
}

function concerns(fact: string, query: string): boolean {
  const words = query
    .toLowerCase()
    .replace(/\b(the|caller's|my|is|a)\b/g, ' ')
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2);
  return words.length > 0 && words.every((word) => fact.toLowerCase().includes(word));
}

function argumentsOf(json: string | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
