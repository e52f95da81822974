/**
 * The conversation as the talker sees it: what was asked, by whom, and what the caller heard. Bounded; tool exchanges of a
 * turn are kept with it, since their results were the ground of what was said. Holds no effects.
 */
import type { ChatMessage } from '../models/interfaces.ts';
import { askedWords, type WordsOf } from './asked-words.ts';

/** Turns kept word for word; older ones are reachable through memory. */
const MAX_MESSAGES = 60;
/** About 12,000 tokens: what tools have found is sent with every later question, and must leave room for the prompt. */
const MAX_CHARACTERS = 48_000;

export class Conversation {
  #messages: ChatMessage[] = [];
  #revision = 0;

  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }
  /** Changes with every change of the conversation. */
  get revision(): number {
    return this.#revision;
  }
  asked(text: string, by: WordsOf): void {
    this.#push({ role: 'user', content: askedWords(text, by) });
  }
  /** The caller went on before anything was heard of the reply: the last turn is void, its words are part of the next. */
  dropLastTurn(): void {
    const from = this.#messages.findLastIndex((message) => message.role === 'user');
    if (from < 0) return;
    this.#messages = this.#messages.slice(0, from);
    this.#revision += 1;
  }
  /** Another person is the caller: what was said before is not for them. */
  forget(): void {
    this.#messages = [];
    this.#revision += 1;
  }
  /** Tool calls and results of the turn, in order. */
  exchange(messages: readonly ChatMessage[]): void {
    for (const message of messages) this.#push(message);
  }
  /** What the caller heard of the reply; nothing heard leaves nothing behind. */
  heard(text: string, interrupted: boolean): void {
    if (text === '') return;
    this.#push({ role: 'assistant', content: interrupted ? `${text} — [interrupted here]` : text });
  }
  /** The last thing the agent was heard to say. */
  lastReply(): string | undefined {
    return this.#messages.findLast((message) => message.role === 'assistant' && message.content !== '')?.content;
  }
  /** The last thing that was asked, and by whom it was, in the words a model reads. */
  lastAsked(): string | undefined {
    return this.#messages.findLast(({ role }) => role === 'user')?.content;
  }
  #push(message: ChatMessage): void {
    this.#revision += 1;
    this.#messages.push(message);
    this.#messages = recent(this.#messages);
  }
}

/** What is within the bounds: the latest turns, whole; of a turn that is beyond them, its end. A result never stands without its call. */
function recent(messages: ChatMessage[]): ChatMessage[] {
  if (fits(messages)) return messages;
  const turn = messages.findIndex(({ role }, at) => at > 0 && role === 'user' && fits(messages.slice(at)));
  const from = turn > 0 ? turn : messages.findIndex(({ role }, at) => at > 0 && role !== 'tool');
  return from > 0 ? recent(messages.slice(from)) : messages;
}

const fits = (messages: readonly ChatMessage[]): boolean =>
  messages.length <= MAX_MESSAGES && messages.reduce((sum, message) => sum + sizeOf(message), 0) <= MAX_CHARACTERS;
const sizeOf = (message: ChatMessage): number =>
  message.content.length +
  (message.role === 'assistant' ? (message.toolCalls ?? []) : []).reduce(
    (sum, call) => sum + call.argumentsJson.length,
    0,
  );
