/**
 * What of a task's plan its agent's supervisor has to agree to before it is carried out: the plan as a whole, and later
 * each change whose arguments take results, once they are known. An approval is for canonical bytes and no others. Pure.
 */
import { canonicalJson } from '../acting/call-key.ts';
import { type PlanStep, referencesIn, taskPlan } from '../planning/task-plan.ts';
import type { TaskWork } from './fold-task.ts';
import type { PreparedStep } from './step-gate.ts';
import type { TaskAgent } from './task-agent.ts';

export interface ToReview {
  of: 'plan' | 'step';
  /** Canonical JSON of all steps it has. */
  stepsJson: string;
  /** Names. */
  tools: readonly string[];
}
type Known = Pick<TaskWork, 'approved'>;

/** Undefined: the plan may be carried out. A plan that only reads needs nobody. */
export function planToReview(planJson: string, agent: TaskAgent, work: Known): ToReview | undefined {
  const { steps } = taskPlan.parse(JSON.parse(planJson));
  const tools = [...new Set(steps.map(({ tool }) => tool))];
  // A tool that is gone may have been anything.
  if (!tools.some((name) => agent.tools.get(name)?.tier !== 'read')) return undefined;
  return unlessApproved({ of: 'plan', stepsJson: canonicalJson(steps), tools }, agent, work);
}

/** Undefined: it stood in the approved plan as it would be run, it only reads, or a person has approved exactly it. */
export function stepToReview({ step, tool, argumentsJson, act }: PreparedStep, agent: TaskAgent, work: Known) {
  const asPlanned = referencesIn(step.arguments).length === 0;
  if (asPlanned || tool.tier === 'read' || act?.intent || act?.decided?.decision === 'approved') return undefined;
  const resolved: PlanStep = { ...step, arguments: JSON.parse(argumentsJson) };
  return unlessApproved({ of: 'step', stepsJson: canonicalJson([resolved]), tools: [tool.name] }, agent, work);
}

function unlessApproved(wanted: ToReview, { supervisor }: TaskAgent, { approved }: Known): ToReview | undefined {
  if (supervisor === undefined || approved.get(wanted.stepsJson) === supervisor.name) return undefined;
  return wanted;
}
