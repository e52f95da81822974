/**
 * The check before acting: from a step of a plan to what exactly would be done under which key, and whether it may be.
 * Pure but for the hash of the key. Permission is the policy's; what was made up is a person's to judge.
 */
import { z } from 'zod';
import type { Approval } from '../acting/approvals/approval.ts';
import { callKey, canonicalJson } from '../acting/call-key.ts';
import { APPROVAL_TIME_MS, judge, type Verdict } from '../acting/policy/policy.ts';
import { UNSURE } from '../acting/policy/rule-set.ts';
import { suspicionOf } from '../acting/policy/suspicion.ts';
import type { Tool } from '../acting/tool.ts';
import type { ProvenanceSource } from '../observation/schema.ts';
import { MAX_PLAN_STEPS, type PlanStep, referencesIn, resolveReferences, taskPlan } from '../planning/task-plan.ts';
import type { TaskAct, TaskWork } from './fold-task.ts';
import { unfounded } from './grounding.ts';
import type { Task } from './task.ts';
import { mayRepeat } from './task-act.ts';
import type { TaskAgent } from './task-agent.ts';
import type { TaskEntryOf } from './task-entry.ts';

/** A step with its references resolved: what an intent says. */
export interface PreparedStep {
  step: PlanStep;
  tool: Tool;
  input: unknown;
  /** Canonical; what is executed. */
  argumentsJson: string;
  callKey: string;
  act: TaskAct | undefined;
}
export type Gate =
  | { way: 'run'; reason: string }
  /** The effect of this key is there already. */
  | { way: 'reuse'; result: string; outcome: 'ok' | 'error' }
  /** Absent `by`: one operator. Absent `expiresInMs`: as long as a task may wait. */
  | { way: 'ask'; reason: string; by?: 'operator' | 'two-operators'; expiresInMs?: number }
  | { way: 'wait' }
  | { way: 'deny'; reason: string };

/** What of a plan is at hand: results by step, and how often the same act occurs before a step. */
export interface PlanProgress {
  steps: readonly PlanStep[];
  resultOf(step: string): string | undefined;
}

/** A string says why the step cannot be done as planned. */
export function prepare(
  step: PlanStep,
  task: Pick<Task, 'id'>,
  agent: TaskAgent,
  work: TaskWork,
  progress: PlanProgress,
): PreparedStep | string {
  const tool = agent.tools.get(step.tool);
  if (!tool) return `There is no tool named ${JSON.stringify(step.tool)} any more.`;
  let resolved: unknown;
  try {
    resolved = resolveReferences(step.arguments, progress.resultOf);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const parsed = tool.parameters.safeParse(resolved);
  if (!parsed.success) return `The arguments of ${tool.name} are not valid: ${z.prettifyError(parsed.error)}`;
  const wantedJson = canonicalJson(parsed.data);
  let occurrence = twinsBefore(step, tool, wantedJson, progress);
  let key = callKey(task.id, tool.name, parsed.data, occurrence);
  // Wanted again after it was taken back: another effect.
  while (work.acts.get(key)?.undone?.outcome === 'ok') {
    occurrence += MAX_PLAN_STEPS;
    key = callKey(task.id, tool.name, parsed.data, occurrence);
  }
  const act = work.acts.get(key);
  const prepared = { step, tool, callKey: key, act };
  const approved = act?.decided?.arguments?.private;
  if (approved === undefined) return { ...prepared, input: parsed.data, argumentsJson: wantedJson };
  const input = approvedInput(tool, approved);
  return typeof input === 'string' ? input : { ...prepared, ...input, argumentsJson: approved };
}

/** Wanted twice in one plan: two effects, so two keys. */
function twinsBefore(step: PlanStep, tool: Tool, argumentsJson: string, { steps, resultOf }: PlanProgress): number {
  const before = steps.slice(
    0,
    steps.findIndex(({ id }) => id === step.id),
  );
  return before.filter((other) => {
    if (other.tool !== step.tool) return false;
    try {
      const parsed = tool.parameters.safeParse(resolveReferences(other.arguments, resultOf));
      return parsed.success && canonicalJson(parsed.data) === argumentsJson;
    } catch {
      return false;
    }
  }).length;
}

/** Whose words a step's arguments may hold: those of the results its plan was made from, and those it takes parts of. */
export function informedBy(
  step: PlanStep,
  agent: TaskAgent,
  work: TaskWork,
  steps: readonly PlanStep[],
): ProvenanceSource[] {
  const informs = (tool: string): readonly ProvenanceSource[] => agent.tools.get(tool)?.informs ?? ['tool'];
  const seenByPlanner = [...work.acts.values()].flatMap(({ finished }) =>
    finished && finished.seq < work.plannedAtSeq ? informs(finished.tool) : [],
  );
  const taken = referencesIn(step.arguments).flatMap((id) => {
    const source = steps.find((other) => other.id === id);
    return source ? [...informs(source.tool), ...informedBy(source, agent, work, steps)] : [];
  });
  return [...new Set([...seenByPlanner, ...taken])];
}

/** What started a task decides whether it may ask for effects: a person, or content that came by itself. */
export const askerOf = (origin: Task['origin']): ProvenanceSource =>
  origin === 'call' ? 'caller' : origin === 'api' ? 'operator' : 'remote-agent';

export function gate(
  prepared: PreparedStep,
  task: Task,
  agent: TaskAgent,
  work: TaskWork,
  steps: readonly PlanStep[],
): Gate {
  const { tool, input, act } = prepared;
  const before = reusable(tool, act);
  if (before) return before;
  const confidence = confidenceOf(work);
  const judged = judge(
    {
      agent: agent.name,
      tool: tool.name,
      source: tool.source?.name,
      tier: tool.tier,
      arguments: input,
      askedBy: askerOf(task.origin),
      informedBy: informedBy(prepared.step, agent, work, steps),
      channel: 'api',
      userId: task.user,
      suspicious: suspicionOf(wordsOfOthers(agent, work), [...agent.tools.keys()]).length > 0,
      confidence,
    },
    agent.rules,
  );
  const { verdict, approval } = judged;
  const unsure = judged.rule === UNSURE && confidence !== undefined;
  const reason = unsure ? `the planner is not sure of its plan (${confidence})` : judged.reason;
  if (verdict === 'deny') return { way: 'deny', reason };
  const decision = act?.decided;
  if (decision && decision.decision !== 'withdrawn') {
    if (decision.decision !== 'approved')
      return { way: 'deny', reason: decision.reason?.private ?? `a person's yes was ${decision.decision}` };
    if (!act.intent || act.intent.seq < decision.seq) return { way: 'run', reason: 'a person approved it' };
  }
  if (act?.asked && !decision) return { way: 'wait' };
  if (act?.finished?.outcome === 'unknown') return { way: 'ask', reason: 'it may have happened already' };
  if (verdict === 'escalate') return { way: 'ask', reason, ...termsOf(approval) };
  if (tool.tier !== 'read') {
    const madeUp = unfounded(input, [task.goal.private, ...work.observations, ...resultsIn(work)]);
    if (madeUp.length > 0)
      return { way: 'ask', reason: `${madeUp.join(', ')} occurs neither in the goal nor in what was found` };
  }
  return { way: 'run', reason };
}

const confidenceOf = ({ planJson }: Pick<TaskWork, 'planJson'>): number | undefined =>
  planJson === undefined ? undefined : taskPlan.parse(JSON.parse(planJson)).confidence;

/** Nobody is on the line: what a caller would be asked goes to an operator, who may take the time a task has. */
function termsOf(approval: Verdict['approval']): { by: 'operator' | 'two-operators'; expiresInMs?: number } {
  const by = approval?.by === 'two-operators' ? 'two-operators' : 'operator';
  const ruled = approval !== undefined && approval.expiresInMs !== APPROVAL_TIME_MS[approval.by];
  return ruled ? { by, expiresInMs: approval.expiresInMs } : { by };
}

function reusable(tool: Tool, act: TaskAct | undefined): Gate | undefined {
  const finished = act?.finished;
  if (!finished || tool.tier === 'read') return undefined;
  if (finished.outcome === 'ok') return { way: 'reuse', result: finished.result.private, outcome: 'ok' };
  // A write that failed may be tried again only where that cannot make two of it.
  if (finished.outcome === 'error' && !mayRepeat(tool) && !tool.lookUp)
    return { way: 'reuse', result: finished.result.private, outcome: 'error' };
  return undefined;
}

const resultsIn = (work: TaskWork): string[] =>
  [...work.acts.values()].flatMap(({ finished }) => (finished?.outcome === 'ok' ? [finished.result.private] : []));

/** Results that hold somebody's words: what a function answers of itself orders nobody about. */
const wordsOfOthers = (agent: TaskAgent, work: TaskWork): string[] =>
  [...work.acts.values()].flatMap(({ finished }) =>
    finished && (agent.tools.get(finished.tool)?.informs ?? ['tool']).length > 0 ? [finished.result.private] : [],
  );

/** The approved arguments as what is run. A string says why they cannot be. */
function approvedInput(tool: Tool, argumentsJson: string): { input: unknown } | string {
  try {
    const parsed = tool.parameters.safeParse(JSON.parse(argumentsJson));
    if (!parsed.success) return `The approved arguments are not valid any more: ${z.prettifyError(parsed.error)}`;
    if (canonicalJson(parsed.data) !== canonicalJson(JSON.parse(argumentsJson)))
      return 'The approved arguments would not be executed as they were approved.';
    return { input: parsed.data };
  } catch (error) {
    return `The approved arguments are not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What a stored decision means for the log. Undefined while it is pending. */
export function decisionOf(
  { status, argumentsJson, editedArgumentsJson, votes }: Approval,
  argumentsAsked: string,
): Pick<TaskEntryOf<'approval-decided'>, 'decision' | 'arguments' | 'reason'> | undefined {
  if (status === 'pending') return undefined;
  const reason = votes.findLast((vote) => vote.reason !== undefined)?.reason;
  const approved = (editedArgumentsJson ?? argumentsJson).private;
  return {
    decision: status,
    ...(status === 'approved' ? { arguments: { private: approved === '' ? argumentsAsked : approved } } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}
