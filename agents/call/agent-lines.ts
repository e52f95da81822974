/**
 * What the agent says by itself: greetings, prompts, announcements, the goodbye. Takes the floor only when it is free,
 * but for the goodbye, which ends every answer. Says nothing when the call is over.
 */
import type { TurnDriver } from '../hearing/turn-driver.ts';
import { marked } from '../observation/schema.ts';
import type { PageEvent } from '../room/page-events.ts';
import { type AnnouncementPriority, Announcements } from './announcements.ts';
import type { CallRecord } from './call-record.ts';
import type { Ending } from './ending.ts';
import type { Mouth } from './mouth.ts';

export interface AgentLinesOptions {
  driver: TurnDriver;
  mouth: Mouth;
  record: CallRecord;
  ending: Ending;
  isOver(): boolean;
  /** Somebody speaks instead of the agent. */
  silenced(): boolean;
  show(event: PageEvent): void;
  /** Gives up the answer in the making. */
  stopAnswering(): void;
  warn(message: string): void;
}

export class AgentLines {
  readonly #options: AgentLinesOptions;
  readonly #announcements: Announcements;

  constructor(options: AgentLinesOptions) {
    this.#options = options;
    this.#announcements = new Announcements({
      trySay: (text, kind) => this.announce(text, kind),
      onDropped: () => options.warn('too much to announce: the oldest of the least pressing was given up'),
    });
  }

  /** Takes the floor if it is free, at once: what the turn machine asks for must hold it before the next event. */
  announce(text: string, kind: 'greeting' | 'prompt'): boolean {
    const { driver, isOver, silenced } = this.#options;
    if (isOver() || silenced() || !driver.floorIsFree()) return false;
    const generation = this.#takeFloor();
    this.#say(generation, text, kind);
    return true;
  }
  /** Says it when the floor is free, if it is `stillTrue` then. */
  whenFree(text: string, priority: AnnouncementPriority, stillTrue?: () => boolean): void {
    this.#announcements.say(text, priority, stillTrue ? { stillTrue } : {});
  }
  /** The first words of the call: a cough keeps them waiting, somebody who was answered meanwhile needs none. */
  greet(text: string): void {
    const { driver } = this.#options;
    const generation = driver.nextGeneration();
    this.#announcements.say(text, 'pressing', {
      kind: 'greeting',
      stillTrue: () => driver.nextGeneration() === generation,
    });
  }
  /** `final`: a person decided it, so that the caller cannot talk the agent out of it. */
  sayAndEnd(text: string, reason: string, final: boolean): void {
    const { ending, isOver, show, stopAnswering } = this.#options;
    if (isOver()) return;
    show({ type: 'call-ending', reason });
    stopAnswering();
    const generation = this.#takeFloor();
    ending.afterGoodbye(reason, final);
    this.#say(generation, text, 'prompt');
  }
  close(): void {
    this.#announcements.close();
  }

  #takeFloor(): number {
    const { driver, mouth } = this.#options;
    const generation = driver.nextGeneration();
    driver.send({ type: 'agent-speaks', generation });
    mouth.begin(generation);
    return generation;
  }
  #say(generation: number, text: string, kind: 'greeting' | 'prompt'): void {
    const { mouth, record } = this.#options;
    record.note({ type: 'reply.composed', generation, text: marked(text), kind });
    mouth.line(generation, text, kind);
    mouth.finish(generation);
  }
}
