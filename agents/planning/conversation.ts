/**
 * The conversation as the talker sees it: what the caller said and what the caller heard. Bounded; tool exchanges of a
 * turn are kept with it, since their results were the ground of what was said. Holds no effects.
 */
import type { ChatMessage } from '../models/interfaces.ts';

/** Turns kept word for word; older ones are reachable through memory. */
const MAX_MESSAGES = 60;

export class Conversation {
  #messages: ChatMessage[] = [];

  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }
  caller(text: string): void {
    // Two turns in a row (the reply was cut before a word was heard) read better as one message.
    this.#push({ role: 'user', content: text });
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
  #push(message: ChatMessage): void {
    this.#messages.push(message);
    if (this.#messages.length <= MAX_MESSAGES) return;
    // Cut at a caller's message: a tool result must not stand without its call.
    const from = this.#messages.findIndex((candidate, index) => index >= this.#messages.length - MAX_MESSAGES && candidate.role === 'user');
    this.#messages = this.#messages.slice(Math.max(1, from));
  }
}
