/**
 * Looks every second for rooms whose dispatch LiveKit dropped, and dispatches again while somebody waits there.
 * It never adds an agent to a room that has one, that has one coming, or that this worker is about to join.
 */
import { findDropped } from './dispatch-decision.ts';
import { DispatchRetries, MAX_TRIES } from './dispatch-retries.ts';
import type { RoomsPort } from './livekit-rooms.ts';
import type { WorkerLog } from './worker-log.ts';

export interface DispatchWatchDeps {
  rooms: RoomsPort;
  /** Trying while no call can be taken only wears out the tries. */
  canTakeCalls(): boolean;
  /** Rooms with a call of this worker, begun or promised. */
  roomsHere(): ReadonlySet<string>;
  /** Jobs this worker has finished: LiveKit goes on listing them as running. */
  finishedJobs(): ReadonlySet<string>;
  log: WorkerLog;
}

const LOOK_EVERY_MS = 1_000;
/** Rooms examined in one look; more take their turn in the next ones. */
const ROOMS_PER_LOOK = 50;

export class DispatchWatch {
  readonly #agentName: string;
  readonly #deps: DispatchWatchDeps;
  readonly #retries = new DispatchRetries();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #offset = 0;
  #stopped = false;
  #failing = false;

  constructor(options: { agentName: string }, deps: DispatchWatchDeps) {
    this.#agentName = options.agentName;
    this.#deps = deps;
  }

  /** Looks at once, then every second; calling it again only looks at once. */
  start(): void {
    if (this.#stopped) return;
    void this.look();
    this.#timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  async look(): Promise<void> {
    if (this.#looking || !this.#deps.canTakeCalls()) return;
    this.#looking = true;
    try {
      const rooms = await this.#deps.rooms.list();
      this.#retries.keepOnly(new Set(rooms.map((room) => room.sid)));
      const here = this.#deps.roomsHere();
      const others = rooms.filter((room) => !here.has(room.name));
      const start = others.length > ROOMS_PER_LOOK ? this.#offset++ * ROOMS_PER_LOOK : 0;
      for (let n = 0; n < Math.min(ROOMS_PER_LOOK, others.length); n += 1) {
        const room = others[(start + n) % others.length];
        if (room !== undefined) await this.#examine(room);
      }
      this.#failing = false;
    } catch (error) {
      if (!this.#failing)
        this.#deps.log.warn({ error: String(error) }, 'LiveKit cannot be asked for waiting rooms; trying again');
      this.#failing = true;
    }
    this.#looking = false;
  }

  async #examine(room: { name: string; sid: string }): Promise<void> {
    const facts = await this.#deps.rooms.look(room.name).catch(() => undefined); // the room may have closed meanwhile
    if (facts === undefined || this.#stopped) return;
    const dropped = findDropped(facts, {
      agentName: this.#agentName,
      finishedJobs: this.#deps.finishedJobs(),
      nowMs: Date.now(),
    });
    if (dropped === undefined) {
      if (facts.agents.length > 0) this.#retries.forget(room.sid);
      return;
    }
    // Asked again after the look: an offer may have come meanwhile.
    if (this.#deps.roomsHere().has(room.name) || !this.#deps.canTakeCalls()) return;
    const verdict = this.#retries.consider(room.sid, dropped.again.createdAtMs, Date.now());
    if (verdict.step === 'give-up')
      this.#deps.log.error(
        { room: room.name },
        `A caller waits in a room whose dispatch failed ${MAX_TRIES} times; given up`,
      );
    if (verdict.step !== 'try') return;
    this.#deps.log.warn(
      { room: room.name, dispatch: dropped.again.id, attempt: verdict.attempt },
      'LiveKit dropped a dispatch while no worker could take it; dispatching again',
    );
    await this.#again(room.name, dropped.again.metadata, dropped.remove);
  }

  async #again(roomName: string, metadata: string, remove: string[]): Promise<void> {
    try {
      // The new one first: if this fails the old one still says what is wanted.
      await this.#deps.rooms.dispatch(roomName, this.#agentName, metadata);
      for (const id of remove) await this.#deps.rooms.removeDispatch(roomName, id);
    } catch (error) {
      this.#deps.log.warn({ room: roomName, error: String(error) }, 'A dispatch could not be renewed; trying again');
    }
  }
}
