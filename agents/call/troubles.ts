/**
 * What went wrong in a call and what was done instead: into its log, into the process's log, onto the page. A trouble
 * that is over is taken off the page again.
 */
import type { CallEventBody } from '../log/events.ts';
import type { Degradation, ModelError } from '../models/interfaces.ts';
import type { PageEvent } from '../room/page-events.ts';

export interface TroublesOptions {
  note(event: CallEventBody): void;
  show(event: PageEvent): void;
  /** The turn that is being answered. */
  generation(): number;
  warn(facts: object, message: string): void;
}
const STAGES = { stt: 'hear.final', llm: 'plan.first_token', tts: 'speak.first_byte' } as const;

export class Troubles {
  readonly #options: TroublesOptions;
  /** What the page was told to be degraded, with the turn in which it was. */
  readonly #shown = new Map<string, number>();

  constructor(options: TroublesOptions) {
    this.#options = options;
  }

  /** A provider of a chain failed. */
  switched(degradation: Degradation): void {
    const stage = STAGES[degradation.function];
    const action = degradation.to ? `${degradation.to} takes over` : 'nobody is left';
    this.#options.note({ type: 'degraded', stage, action, reason: degradation.message });
    this.#options.warn({ ...degradation }, 'a provider failed');
    // Hearing reports its own changes; of a chain at its end the caller is told by what is done instead.
    if (degradation.to !== undefined && degradation.function !== 'stt')
      this.show(stage, `${degradation.from} failed (${degradation.failure}); ${action}.`);
  }
  degraded(stage: string, action: string, error: ModelError): void {
    this.#options.note({ type: 'degraded', stage, action, reason: error.message });
    this.#options.warn({ stage, action, error: error.message }, 'degraded');
    this.show(stage, `${error.provider} failed (${error.failure}); ${action}.`);
  }
  show(stage: string, message: string): void {
    if (stage !== STAGES.stt) this.#shown.set(stage, this.#options.generation());
    this.#options.show({ type: 'degraded', stage, message });
  }
  /** A later turn was answered without the trouble of an earlier one: the page need not go on warning of it. */
  answered(generation: number): void {
    for (const [stage, since] of this.#shown) {
      if (since >= generation) continue;
      this.#shown.delete(stage);
      this.#options.show({ type: 'restored', stage });
    }
  }
}
