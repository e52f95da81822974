/**
 * What a host knows of the kill switches and of changed lists: it asks the toolbox every other second. While nobody
 * answers, what was off stays off; after ten seconds nobody knows what operators have switched off meanwhile, and
 * functions that write are refused. Reads go on, and so do the tools that only touch the line.
 */
import { type Clock, sleep } from '../../../media/clock.ts';
import { ServiceError } from '../../internal/json-client.ts';
import type { ToolboxClient } from './client.ts';
import { offSentence, type Switchable, switchedOff } from './switched-off.ts';
import type { KillSwitch } from './toolbox-api.ts';

const ASK_EVERY_MS = 2_000;
const UNSURE_AFTER_MS = 10_000;

export interface ToolboxWatchOptions {
  client: Pick<ToolboxClient, 'switches'>;
  clock: Clock;
  log: { warn(facts: Record<string, unknown>, message: string): void };
}

export class ToolboxWatch {
  readonly #options: ToolboxWatchOptions;
  readonly #stop = new AbortController();
  readonly #running = new Set<{ subject: Switchable; stop: AbortController }>();
  readonly #listeners = new Set<() => void>();
  #switches: readonly KillSwitch[] = [];
  #listVersion: number | undefined;
  #heardAtMs: number;
  #silent = false;

  constructor(options: ToolboxWatchOptions) {
    this.#options = options;
    this.#heardAtMs = options.clock.nowMs();
    void this.#askForEver();
  }

  /** The sentence that refuses, or undefined: it may run as far as switches go. `inSilence`: also when nobody answers. */
  refusal(subject: Switchable, inSilence = false): string | undefined {
    const off = switchedOff(subject, this.#switches);
    if (off) return offSentence(subject.tool, off);
    const silentMs = this.#options.clock.nowMs() - this.#heardAtMs;
    if (inSilence || subject.tier === 'read' || silentMs <= UNSURE_AFTER_MS) return undefined;
    return `${subject.tool} was not run: for ${Math.round(silentMs / 1_000)} s it could not be found out whether an operator has switched it off. Try it later.`;
  }

  /** A signal that aborts when the subject is switched off while it runs. Call `done` at the end. */
  watch(subject: Switchable): { signal: AbortSignal; done(): void } {
    const entry = { subject, stop: new AbortController() };
    this.#running.add(entry);
    return { signal: entry.stop.signal, done: () => void this.#running.delete(entry) };
  }

  /** Calls back when some agent's list is no longer what it was. Returns how to be told no more. */
  onListChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#stop.abort(new Error('the host ends'));
  }

  async #askForEver(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#ask();
      await sleep(ASK_EVERY_MS, this.#stop.signal, this.#options.clock).catch(() => undefined);
    }
  }

  async #ask(): Promise<void> {
    try {
      const { switches, listVersion } = await this.#options.client.switches(this.#stop.signal);
      this.#heard(switches, listVersion);
    } catch (error) {
      // A tool-worker that answers and has no toolbox has no switches either.
      if (error instanceof ServiceError && error.status === 404) return this.#heard([], 0);
      if (this.#silent || this.#stop.signal.aborted) return;
      this.#silent = true;
      this.#options.log.warn({ error: String(error) }, 'the toolbox does not tell what is switched off');
    }
  }

  #heard(switches: readonly KillSwitch[], listVersion: number): void {
    this.#silent = false;
    this.#heardAtMs = this.#options.clock.nowMs();
    this.#switches = switches;
    for (const { subject, stop } of this.#running) {
      const off = switchedOff(subject, switches);
      if (off) stop.abort(new Error(offSentence(subject.tool, off)));
    }
    const changed = this.#listVersion !== undefined && this.#listVersion !== listVersion;
    this.#listVersion = listVersion;
    if (changed) for (const listener of [...this.#listeners]) listener();
  }
}
