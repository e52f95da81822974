/**
 * One task, carried out from wherever its log ends: plan, act, observe, plan anew, judge, and fail in good order. It
 * holds nothing that the log does not hold, so that it can be ended between any two lines and begun again.
 */
import type { ToolContext } from '../acting/tool.ts';
import { ModelError } from '../models/interfaces.ts';
import { marked } from '../observation/schema.ts';
import type { ModelSpending } from '../planning/model-spending.ts';
import type { Supervision } from '../planning/supervisor.ts';
import type { TaskPlanner, TaskQuestion } from '../planning/task-planner.ts';
import { workedMs } from './fold-task.ts';
import { planToReview, type ToReview } from './plan-review.ts';
import { isOver, MAX_ATTEMPTS } from './state.ts';
import { aftermath, takeBack } from './take-back.ts';
import type { TaskAgent } from './task-agent.ts';
import { spentOut, type TaskBudget } from './task-budget.ts';
import type { TaskEntryBody } from './task-entry.ts';
import type { TaskJournal } from './task-journal.ts';
import { questionOf } from './task-question.ts';
import { TaskSteps, type TaskStepsDeps } from './task-steps.ts';

export interface TaskRunDeps extends Pick<TaskStepsDeps, 'approvals'> {
  journal: TaskJournal;
  agent: TaskAgent;
  planner: TaskPlanner;
  budget: TaskBudget;
  contextOf(callKey: string, signal: AbortSignal): ToolContext;
  nowMs(): number;
  /** Who asked for an end, when somebody did. */
  cancelledBy(): Promise<string | undefined>;
  /** Ends the run at once; nothing more is written. */
  signal: AbortSignal;
  /** Somebody asked for a cancel, or the engine is about to stop: what only thinks is ended, what acts is not. */
  pauseSignal: AbortSignal;
}
/** `over`, or when to look again because somebody else has to do something first. */
export type RunEnd = 'over' | { notBeforeMs: number };

export async function runTask(deps: TaskRunDeps): Promise<RunEnd> {
  const { journal } = deps;
  const steps = new TaskSteps(deps);
  for (;;) {
    deps.signal.throwIfAborted();
    const { row, planJson, failing } = journal.work;
    if (isOver(row.state)) return 'over';
    if (deps.pauseSignal.aborted && (await deps.cancelledBy()) === undefined) return { notBeforeMs: deps.nowMs() };
    if (failing !== undefined) {
      await windUp(deps, failing);
      continue;
    }
    const stop = await whyStop(deps);
    if (stop !== undefined) {
      const unknown = await steps.settleInterrupted();
      await steps.withdrawApprovals();
      if (unknown === undefined) await journal.append({ type: 'failing', reason: marked(stop) });
      else await escalate(deps, unknown);
    } else if (planJson === undefined) await plan(deps);
    else if (row.state !== 'VALIDATING' && row.waitingFor !== 'tool' && (await reviewed(deps, steps, planJson)))
      continue;
    else if (row.state === 'PLANNED') await journal.append(journal.moveTo('EXECUTING'));
    else if (row.state === 'VALIDATING') await validate(deps);
    else {
      const end = await steps.advance(planJson);
      if (end.end === 'wait') return { notBeforeMs: end.notBeforeMs };
      if (end.end === 'done') await journal.append(journal.moveTo('VALIDATING'));
      else if (end.end === 'unknown') await escalate(deps, end.reason);
      else if (end.end === 'hopeless') await journal.append({ type: 'failing', reason: marked(end.reason) });
      else if (end.end === 'failed') await replan(deps, end.reason, 'fail');
      else if (end.end === 'review') await review(deps, steps, end.wanted);
    }
  }
}

async function whyStop({ journal, budget, cancelledBy, nowMs }: TaskRunDeps): Promise<string | undefined> {
  const { task, work } = journal;
  if (task.goal.destroyed) return 'what it was about was forgotten';
  const by = await cancelledBy();
  if (by !== undefined) return `it was cancelled by ${by}`;
  const { state, updatedAtMs, waitingFor } = work.row;
  const works = state !== 'RECEIVED' && waitingFor !== 'approval';
  return spentOut(work, budget, works ? workedMs(updatedAtMs, nowMs()) : 0);
}

async function thinking<T>(
  deps: TaskRunDeps,
  ask: (question: TaskQuestion, spend: (spending: ModelSpending) => void, signal: AbortSignal) => Promise<T>,
): Promise<{ value: T; spent: TaskEntryBody[] } | undefined> {
  const spent: TaskEntryBody[] = [];
  const question = questionOf(deps.journal, deps.agent, deps.budget, deps.nowMs());
  const signal = AbortSignal.any([deps.signal, deps.pauseSignal]);
  try {
    const value = await ask(question, (spending) => spent.push({ type: 'spent', ...spending }), signal);
    return { value, spent };
  } catch (error) {
    deps.signal.throwIfAborted();
    // The cancel itself is seen by the next turn of the loop.
    if (deps.pauseSignal.aborted) return undefined;
    if (spent.length > 0) await deps.journal.append(...spent);
    const why = error instanceof ModelError || error instanceof Error ? error.message : String(error);
    await escalate(deps, `I could not think it through: ${why}`);
    return undefined;
  }
}

async function plan(deps: TaskRunDeps): Promise<void> {
  const { journal } = deps;
  const thought = await thinking(deps, (...asked) => deps.planner.plan(...asked));
  if (!thought) return;
  const { value, spent } = thought;
  if (value.cannot !== undefined) {
    await journal.append(...spent);
    await escalate(deps, value.cannot);
    return;
  }
  const arrives = journal.work.row.state === 'PLANNED' ? [] : [journal.moveTo('PLANNED')];
  const { attempt } = journal.work.row;
  await journal.append(...spent, ...arrives, { type: 'planned', attempt, plan: marked(JSON.stringify(value)) });
}

/** True when the supervisor was asked about the plan: the log says what they said. */
async function reviewed(deps: TaskRunDeps, steps: TaskSteps, planJson: string): Promise<boolean> {
  const wanted = planToReview(planJson, deps.agent, deps.journal.work);
  if (wanted) await review(deps, steps, wanted);
  return wanted !== undefined;
}

/** Has the supervisor judge it. A plan that is refused is made anew once; then, or without an answer, a person has it. */
async function review(deps: TaskRunDeps, steps: TaskSteps, wanted: ToReview): Promise<void> {
  const { journal } = deps;
  const { verdict, reason, spent } = await askSupervisor(deps, wanted);
  deps.signal.throwIfAborted();
  // The cancel itself is seen by the next turn of the loop.
  if (verdict !== 'approve' && deps.pauseSignal.aborted) return;
  const { of, stepsJson } = wanted;
  const by = deps.agent.supervisor?.name ?? '';
  const { state } = journal.work.row;
  const again = verdict === 'refuse' && journal.work.refusals === 0;
  await journal.append(
    ...spent,
    { type: 'reviewed', of, by, verdict, reason: marked(reason), what: marked(stepsJson) },
    ...(again && state === 'PLANNED' ? [{ type: 'observed' as const, text: marked(`${reason}.`) }] : []),
  );
  if (verdict === 'approve' || (again && state === 'PLANNED')) return;
  await steps.withdrawApprovals();
  if (journal.work.row.state === 'WAITING_FOR_TOOL') await journal.append(journal.moveTo('EXECUTING'));
  if (again) await replan(deps, `${reason}.`, 'escalate');
  else await escalate(deps, reason);
}

async function askSupervisor(
  deps: TaskRunDeps,
  { stepsJson, tools }: ToReview,
): Promise<Supervision & { spent: TaskEntryBody[] }> {
  const { agent, planner, journal } = deps;
  const { supervisor } = agent;
  const spent: TaskEntryBody[] = [];
  const noAnswer = (why: string) => ({
    verdict: 'no-answer' as const,
    reason: `${supervisor?.name ?? 'nobody'} could not be asked: ${why}`,
    spent,
  });
  if (!supervisor || 'problem' in supervisor) return noAnswer(supervisor?.problem ?? 'there is none');
  if (!planner.supervise) return noAnswer(`${planner.label} cannot speak for them`);
  const question = questionOf(journal, agent, deps.budget, deps.nowMs());
  const proposed = {
    agent: agent.name,
    tools: tools.flatMap((name) => agent.tools.get(name) ?? []),
    stepsJson,
    asked: question.goal,
    done: question.done.map(({ tool, arguments: given, outcome }) => `${tool} ${given}: ${outcome}`),
  };
  const signal = AbortSignal.any([deps.signal, deps.pauseSignal]);
  const spend = (spending: ModelSpending) => spent.push({ type: 'spent', ...spending });
  return { ...(await planner.supervise(supervisor, proposed, spend, signal)), spent };
}

async function validate(deps: TaskRunDeps): Promise<void> {
  const { journal } = deps;
  const thought = await thinking(deps, (...asked) => deps.planner.conclude(...asked));
  if (!thought) return;
  const { value, spent } = thought;
  if (value.answered)
    await journal.append(...spent, { type: 'summarised', text: marked(value.summary) }, journal.moveTo('COMPLETED'));
  else {
    await journal.append(...spent);
    await replan(deps, value.summary, 'escalate');
  }
}

/** Another plan, while there are attempts; else what `otherwise` says. */
async function replan(deps: TaskRunDeps, reason: string, otherwise: 'fail' | 'escalate'): Promise<void> {
  const { journal } = deps;
  if (journal.work.row.attempt < MAX_ATTEMPTS)
    await journal.append({ type: 'observed', text: marked(reason) }, journal.moveTo('PLANNED'));
  else if (otherwise === 'fail') await journal.append({ type: 'failing', reason: marked(reason) });
  else await escalate(deps, reason);
}

async function escalate({ journal, agent }: TaskRunDeps, reason: string): Promise<void> {
  const rest = aftermath(journal.work.acts.values(), agent.tools);
  const summary = `${ended(reason)} A colleague will look at it.${rest === '' ? '' : ` ${rest.replace('I could not take back:', 'Done so far:')}`}`;
  await journal.append(
    { type: 'summarised', text: marked(summary) },
    journal.moveTo('ESCALATED', { reason: marked(reason) }),
  );
}

async function windUp(deps: TaskRunDeps, reason: string): Promise<void> {
  const { journal, agent } = deps;
  await takeBack(journal, agent, deps.contextOf, deps.signal);
  const rest = aftermath(journal.work.acts.values(), agent.tools);
  const summary = `I stopped, because ${lowerFirst(ended(reason))}${rest === '' ? '' : ` ${rest}`}`;
  await journal.append(
    { type: 'summarised', text: marked(summary) },
    journal.moveTo('FAILED', { reason: marked(reason) }),
  );
}

const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
