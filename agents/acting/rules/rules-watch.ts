/**
 * What a process knows of the stored policy: asked for every other second, so that a changed rule works in the middle of
 * a call. Fails closed: before the first answer, and when none came for half a minute, whatever would change something
 * needs an operator; what was known last goes on to judge beside that.
 */
import { type Clock, sleep } from '../../../media/clock.ts';
import { ServiceError } from '../../internal/json-client.ts';
import { NOTHING_STORED, type PolicyNow, RULES_UNKNOWN } from '../policy/rule-set.ts';

const ASK_EVERY_MS = 2_000;
/** Long enough for a tool-worker that is started again. */
const UNSURE_AFTER_MS = 30_000;

export interface RulesWatchOptions {
  /** Rejects when it cannot be had. */
  current(signal: AbortSignal): Promise<PolicyNow>;
  clock: Clock;
  log: { info(facts: object, message: string): void; warn(facts: object, message: string): void };
}

export class RulesWatch {
  readonly #options: RulesWatchOptions;
  readonly #stop = new AbortController();
  #known: PolicyNow | undefined;
  #unsure: PolicyNow = { version: NOTHING_STORED.version, rules: [RULES_UNKNOWN] };
  #heardAtMs = 0;
  #silent = false;

  constructor(options: RulesWatchOptions) {
    this.#options = options;
    void this.#askForEver();
  }

  /** What judges at this moment. The same object as long as nothing changes. */
  now(): PolicyNow {
    const known = this.#known;
    if (!known || this.#options.clock.nowMs() - this.#heardAtMs > UNSURE_AFTER_MS) return this.#unsure;
    return known;
  }

  close(): void {
    this.#stop.abort(new Error('nobody needs the rules any more'));
  }

  async #askForEver(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#ask(signal);
      await sleep(ASK_EVERY_MS, signal, this.#options.clock).catch(() => undefined);
    }
  }
  async #ask(signal: AbortSignal): Promise<void> {
    const { current, clock, log } = this.#options;
    try {
      this.#heard(await current(signal), clock.nowMs());
    } catch (error) {
      // A tool-worker that has no such service is none that rules were ever stored for.
      if (error instanceof ServiceError && error.status === 404 && (this.#known?.version ?? 0) === 0)
        return this.#heard(NOTHING_STORED, clock.nowMs());
      if (this.#silent || signal.aborted) return;
      this.#silent = true;
      log.warn({ error: String(error) }, 'the stored policy cannot be had; writes will need an operator');
    }
  }
  #heard(policy: PolicyNow, atMs: number): void {
    this.#heardAtMs = atMs;
    this.#silent = false;
    if (this.#known?.version === policy.version) return;
    this.#options.log.info({ version: policy.version, rules: policy.rules.length }, 'the stored policy is in force');
    this.#known = policy;
    this.#unsure = { version: policy.version, rules: [...policy.rules, RULES_UNKNOWN] };
  }
}
