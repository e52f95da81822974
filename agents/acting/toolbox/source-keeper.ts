/**
 * Keeps one source usable: opens it when it is first wanted, reads its list again when that changes or when a run found
 * it broken, and tries again by itself while it is down. What an agent is offered is what the last good list said.
 */
import { type Clock, type Timer, withDeadline } from '../../../media/clock.ts';
import { cleanText } from './clean-text.ts';
import type { KeptSource } from './functions/functions-config.ts';
import { type Offered, offeredOperations } from './offered-operations.ts';
import type { OpenKept, SourceDependencies } from './open-source.ts';
import type { Source, SourceResult, SourceRun } from './source.ts';
import type { SourceState } from './toolbox-api.ts';

const LIST_DEADLINE_MS = 20_000;
/** A source that says all the time that its list has changed is read this often and no more. */
const LIST_APART_MS = 1_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
const MAX_CONTEXT_CHARACTERS = 6_000;
const MAX_PROBLEMS = 5;
/** What runs when a source is dropped from an agent's file may come to its end. */
const RETIRE_MS = 10_000;

export interface KeeperDependencies {
  open: OpenKept;
  source: SourceDependencies;
  clock: Clock;
  /** Its list or its state is another than it was. */
  onChange(): void;
}

export class SourceKeeper {
  readonly config: KeptSource;
  /** Distinguishes sources of one name in several agents. */
  readonly id: string;
  readonly #deps: KeeperDependencies;
  readonly #closing = new AbortController();
  #source: Source | undefined;
  #offered = new Map<string, Offered>();
  #state: SourceState;
  #listing: Promise<void> | undefined;
  #next: Timer | undefined;
  #listedAtMs = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #running = 0;
  #idle = Promise.withResolvers<void>();

  constructor(config: KeptSource, id: string, dependencies: KeeperDependencies) {
    this.config = config;
    this.id = id;
    this.#deps = dependencies;
    this.#state = { kind: config.kind, name: config.name, state: 'down', problem: 'It is being opened.' };
  }

  get state(): SourceState {
    return this.#state;
  }
  /** By operation; what was last known while it is down. */
  get offered(): ReadonlyMap<string, Offered> {
    return this.#offered;
  }

  /** Resolves when the first list is there or has failed. Never rejects. */
  async opened(): Promise<void> {
    if (this.#listedAtMs === Number.NEGATIVE_INFINITY) await this.#list();
  }

  /** A run found it broken: whether it still is, is soon known. */
  suspect(): void {
    this.#listSoon(0);
  }

  /** Resolves when a run need not wait for a start; undefined: it never has to. */
  ready(): Promise<void> | undefined {
    return this.#source?.ready?.();
  }

  async run(run: SourceRun): Promise<SourceResult> {
    const source = this.#source;
    if (!source || this.#closing.signal.aborted)
      return { outcome: 'broken', text: `${this.config.name} is not open.`, noEffect: true };
    return await this.track(() => source.run(run));
  }

  /** Counts `work` as running on this source, so that it is not closed under it. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#idle.resolve();
    }
  }

  /** Lets what runs come to its end, within bounds, and closes the source. */
  async close(patienceMs = RETIRE_MS): Promise<void> {
    this.#next?.clear();
    if (this.#running > 0 && patienceMs > 0) {
      this.#idle = Promise.withResolvers();
      await withDeadline(this.#idle.promise, patienceMs, this.#closing.signal, 'What ran', this.#deps.clock).catch(
        () => undefined,
      );
    }
    this.#closing.abort(new Error(`${this.config.name} was closed.`));
    this.#next?.clear();
    await this.#listing;
    try {
      await this.#source?.close();
    } catch (error) {
      this.#deps.source.log.warn({ source: this.config.name, error: sentence(error) }, 'a source was not closed well');
    }
  }

  #listSoon(afterMs: number): void {
    if (this.#closing.signal.aborted) return;
    this.#next?.clear();
    const apartMs = this.#listedAtMs + LIST_APART_MS - this.#deps.clock.nowMs();
    this.#next = this.#deps.clock.setTimer(Math.max(afterMs, apartMs), () => void this.#list());
  }

  async #list(): Promise<void> {
    this.#listing ??= this.#listOnce().finally(() => {
      this.#listing = undefined;
    });
    await this.#listing;
  }

  async #listOnce(): Promise<void> {
    const stop = new AbortController();
    const before = JSON.stringify([this.#state, [...this.#offered.values()].map(shown)]);
    try {
      const signal = AbortSignal.any([this.#closing.signal, stop.signal]);
      const listing = this.#read(signal);
      const what = `Listing the tools of ${this.config.name}`;
      const { offered, problems } = await withDeadline(listing, LIST_DEADLINE_MS, signal, what, this.#deps.clock);
      this.#offered = offered;
      this.#failures = 0;
      this.#state = this.#up(problems);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#failures += 1;
      this.#state = { kind: this.config.kind, name: this.config.name, state: 'down', problem: sentence(error) };
      this.#listSoon(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1)));
    } finally {
      stop.abort();
      this.#listedAtMs = this.#deps.clock.nowMs();
    }
    if (JSON.stringify([this.#state, [...this.#offered.values()].map(shown)]) === before) return;
    const { name, kind, state, problem } = this.#state;
    const facts = { source: name, kind, state, tools: this.#offered.size, problem };
    if (problem === undefined) this.#deps.source.log.info(facts, 'a source of tools is up');
    else this.#deps.source.log.warn(facts, 'a source of tools has a problem');
    this.#deps.onChange();
  }

  async #read(signal: AbortSignal): Promise<ReturnType<typeof offeredOperations>> {
    if (!this.#source) {
      const source = await this.#deps.open(this.config, this.#deps.source);
      if (signal.aborted) {
        await source.close();
        throw signal.reason;
      }
      this.#source = source;
      source.onListChanged?.(() => this.#listSoon(0));
    }
    return offeredOperations(await this.#source.list(signal));
  }

  #up(problems: readonly string[]): SourceState {
    const context = this.#source?.context?.();
    const told = problems.slice(0, MAX_PROBLEMS).join(' ');
    return {
      kind: this.config.kind,
      name: this.config.name,
      state: 'up',
      ...(told === '' ? {} : { problem: told }),
      ...(context === undefined ? {} : { context: cleanText(context, MAX_CONTEXT_CHARACTERS) }),
    };
  }
}

/** What a change of would be noticed by an agent. */
const shown = ({ tool, schema }: Offered): unknown => [
  tool.operation,
  tool.description,
  tool.label,
  tool.tier,
  tool.deadlineMs,
  tool.honoursKey,
  schema,
];
const sentence = (error: unknown): string => cleanText(error instanceof Error ? error.message : String(error), 500);
