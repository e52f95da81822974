/** How much one task may cost, over all its plans, and what is said when that is spent. Pure. */
import type { TaskWork } from './fold-task.ts';

export interface TaskBudget {
  /** Model requests. */
  maxSteps: number;
  maxToolCalls: number;
  maxOutputTokens: number;
  /** US dollars by the price book; a model without a price is held by the other bounds. */
  maxUsd: number;
  /** While it works; waiting for a person does not count. */
  maxActiveMs: number;
}
export const TASK_BUDGET_DEFAULTS: TaskBudget = {
  maxSteps: 12,
  maxToolCalls: 30,
  maxOutputTokens: 12_000,
  maxUsd: 1,
  maxActiveMs: 600_000,
};

/** Undefined while something is left; else why it stops, as it is spoken. `atMs` is now; `sinceMs` the last entry's. */
export function spentOut({ spent }: TaskWork, budget: TaskBudget, idleMs = 0): string | undefined {
  if (spent.steps >= budget.maxSteps) return 'I thought about it as often as I may and had no answer yet';
  if (spent.toolCalls >= budget.maxToolCalls) return 'it needed more look-ups than I may make';
  if (spent.outputTokens >= budget.maxOutputTokens) return 'it needed more thinking than I may spend on it';
  if (spent.usd >= budget.maxUsd) return 'it cost more than I may spend on it';
  if (spent.activeMs + idleMs >= budget.maxActiveMs) return 'it took longer than I may work on it';
  return undefined;
}
