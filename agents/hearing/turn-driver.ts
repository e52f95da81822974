/**
 * Runs one turn machine: owns its state and its single timer, feeds it events in order, hands out its commands. It
 * decides nothing. An event sent while commands are being handed out waits its turn.
 */
import { type Clock, realClock, type Timer } from '../../media/clock.ts';
import type { AgentState, TurnCommand, TurnEvent } from './turn-events.ts';
import {
  agentState,
  floorIsFree,
  initialTurnState,
  nextGeneration,
  step,
  type TurnState,
  wakeAtMs,
} from './turn-machine.ts';
import type { TurnOptions } from './turn-options.ts';

export interface TurnDriverOptions {
  turn?: Partial<TurnOptions>;
  clock?: Clock;
  /** A checkpointed state to go on from; its times are of the same clock. */
  resumeFrom?: TurnState;
  onCommand: (command: TurnCommand) => void;
  onAgentState?: (state: AgentState) => void;
  /** A command that threw: the machine goes on, for a call must not die of one. */
  onError?: (error: unknown, command: TurnCommand) => void;
}

/** Commands that are answered with events without end are a bug of the receiver: the rest is dropped, and it is said. */
const MAX_IN_A_ROW = 1000;

export class TurnDriver {
  readonly #options: TurnDriverOptions;
  readonly #clock: Clock;
  #state: TurnState;
  #shown: AgentState;
  readonly #queue: TurnEvent[] = [];
  #running = false;
  #closed = false;
  #timer: { atMs: number; timer: Timer } | undefined;

  constructor(options: TurnDriverOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    this.#state = options.resumeFrom ?? initialTurnState(options.turn ?? {}, this.#clock.nowMs());
    this.#shown = agentState(this.#state);
    this.#arm();
  }

  get state(): TurnState {
    return this.#state;
  }

  /** The number the next announcement must carry in `agent-speaks`; valid until the next event. */
  nextGeneration(): number {
    return nextGeneration(this.#state);
  }

  floorIsFree(): boolean {
    return floorIsFree(this.#state);
  }

  send(event: TurnEvent): void {
    if (this.#closed) return;
    this.#queue.push(event);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let count = 0; this.#queue.length > 0 && !this.#closed; count += 1) {
        const next = this.#queue.shift();
        if (next) this.#step(next);
        if (count < MAX_IN_A_ROW) continue;
        this.#queue.length = 0;
        throw new Error(
          `${MAX_IN_A_ROW} turn events came of one ${event.type}: some command is answered with events without end.`,
        );
      }
    } finally {
      this.#running = false;
      this.#arm();
    }
  }

  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
    this.#timer?.timer.clear();
    this.#timer = undefined;
  }

  #step(event: TurnEvent): void {
    const { state, commands } = step(this.#state, event, this.#clock.nowMs());
    this.#state = state;
    const shown = agentState(state);
    for (const command of commands) {
      try {
        this.#options.onCommand(command);
      } catch (error) {
        this.#options.onError?.(error, command);
      }
    }
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#options.onAgentState?.(shown);
  }

  /** A timer that is due no later than the machine's wish is kept: voice moves the wish 30 times a second. */
  #arm(): void {
    if (this.#closed) return;
    const atMs = wakeAtMs(this.#state);
    if (atMs === undefined) {
      this.#timer?.timer.clear();
      this.#timer = undefined;
      return;
    }
    if (this.#timer && this.#timer.atMs <= atMs) return;
    this.#timer?.timer.clear();
    this.#timer = { atMs, timer: this.#clock.setTimer(atMs - this.#clock.nowMs(), () => this.#onTimer()) };
  }

  #onTimer(): void {
    this.#timer = undefined;
    const atMs = wakeAtMs(this.#state);
    if (atMs !== undefined && this.#clock.nowMs() >= atMs) this.send({ type: 'clock' });
    else this.#arm();
  }
}
