/**
 * Who plans a background task and judges its end, as the task engine sees it. Types only: a language model and the
 * rules stand behind it.
 */
import type { ToolDeclaration } from '../models/interfaces.ts';
import type { ModelSpending } from './model-spending.ts';
import type { ProposedPlan, Supervision, Supervisor } from './supervisor.ts';
import type { KnownTool, TaskPlan } from './task-plan.ts';

export interface PlannerTool extends KnownTool {
  declaration: ToolDeclaration;
  /** `read` tells that using it changes nothing. */
  tier: string;
}
/** What was done so far, over all plans. */
export interface DoneStep {
  tool: string;
  arguments: string;
  outcome: 'ok' | 'error' | 'denied' | 'unknown' | 'undone';
  result: string;
}
export interface TaskQuestion {
  goal: string;
  /** Who carries it out, in the words of its agent file. */
  instructions: string;
  tools: ReadonlyMap<string, PlannerTool>;
  done: readonly DoneStep[];
  /** Why earlier plans ended, and what a person said. */
  observations: readonly string[];
  nowMs: number;
  timeZone: string;
  /** Output tokens that are left. */
  maxOutputTokens: number;
}
export interface TaskConclusion {
  answered: boolean;
  /** For the caller's ear: one to three sentences. */
  summary: string;
}
export interface TaskPlanner {
  readonly label: string;
  /** A plan that was checked, or why there is none. Throws ModelError. */
  plan(question: TaskQuestion, spend: (spending: ModelSpending) => void, signal: AbortSignal): Promise<TaskPlan>;
  /** Speaks for the supervisor of who carries it out. Never rejects. Absent: nobody can, so no plan of theirs is approved. */
  supervise?(
    supervisor: Supervisor,
    plan: ProposedPlan,
    spend: (spending: ModelSpending) => void,
    signal: AbortSignal,
  ): Promise<Supervision>;
  /** Whether what was done answers the goal. Throws ModelError. */
  conclude(
    question: TaskQuestion,
    spend: (spending: ModelSpending) => void,
    signal: AbortSignal,
  ): Promise<TaskConclusion>;
}
