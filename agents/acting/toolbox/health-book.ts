/** How each tool does: runs, failures, times and a breaker that rests it after failures in a row. Bounded by names. */
import { Breaker } from '../../models/breaker.ts';
import type { RunResponse, ToolHealth } from './toolbox-api.ts';

/** In a row; a service that fails this often is down, and every further try costs a caller its deadline. */
const FAILURES_TO_REST = 5;
export const REST_MS = 15_000;
const TIMES_KEPT = 200;
const MAX_TOOLS = 2_000;

interface Page {
  breaker: Breaker;
  runs: number;
  failures: number;
  timesMs: number[];
  lastProblem: string | undefined;
}

export class HealthBook {
  readonly #pages = new Map<string, Page>();
  readonly #nowMs: () => number;
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** False while the tool rests. True to one asker once the rest is over, until it is known how that went. */
  allows(tool: string): boolean {
    return this.#page(tool).breaker.allows();
  }

  /** `blamed`: nobody stopped it from outside, so that a failure is the tool's own. */
  note(tool: string, result: RunResponse, tookMs: number, blamed: boolean): void {
    const page = this.#page(tool);
    page.runs += 1;
    page.timesMs = [...page.timesMs, tookMs].slice(-TIMES_KEPT);
    const broken = result.outcome === 'unknown' || (result.outcome === 'error' && result.retryable);
    if (result.outcome !== 'ok') {
      page.failures += 1;
      page.lastProblem = result.text.slice(0, 300);
    }
    // A service that says no is well: only one that does not answer is rested.
    if (broken && blamed) page.breaker.failed(false);
    else if (!broken) page.breaker.succeeded();
  }

  all(): ToolHealth[] {
    return [...this.#pages].map(([tool, { breaker, runs, failures, timesMs, lastProblem }]) => {
      const p95Ms = timesMs.toSorted((a, b) => a - b)[Math.ceil(timesMs.length * 0.95) - 1];
      return {
        tool,
        runs,
        failures,
        breaker: breaker.state,
        ...(p95Ms === undefined ? {} : { p95Ms: Math.round(p95Ms) }),
        ...(lastProblem === undefined ? {} : { lastProblem }),
      };
    });
  }

  #page(tool: string): Page {
    let page = this.#pages.get(tool);
    if (!page) {
      const [oldest] = this.#pages.keys();
      if (this.#pages.size >= MAX_TOOLS && oldest !== undefined) this.#pages.delete(oldest);
      const breaker = new Breaker({ failures: FAILURES_TO_REST, restMs: REST_MS, now: this.#nowMs });
      page = { breaker, runs: 0, failures: 0, timesMs: [], lastProblem: undefined };
      this.#pages.set(tool, page);
    }
    return page;
  }
}
