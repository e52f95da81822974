/**
 * How a call opens: once, with a greeting, or, when it was taken over after words were heard, with the answer that is
 * still owed. Warms the
 * fixed lines. What is said before somebody receives the voice is lost to them, so that it waits a moment for that.
 */
import type { TurnAsker } from '../hearing/turn-events.ts';
import type { TextToSpeech } from '../models/interfaces.ts';
import type { Conversation } from '../planning/conversation.ts';
import type { PhraseCache } from '../speaking/phrase-cache.ts';
import type { CallerDesk } from './caller-desk.ts';
import type { CurrentAgent } from './current-agent.ts';
import { greetingFor, nameFromMemory } from './greeting.ts';
import type { ResumedCall } from './resume.ts';

/** Nobody waits longer than this for a greeting. */
const VOICE_WAIT_MS = 600;

export interface OpeningOptions {
  agent: CurrentAgent;
  resumed: ResumedCall | undefined;
  /** Replaces every agent's greeting; '-' means none. */
  greeting: string | undefined;
  tts: TextToSpeech | undefined;
  phrases: PhraseCache;
  signal: AbortSignal;
  voiceSubscribed(deadlineMs: number): Promise<void>;
  greet(text: string): void;
  /** Asks anew, as if it was asked now. */
  ask(question: { text: string; by: TurnAsker }): void;
}

export class Opening {
  readonly #options: OpeningOptions;
  #begun = false;

  constructor(options: OpeningOptions) {
    this.#options = options;
  }

  /** `known` is what memory has of the caller. */
  async begin(known: Promise<string[]>): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    const { agent, resumed, voiceSubscribed } = this.#options;
    await voiceSubscribed(VOICE_WAIT_MS);
    // A question that was not answered to its end is answered now, by the same way as any other.
    if (resumed?.unanswered) this.#options.ask(resumed.unanswered);
    else if (!resumed || resumed.turns.length === 0) {
      const greeting = greetingFor(agent.definition, nameFromMemory(await known), this.#options.greeting);
      if (greeting !== undefined) this.#options.greet(greeting);
    }
    void this.#warmLines();
  }
  /** The fixed lines are synthesised once per process, so that they are there when synthesis is not. */
  async #warmLines(): Promise<void> {
    const { tts, phrases, agent, signal } = this.#options;
    const { lines, voice, greeting } = agent.definition;
    if (!tts) return;
    await phrases.warm(
      tts,
      [lines.apology, greeting, ...lines.filler, lines.deaf, lines.stillThere, lines.notUnderstood, lines.goodbye],
      voice,
      signal,
    );
  }
}

/** What was said and heard before the call was taken over; the answer that is owed is prepared while the room is joined. */
export function restore(
  { turns, caller, unanswered }: ResumedCall,
  to: {
    conversation: Conversation;
    caller: CallerDesk;
    prepare(question: { text: string; by: TurnAsker }): void;
  },
): void {
  for (const turn of turns) {
    if (turn.role === 'caller') {
      to.conversation.asked(turn.text, turn.by);
      to.conversation.exchange(turn.done);
    } else to.conversation.heard(turn.text, turn.interrupted);
  }
  if (!caller || !unanswered) return;
  void to.caller.expect(caller);
  to.prepare(unanswered);
}
