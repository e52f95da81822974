/**
 * What the chat double answers: a reply looked up by the caller's last words, tool calls first where the reply has
 * them, and a sentence around their results afterwards. Pure.
 */
import type { OpenAiChatRequest } from './openai-schema.ts';

export interface ScriptedReply {
  text?: string;
  toolCalls?: { name: string; arguments: Record<string, unknown> }[];
  /** Said when the results are in; `{{result}}` stands for them. */
  afterTools?: string;
}
/** Keyed by the last user message: case and punctuation do not count, and a key matches anywhere inside it. */
export type ChatScript =
  | Record<string, string | ScriptedReply>
  | ((request: OpenAiChatRequest) => string | ScriptedReply | undefined);

export function scriptedReply(request: OpenAiChatRequest, script: ChatScript): ScriptedReply {
  const last = request.messages.at(-1);
  const said = lastUserText(request);
  const found = asReply(typeof script === 'function' ? script(request) : lookUp(said, script)) ?? {
    text: `You said: ${said || 'nothing'}.`,
  };
  if (last?.role !== 'tool') return found;
  const results = request.messages
    .slice(request.messages.findLastIndex((m) => m.role !== 'tool') + 1)
    .map((m) => textOf(m.content));
  return { text: (found.afterTools ?? 'The result is {{result}}.').replaceAll('{{result}}', results.join(' and ')) };
}

export function lastUserText(request: OpenAiChatRequest): string {
  return textOf(request.messages.findLast((m) => m.role === 'user')?.content);
}

function lookUp(said: string, script: Record<string, string | ScriptedReply>): string | ScriptedReply | undefined {
  const wanted = normalise(said);
  const exact = Object.entries(script).find(([key]) => normalise(key) === wanted);
  return (exact ?? Object.entries(script).find(([key]) => wanted.includes(normalise(key))))?.[1];
}
const asReply = (reply: string | ScriptedReply | undefined): ScriptedReply | undefined =>
  typeof reply === 'string' ? { text: reply } : reply;
const normalise = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (typeof part === 'object' && part !== null && 'text' in part ? String(part.text) : ''))
    .join(' ');
}
