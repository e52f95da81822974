/**
 * The kill switches of the tool-worker: what is off is off at once, for what is asked and for what runs, and then made
 * durable. Switching on waits for the disk first, so that no restart switches off what was on.
 */
import type { SwitchStore } from './switch-store.ts';
import { offSentence, type Switchable, switchedOff } from './switched-off.ts';
import type { KillSwitch } from './toolbox-api.ts';

/** Above the tools of any installation; an operator who reaches it has a script that runs wild. */
const MAX_SWITCHES = 2_000;

export class SwitchBoardFull extends Error {
  override readonly name = 'SwitchBoardFull';
}

export class SwitchBoard {
  readonly #store: SwitchStore;
  readonly #switches = new Map<string, KillSwitch>();
  readonly #running = new Set<{ subject: Switchable; stop: AbortController }>();
  readonly #onChange: () => void;

  private constructor(store: SwitchStore, known: readonly KillSwitch[], onChange: () => void) {
    this.#store = store;
    this.#onChange = onChange;
    for (const one of known) this.#switches.set(nameOf(one), one);
  }

  /** Rejects when the switches cannot be read: a toolbox that does not know what is off must not run anything. */
  static async open(store: SwitchStore, onChange: () => void): Promise<SwitchBoard> {
    return new SwitchBoard(store, await store.all(), onChange);
  }

  all(): KillSwitch[] {
    return [...this.#switches.values()];
  }

  off(subject: Switchable): KillSwitch | undefined {
    return switchedOff(subject, this.all());
  }

  /** Rejects when it could not be kept: what was switched off is off all the same, until this process ends. */
  async set(killSwitch: KillSwitch): Promise<void> {
    const name = nameOf(killSwitch);
    if (!this.#switches.has(name) && this.#switches.size >= MAX_SWITCHES)
      throw new SwitchBoardFull(`There are ${MAX_SWITCHES} switches already; ${name} would be one too many.`);
    if (!killSwitch.off) await this.#store.set(killSwitch);
    this.#switches.set(name, killSwitch);
    for (const { subject, stop } of this.#running) {
      const off = switchedOff(subject, [killSwitch]);
      if (off) stop.abort(new Error(offSentence(subject.tool, off)));
    }
    this.#onChange();
    if (killSwitch.off) await this.#store.set(killSwitch);
  }

  /** A signal that aborts, with the sentence as its reason, when the subject is switched off. Call `done` at the end. */
  watch(subject: Switchable): { signal: AbortSignal; done(): void } {
    const entry = { subject, stop: new AbortController() };
    this.#running.add(entry);
    return { signal: entry.stop.signal, done: () => void this.#running.delete(entry) };
  }

  async close(): Promise<void> {
    await this.#store.close();
  }
}

const nameOf = ({ kind, name }: KillSwitch): string => `${kind} ${name}`;
