/**
 * How many tokens seeing may cost, per turn and per minute. Pure: a sliding window of what was spent.
 * A picture is counted by the usual rule of vision models (85, and 170 per 512 px tile when it is looked at closely),
 * text by four characters.
 */
export interface SeeingBudget {
  perTurnTokens: number;
  perMinuteTokens: number;
}
export const SEEING_BUDGET_DEFAULTS: SeeingBudget = { perTurnTokens: 1_600, perMinuteTokens: 10_000 };

export const textTokens = (text: string): number => Math.ceil(text.length / 4);
export const pictureTokens = (widthPx: number, heightPx: number, detail: 'low' | 'high' = 'high'): number =>
  85 + (detail === 'low' ? 0 : 170 * Math.ceil(widthPx / 512) * Math.ceil(heightPx / 512));

const MINUTE_MS = 60_000;

export class TokenWindow {
  readonly #budget: SeeingBudget;
  #spent: { atMs: number; tokens: number }[] = [];

  constructor(budget: SeeingBudget = SEEING_BUDGET_DEFAULTS) {
    this.#budget = budget;
  }
  /** What may still be spent on a turn now. */
  allowance(nowMs: number): number {
    this.#spent = this.#spent.filter((entry) => entry.atMs > nowMs - MINUTE_MS);
    const left = this.#budget.perMinuteTokens - this.#spent.reduce((sum, entry) => sum + entry.tokens, 0);
    return Math.max(0, Math.min(this.#budget.perTurnTokens, left));
  }
  spend(tokens: number, nowMs: number): void {
    if (tokens > 0) this.#spent.push({ atMs: nowMs, tokens });
  }
}
