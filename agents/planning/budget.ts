/**
 * How much one answer may cost in steps, tool calls and tokens, and what is said when that is spent. Pure.
 */

export interface PlanningBudget {
  /** Model requests for one turn. */
  maxSteps: number;
  maxToolCalls: number;
  /** Output tokens of one turn, over all steps. */
  maxOutputTokens: number;
}
export const PLANNING_BUDGET_DEFAULTS: PlanningBudget = { maxSteps: 4, maxToolCalls: 6, maxOutputTokens: 1_200 };

export interface Spent {
  steps: number;
  toolCalls: number;
  outputTokens: number;
}
export const nothingSpent = (): Spent => ({ steps: 0, toolCalls: 0, outputTokens: 0 });

export type Allowance =
  /** Go on; with `toolChoice` none the next step must answer with what is known. */
  | { go: true; toolChoice: 'auto' | 'none'; maxOutputTokens: number }
  | { go: false; exhausted: 'steps' | 'output tokens' };

/** What the next step may do. The last step may not call tools: a turn ends in words, not in another look-up. */
export function nextStep(spent: Spent, budget: PlanningBudget): Allowance {
  if (spent.steps >= budget.maxSteps) return { go: false, exhausted: 'steps' };
  const left = budget.maxOutputTokens - spent.outputTokens;
  if (left <= 0) return { go: false, exhausted: 'output tokens' };
  const last = spent.steps === budget.maxSteps - 1 || spent.toolCalls >= budget.maxToolCalls;
  return { go: true, toolChoice: last ? 'none' : 'auto', maxOutputTokens: left };
}
