/**
 * The steps of the plan at hand: what became of those that were begun, which may be begun now, and who must be asked
 * first. Steps that do not depend on each other run together. Every intent is durable before its tool is run.
 */
import type { Approval, ApprovalRequest } from '../acting/approvals/approval.ts';
import type { ApprovalStore } from '../acting/approvals/approval-store.ts';
import { problemBefore } from '../acting/check-tool.ts';
import type { ToolContext } from '../acting/tool.ts';
import { marked } from '../observation/schema.ts';
import { type PlanStep, taskPlan } from '../planning/task-plan.ts';
import { stepToReview, type ToReview } from './plan-review.ts';
import { decisionOf, type Gate, gate, type PreparedStep, prepare } from './step-gate.ts';
import { type ActOutcome, act, mayRepeat, settle } from './task-act.ts';
import type { TaskAgent } from './task-agent.ts';
import type { TaskBudget } from './task-budget.ts';
import type { TaskEntryBody, TaskEntryOf } from './task-entry.ts';
import type { TaskJournal } from './task-journal.ts';

export interface TaskStepsDeps {
  journal: TaskJournal;
  agent: TaskAgent;
  budget: TaskBudget;
  /** Undefined: nobody can be asked, so what needs a yes is not done. */
  approvals?: Pick<ApprovalStore, 'request' | 'get' | 'withdraw' | 'expire'> | undefined;
  contextOf(callKey: string, signal: AbortSignal): ToolContext;
  nowMs(): number;
  signal: AbortSignal;
}
export type StepsEnd =
  /** Something became durable: look again. */
  | { end: 'again' }
  | { end: 'done' }
  | { end: 'wait'; notBeforeMs: number }
  | { end: 'failed'; reason: string }
  /** What was refused would only be asked for again. */
  | { end: 'hopeless'; reason: string }
  | { end: 'unknown'; reason: string }
  /** A supervisor has to agree first. */
  | { end: 'review'; wanted: ToReview };

/** A step that a person must say yes to, and on whose terms. */
type AskedStep = { prepared: PreparedStep } & Pick<Extract<Gate, { way: 'ask' }>, 'reason' | 'by' | 'expiresInMs'>;

/** Tools of one task that run at the same time. */
const MAX_AT_ONCE = 4;
const APPROVAL_LIFE_MS = 4 * 3_600_000;
const LOOK_AGAIN_MS = 1_000;
const INTERRUPTED = 'it was interrupted before its answer was kept';

export class TaskSteps {
  readonly #deps: TaskStepsDeps;

  constructor(deps: TaskStepsDeps) {
    this.#deps = deps;
  }

  async advance(planJson: string): Promise<StepsEnd> {
    const { journal } = this.#deps;
    const unknown = await this.settleInterrupted();
    if (unknown !== undefined) return { end: 'unknown', reason: unknown };
    if (journal.work.row.waitingFor === 'tool') {
      await journal.append(journal.moveTo('EXECUTING'));
      return { end: 'again' };
    }
    const { steps } = taskPlan.parse(JSON.parse(planJson));
    const failed = steps.flatMap(({ id }) => this.#finished(id) ?? []).find(({ outcome }) => outcome !== 'ok');
    if (failed) {
      await this.withdrawApprovals();
      if (journal.work.row.state !== 'EXECUTING') await journal.append(journal.moveTo('EXECUTING'));
      return { end: 'failed', reason: failed.result.private };
    }
    if (steps.every(({ id }) => this.#finished(id))) return { end: 'done' };
    const ready = steps.filter(
      ({ id, dependsOn }) => !this.#finished(id) && dependsOn.every((needed) => this.#finished(needed)),
    );
    return await this.#begin(ready, steps);
  }

  /** Finds out about what was begun and has no outcome. Returns what nobody knows; undefined when all is known. */
  async settleInterrupted(): Promise<string | undefined> {
    const { journal } = this.#deps;
    const interrupted = [...journal.work.acts.values()].flatMap(({ intent, finished }) =>
      intent && !finished ? [intent] : [],
    );
    await Promise.all(interrupted.map((intent) => this.#resume(intent)));
    const unknown = [...journal.work.acts.values()].find(
      ({ finished }) => finished?.outcome === 'unknown' && finished.seq > journal.work.plannedAtSeq,
    );
    return unknown?.finished?.result.private;
  }

  async withdrawApprovals(): Promise<void> {
    const { journal, approvals, nowMs } = this.#deps;
    for (const { asked, decided } of [...journal.work.acts.values()]) {
      if (!asked || decided) continue;
      const { step, tool, callKey, approvalId } = asked;
      const approval = await approvals?.withdraw(approvalId, nowMs());
      // Somebody may have decided at this very moment: that stands.
      const stands = (approval && decisionOf(approval, asked.arguments.private)) ?? { decision: 'withdrawn' as const };
      await journal.append({ type: 'approval-decided', step, tool, callKey, approvalId, ...stands });
    }
  }

  async #begin(ready: readonly PlanStep[], steps: readonly PlanStep[]): Promise<StepsEnd> {
    const { journal, agent, budget } = this.#deps;
    const resultOf = (id: string) => this.#finished(id)?.result.private;
    const bodies: TaskEntryBody[] = [];
    const run: { prepared: PreparedStep; reason: string }[] = [];
    const ask: AskedStep[] = [];
    let waiting = false;
    for (const step of ready) {
      const { task, work } = journal;
      const prepared = prepare(step, task, agent, work, { steps, resultOf });
      if (typeof prepared === 'string') {
        await this.#backToExecuting();
        return { end: 'failed', reason: prepared };
      }
      const facts = { step: step.id, tool: step.tool, callKey: prepared.callKey };
      const way = gate(prepared, task, agent, work, steps);
      if (way.way === 'run' || way.way === 'ask') {
        const problem = await this.#problemBefore(prepared);
        const wanted = problem === undefined ? stepToReview(prepared, agent, work) : undefined;
        if (problem !== undefined || wanted) await this.#backToExecuting();
        if (problem !== undefined) return { end: 'failed', reason: problem };
        if (wanted) return { end: 'review', wanted };
      }
      if (way.way === 'run') run.push({ prepared, reason: way.reason });
      else if (way.way === 'reuse')
        bodies.push({ type: 'finished', ...facts, outcome: way.outcome, result: marked(way.result), reused: true });
      else if (way.way === 'ask') ask.push({ ...way, prepared });
      else if (way.way === 'wait') {
        const decided = await this.#decision(prepared);
        if (decided) bodies.push({ type: 'approval-decided', ...facts, ...decided });
        else waiting = true;
      } else {
        const text = `${prepared.tool.label} is not allowed: ${way.reason}.`;
        await this.#backToExecuting();
        if (prepared.act?.finished?.outcome === 'denied') return { end: 'hopeless', reason: text };
        await journal.append(
          { type: 'judged', ...facts, verdict: 'deny', reason: way.reason },
          { type: 'finished', ...facts, outcome: 'denied', result: marked(text) },
        );
        return { end: 'again' };
      }
    }
    if (bodies.length > 0) {
      await journal.append(...bodies);
      return { end: 'again' };
    }
    if (ask.length > 0) return await this.#ask(ask);
    if (run.length > 0) {
      const left = Math.max(1, budget.maxToolCalls - journal.work.spent.toolCalls);
      await this.#backToExecuting();
      await this.#run(run.slice(0, Math.min(MAX_AT_ONCE, left)));
      return { end: 'again' };
    }
    if (waiting && journal.work.row.state === 'EXECUTING')
      await journal.append(journal.moveTo('WAITING_FOR_TOOL', { waitingFor: 'approval' }));
    return { end: 'wait', notBeforeMs: this.#deps.nowMs() + LOOK_AGAIN_MS };
  }

  /** What the tool's own check finds, before anybody is asked. What was begun or approved is not looked at anew. */
  async #problemBefore({ tool, input, callKey, act }: PreparedStep): Promise<string | undefined> {
    if (act?.intent || act?.decided?.decision === 'approved') return undefined;
    const { contextOf, signal } = this.#deps;
    const problem = await problemBefore(tool, input, (stop) => contextOf(callKey, stop), signal);
    signal.throwIfAborted();
    return problem;
  }

  async #run(wave: readonly { prepared: PreparedStep; reason: string }[]): Promise<void> {
    const { journal, signal } = this.#deps;
    const intents = wave.flatMap(({ prepared, reason }): TaskEntryBody[] => {
      const { step, tool, callKey, argumentsJson } = prepared;
      const facts = { step: step.id, tool: tool.name, callKey };
      return [
        { type: 'judged', ...facts, verdict: 'allow', reason },
        {
          type: 'intended',
          ...facts,
          arguments: marked(argumentsJson),
          read: tool.tier === 'read',
          honoursKey: tool.honoursKey,
        },
      ];
    });
    await journal.append(journal.moveTo('WAITING_FOR_TOOL', { waitingFor: 'tool' }), ...intents);
    await Promise.all(
      wave.map(async ({ prepared: { step, tool, callKey, input } }) => {
        const outcome = await act(tool, input, (stop) => this.#deps.contextOf(callKey, stop), signal);
        await this.#finish({ step: step.id, tool: tool.name, callKey }, outcome);
      }),
    );
  }

  async #resume(intent: TaskEntryOf<'intended'>): Promise<void> {
    const { agent, contextOf, signal } = this.#deps;
    const { step, tool: name, callKey } = intent;
    const tool = agent.tools.get(name);
    const context = (stop: AbortSignal) => contextOf(callKey, stop);
    const input: unknown = JSON.parse(intent.arguments.private || '{}');
    const outcome: ActOutcome =
      tool === undefined
        ? intent.read
          ? { outcome: 'error', text: `${name} is not there any more.` }
          : { outcome: 'unknown', text: `${name} may or may not have worked: ${INTERRUPTED}.` }
        : mayRepeat(tool) && (intent.read || intent.honoursKey)
          ? await act(tool, input, context, signal)
          : await settle(tool, input, context, signal, INTERRUPTED);
    await this.#finish({ step, tool: name, callKey }, outcome);
  }

  #finish(facts: { step: string; tool: string; callKey: string }, { outcome, text }: ActOutcome): Promise<void> {
    return this.#deps.journal.append({ type: 'finished', ...facts, outcome, result: marked(text) });
  }

  async #ask(wanted: readonly AskedStep[]): Promise<StepsEnd> {
    const { journal, approvals, nowMs } = this.#deps;
    if (!approvals) {
      await this.#backToExecuting();
      return { end: 'unknown', reason: `It needs a person's approval: ${wanted[0]?.reason ?? 'policy says so'}.` };
    }
    for (const { prepared, reason, by = 'operator', expiresInMs = APPROVAL_LIFE_MS } of wanted) {
      const { step, tool, callKey, argumentsJson } = prepared;
      const facts = { step: step.id, tool: tool.name, callKey };
      await journal.append(
        { type: 'judged', ...facts, verdict: 'escalate', reason },
        {
          type: 'approval-asked',
          ...facts,
          approvalId: `task:${journal.task.id}:${callKey}:${journal.work.row.attempt}`,
          arguments: marked(argumentsJson),
          expiresAtMs: nowMs() + expiresInMs,
          by,
        },
      );
      const asked = journal.work.acts.get(callKey)?.asked;
      if (asked) await approvals.request(this.#request(prepared, asked, reason));
    }
    return { end: 'again' };
  }

  #request({ tool, input }: PreparedStep, asked: TaskEntryOf<'approval-asked'>, reason: string): ApprovalRequest {
    const { task } = this.#deps.journal;
    return {
      id: asked.approvalId,
      subject: { kind: 'task', taskId: task.id, ...(task.callId === undefined ? {} : { callId: task.callId }) },
      agent: task.agent,
      userId: task.user ?? `task:${task.id}`,
      tool: tool.name,
      label: tool.label,
      tier: tool.tier,
      callKey: asked.callKey,
      argumentsJson: asked.arguments,
      readBack: marked(tool.readBack?.(input) ?? `${tool.label}: ${asked.arguments.private}`),
      reason,
      by: asked.by ?? 'operator',
      requestedAtMs: asked.atMs,
      expiresAtMs: asked.expiresAtMs,
    };
  }

  /** Undefined while nobody has decided. */
  async #decision(
    prepared: PreparedStep,
  ): Promise<Pick<TaskEntryOf<'approval-decided'>, 'approvalId' | 'decision' | 'arguments' | 'reason'> | undefined> {
    const { approvals, nowMs } = this.#deps;
    const asked = prepared.act?.asked;
    if (!approvals || !asked) return undefined;
    if (asked.expiresAtMs <= nowMs()) await approvals.expire(nowMs());
    // An engine that ended between writing it down and asking has asked nobody yet.
    const approval: Approval =
      (await approvals.get(asked.approvalId)) ??
      (await approvals.request(this.#request(prepared, asked, 'policy wants a person to say yes')));
    const decided = decisionOf(approval, asked.arguments.private);
    return decided && { approvalId: asked.approvalId, ...decided };
  }

  async #backToExecuting(): Promise<void> {
    const { journal } = this.#deps;
    if (journal.work.row.state === 'WAITING_FOR_TOOL') await journal.append(journal.moveTo('EXECUTING'));
  }

  /** What a step of the plan at hand ended with; undefined before. */
  #finished(id: string): TaskEntryOf<'finished'> | undefined {
    const { keyOfStep, acts, plannedAtSeq } = this.#deps.journal.work;
    const key = keyOfStep.get(id);
    const finished = key === undefined ? undefined : acts.get(key)?.finished;
    return finished && finished.seq > plannedAtSeq ? finished : undefined;
  }
}
