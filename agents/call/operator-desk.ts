/**
 * People of the console in one call: what they whisper, and who of them has taken it over by voice. While somebody has,
 * the agent is silent and goes on listening; it speaks again when they give the call back, leave, or never come.
 */
import { type Clock, realClock, type Timer } from '../../media/clock.ts';
import type { CallEvent, CallEventBody } from '../log/events.ts';
import { marked } from '../observation/schema.ts';
import type { PageEvent } from '../room/page-events.ts';
import type { Commit } from './answered-turn.ts';
import { OperatorNotes } from './operator-notes.ts';
import { type TakenOver, takenOverIn } from './taken-over.ts';

export interface OperatorDeskOptions {
  /** What happened before this host had the call. */
  history: readonly CallEvent[];
  note(event: CallEventBody): void;
  show(event: PageEvent): void;
  /** Nothing prepared before may be said any more: what the agent knows has changed. */
  discardGuess(): void;
  /** What the agent says is cut, and the floor is free. */
  silence(): void;
  /** Whether a colleague speaks instead of the agent, whenever that changes. */
  onSpeaks(speaks: boolean): void;
  /** The caller said this, and it was not for the agent to answer. */
  overheard(turn: Commit): void;
  /** The agent speaks again. */
  back(): void;
  clock?: Clock;
}
/** Whoever takes a call over opens a page and a microphone first. */
const JOIN_WITHIN_MS = 30_000;

export class OperatorDesk {
  readonly #options: OperatorDeskOptions;
  readonly #notes = new OperatorNotes();
  readonly #present = new Set<string>();
  #taken: TakenOver | undefined;
  #timer: Timer | undefined;

  constructor(options: OperatorDeskOptions) {
    this.#options = options;
    this.#notes.restore(options.history);
    this.#taken = takenOverIn(options.history);
    if (!this.#taken) return;
    options.onSpeaks(true);
    this.#awaitThem();
  }

  /** A person speaks instead of the agent. */
  get speaks(): boolean {
    return this.#taken !== undefined;
  }
  /** For the prompt of the next turn. */
  section(): string {
    return this.#notes.section();
  }
  whisper(from: string, text: string): void {
    this.#options.note({ type: 'operator.whispered', from, text: marked(text) });
    this.#notes.whispered(from, text);
    this.#options.discardGuess();
  }
  /** A turn of the caller is over: true when it was not for the agent. */
  takes(turn: Commit): boolean {
    this.#notes.turnOver();
    if (!this.#taken) return false;
    this.#options.overheard(turn);
    return true;
  }
  takeOver(identity: string, from: string): void {
    const { note, show, silence, onSpeaks } = this.#options;
    if (this.#taken?.identity === identity) return;
    this.#taken = { identity, from };
    note({ type: 'operator.took-over', from, identity });
    silence();
    onSpeaks(true);
    show({ type: 'operator', phase: 'speaking', name: from });
    this.#awaitThem();
  }
  giveBack(from: string, reason: string): void {
    if (!this.#taken) return;
    const { note, show, back, onSpeaks } = this.#options;
    this.#timer?.clear();
    this.#taken = undefined;
    note({ type: 'operator.gave-back', from, reason });
    show({ type: 'operator', phase: 'gone', name: from });
    onSpeaks(false);
    back();
  }
  joined(identity: string): void {
    this.#present.add(identity);
    if (this.#taken?.identity === identity) this.#timer?.clear();
  }
  left(identity: string): void {
    this.#present.delete(identity);
    if (this.#taken?.identity === identity) this.giveBack(this.#taken.from, 'they left the call');
  }
  /** A page that has just come is told who speaks. */
  introduce(): void {
    if (this.#taken) this.#options.show({ type: 'operator', phase: 'speaking', name: this.#taken.from });
  }
  close(): void {
    this.#timer?.clear();
  }

  #awaitThem(): void {
    this.#timer?.clear();
    const taken = this.#taken;
    if (!taken || this.#present.has(taken.identity)) return;
    this.#timer = (this.#options.clock ?? realClock).setTimer(JOIN_WITHIN_MS, () =>
      this.giveBack(taken.from, `they did not come within ${JOIN_WITHIN_MS / 1_000} s`),
    );
  }
}
