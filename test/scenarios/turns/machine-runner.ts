/**
 * Runs the turn machine in virtual time next to a model of the mouth, and checks after every step what must never be:
 * two voices, a command for a reply that is not on the floor, "speaking" over nothing, a wake-up that never passes.
 */
import type { TurnCommand, TurnEvent } from '../../../agents/hearing/turn-events.ts';
import { agentState, initialTurnState, step, type TurnState, wakeAtMs } from '../../../agents/hearing/turn-machine.ts';
import type { TurnOptions } from '../../../agents/hearing/turn-options.ts';

export interface Said {
  atMs: number;
  command: TurnCommand;
}

export class MachineRunner {
  state: TurnState;
  nowMs = 0;
  readonly said: Said[] = [];
  /** The reply that exists on the mouth's side: committed or announced, not cut and not finished. */
  alive:
    | { generation: number; started: boolean; pausedAtMs: number | undefined; pausedWhileSounding?: boolean }
    | undefined;
  highest = 0;
  /** Longest pause that was seen to end in a resume or a cut. */
  longestPauseMs = 0;
  /** Of a reply that sounds, and of one that has not begun to. */
  readonly #boundMs: number;
  readonly #heldBoundMs: number;

  constructor(options: Partial<TurnOptions> = {}) {
    this.state = deepFreeze(initialTurnState(options, 0));
    const { falsePauseMs, sustainedVoiceMs, heldReplyMs } = this.state.options;
    this.#boundMs = falsePauseMs + sustainedVoiceMs + 32;
    this.#heldBoundMs = sustainedVoiceMs + heldReplyMs + sustainedVoiceMs + 32;
  }

  /** Lets `ms` pass; the machine is woken whenever it asked to be. */
  wait(ms: number): void {
    this.waitUntil(this.nowMs + ms);
  }

  waitUntil(atMs: number): void {
    for (let wake = wakeAtMs(this.state); wake !== undefined && wake <= atMs; wake = wakeAtMs(this.state)) {
      this.nowMs = Math.max(this.nowMs, wake);
      this.send({ type: 'clock' });
    }
    this.nowMs = atMs;
    this.#checkPause();
  }

  send(event: TurnEvent): TurnCommand[] {
    this.#mouthHears(event);
    const before = this.state;
    const { state, commands } = step(before, event, this.nowMs);
    this.state = deepFreeze(state);
    let announced = event.type === 'agent-speaks' && event.generation > this.highest ? event.generation : undefined;
    for (const command of commands) {
      if (announced !== undefined && (!('generation' in command) || command.generation >= announced)) {
        this.#takesFloor(announced);
        announced = undefined;
      }
      this.#mouthDoes(command);
      this.said.push({ atMs: this.nowMs, command });
    }
    if (announced !== undefined) this.#takesFloor(announced);
    const wake = wakeAtMs(state);
    assert(
      wake === undefined || wake > this.nowMs,
      `after ${event.type} at ${this.nowMs} the machine wants to be woken at ${wake}, which has passed`,
    );
    assert(
      agentState(state) !== 'speaking' || this.alive?.started === true,
      `the state is speaking after ${event.type}, but nothing plays`,
    );
    assert(
      (state.floor?.generation ?? this.alive?.generation) === this.alive?.generation,
      `the floor belongs to ${state.floor?.generation}, the mouth to ${this.alive?.generation}`,
    );
    assert(
      (this.alive === undefined) === (state.floor === null),
      `floor ${JSON.stringify(state.floor)} and mouth ${JSON.stringify(this.alive)} disagree after ${event.type}`,
    );
    this.#checkPause();
    return commands;
  }

  commits(): Extract<TurnCommand, { type: 'commit-turn' }>[] {
    return this.said.map(({ command }) => command).filter((command) => command.type === 'commit-turn');
  }

  #mouthHears(event: TurnEvent): void {
    if (event.type === 'agent-speaks' || !('generation' in event) || event.generation !== this.alive?.generation)
      return;
    if (event.type === 'playout-started') this.alive.started = true;
    if (event.type === 'playout-finished' || event.type === 'reply-empty') this.alive = undefined;
  }

  #takesFloor(generation: number): void {
    assert(generation > this.highest, `generation ${generation} follows ${this.highest}`);
    assert(this.alive === undefined, `two voices: ${generation} begins while ${this.alive?.generation} is alive`);
    this.highest = generation;
    this.alive = { generation, started: false, pausedAtMs: undefined };
  }

  #mouthDoes(command: TurnCommand): void {
    if (command.type === 'commit-turn') {
      assert(command.text.trim() !== '', 'a turn without words was committed');
      this.#takesFloor(command.generation);
      return;
    }
    if (!('generation' in command)) return;
    assert(
      this.alive?.generation === command.generation,
      `${command.type} of ${command.generation}, but ${this.alive?.generation} has the floor`,
    );
    if (!this.alive) return;
    if (command.type === 'pause-playout') {
      assert(this.alive.pausedAtMs === undefined, 'paused twice');
      this.alive.pausedAtMs = this.nowMs;
      this.alive.pausedWhileSounding = this.alive.started;
      return;
    }
    if (command.type === 'resume-playout') assert(this.alive.pausedAtMs !== undefined, 'resumed without a pause');
    if (this.alive.pausedAtMs !== undefined)
      this.longestPauseMs = Math.max(this.longestPauseMs, this.nowMs - this.alive.pausedAtMs);
    this.alive.pausedAtMs = undefined;
    if (command.type === 'cut-playout') this.alive = undefined;
  }

  #checkPause(): void {
    if (this.alive?.pausedAtMs === undefined) return;
    const pausedMs = this.nowMs - this.alive.pausedAtMs;
    assert(
      pausedMs <= (this.alive.pausedWhileSounding ? this.#boundMs : this.#heldBoundMs),
      `the playout has been held for ${pausedMs} ms`,
    );
  }
}

export function assert(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
