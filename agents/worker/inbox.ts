/**
 * Brings commands from outside (operator, API) to the host of their call: at once when the host reports the bell,
 * and by a look every second in case a bell was lost. A command stays in the inbox until its call has logged it as
 * consumed; a call that moved to another host is given the rest again, and knows from its history what it consumed.
 */
import type { CallInbox } from '../log/call-inbox.ts';
import type { CallEvent } from '../log/events.ts';
import type { InboxCommand } from './host-messages.ts';
import type { WorkerLog } from './worker-log.ts';

export type InboxSource = Pick<CallInbox, 'waiting' | 'remove' | 'clear'>;

export interface InboxDeps {
  source: InboxSource;
  callIds(): readonly string[];
  /** The host that has the call now; undefined while it has none. */
  hostOf(callId: string): number | undefined;
  deliver(callId: string, command: InboxCommand): void;
  log: WorkerLog;
}

const LOOK_EVERY_MS = 1_000;

export class Inbox {
  readonly #deps: InboxDeps;
  /** Per call: which commands which host was given. */
  readonly #given = new Map<string, { hostId: number; ids: Set<string> }>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Resolves after a look that began after this call: a bell during a look causes one more. */
  look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#lookUntilQuiet();
    return this.#looking;
  }

  /** Tells the inbox what a call has consumed. */
  events(events: readonly CallEvent[]): void {
    for (const event of events)
      if (event.type === 'command.consumed') this.#forgive(this.#deps.source.remove(event.callId, event.commandId));
  }

  callEnded(callId: string): void {
    this.#given.delete(callId);
    this.#forgive(this.#deps.source.clear(callId));
  }

  async #lookUntilQuiet(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#lookOnce();
      } catch (error) {
        this.#deps.log.error({ error: String(error) }, 'The inbox of the calls could not be read; trying again');
      }
    }
    this.#looking = undefined;
  }

  async #lookOnce(): Promise<void> {
    for (const { callId, command } of await this.#deps.source.waiting(this.#deps.callIds())) {
      const hostId = this.#deps.hostOf(callId);
      if (hostId === undefined) continue;
      let given = this.#given.get(callId);
      if (given?.hostId !== hostId) {
        given = { hostId, ids: new Set() };
        this.#given.set(callId, given);
      }
      if (given.ids.has(command.id)) continue;
      given.ids.add(command.id);
      this.#deps.deliver(callId, command);
    }
  }

  /** A command that cannot be removed is given again at most to the next host, which knows it as consumed. */
  #forgive(work: Promise<void>): void {
    work.catch((error: unknown) => this.#deps.log.warn({ error: String(error) }, 'The inbox could not be tidied'));
  }
}
