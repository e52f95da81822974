/**
 * The only way to an effect: parse, validate, judge, have the tool check, ask where a person must say yes, write the
 * intent down, run exactly that, observe. Each step's failure is a result the model can read; nothing runs when the intent cannot be made durable.
 */
import type { CallEventBody } from '../log/events.ts';
import { marked, type ProvenanceSource } from '../observation/schema.ts';
import { type ApprovalWaitingRoom, askApproval } from './approvals/ask-approval.ts';
import type { Approved, PendingApproval } from './approvals/pending-approval.ts';
import { callKey } from './call-key.ts';
import { problemBefore } from './check-tool.ts';
import { Effects } from './effects.ts';
import { type JudgedFacts, judgedFacts } from './judged-facts.ts';
import { judge, needsMore, type PolicyQuestion, type PolicyRule, type Verdict } from './policy/policy.ts';
import { type RunOutcome, runTool, settle } from './run-tool.ts';
import type { Tool, ToolContext } from './tool.ts';
import { readApproved, readArguments } from './tool-arguments.ts';
import type { ToolOutcome } from './tool-outcome.ts';

export interface ToolRequest {
  name: string;
  argumentsJson: string;
  generation: number;
  /** The turn that first asked for it, when this one goes on where that one was voided; else `generation`. */
  occurrence?: number | undefined;
  askedBy: ProvenanceSource;
  /** Whose content the model had before it. */
  informedBy: readonly ProvenanceSource[];
  /** Why some of that looked like instructions; absent: it did not. */
  suspicions?: readonly string[];
  channel: PolicyQuestion['channel'];
  confidence: number | undefined;
}
export interface ExecutorDependencies {
  callId: string;
  agent: string;
  tools: ReadonlyMap<string, Tool>;
  /** A tool of an agent that had the call before: its results are still known. */
  formerTool?(name: string): Tool | undefined;
  /** Read at each verdict: they may change while the call goes on. */
  rules?: readonly PolicyRule[];
  /** Version of the stored rules among them. */
  policyVersion?: number | undefined;
  /** Writes events; resolves when they are durable, rejects when they cannot be made so. */
  durable(events: CallEventBody[]): Promise<void>;
  note(event: CallEventBody): void;
  context(key: string, signal: AbortSignal): ToolContext;
  nowMs(): number;
  /** A supervisor's word, which can only refuse what the policy lets through; undefined: none is needed. Never rejects. */
  supervise?(
    wanted: { tool: Tool; argumentsJson: string; generation: number },
    signal: AbortSignal,
  ): Promise<SupervisorsWord | undefined>;
  /** Absent: nobody can be asked, and what needs a yes is denied. */
  approvals?: ApprovalWaitingRoom;
  onPhase(tool: Tool, phase: 'started' | 'finished' | 'failed' | 'denied' | 'waiting'): void;
  /** It is not known whether an effect happened: a person has to find out. */
  onUnknown(tool: Tool, what: string): void;
  /** A write outlived the turn that asked for it, and this came of it. No later turn has been given it. */
  onOutlived?(write: OutlivedWrite): void;
}
export interface OutlivedWrite {
  tool: Tool;
  callKey: string;
  argumentsJson: string;
  outcome: ToolOutcome;
  /** The caller whose turn it was. */
  userId: string | undefined;
}
/** On the plan that a call of a tool is part of. `again`: another plan may be made. */
export type SupervisorsWord = { approved: true; reason: string } | { approved: false; reason: string; again: boolean };
interface Job {
  tool: Tool;
  input: unknown;
  facts: { generation: number; tool: string; callKey: string };
  /** Why it may be run. */
  reason: string;
  judged: JudgedFacts;
}
interface Attempt {
  /** The tool was begun. */
  ran: boolean;
  outcome: ToolOutcome;
}

export class Executor {
  readonly #deps: ExecutorDependencies;
  readonly #effects = new Effects();
  readonly #over = new AbortController();

  constructor(dependencies: ExecutorDependencies) {
    this.#deps = dependencies;
  }
  /** The call is over: what still runs is stopped, and is written down as what it then is. */
  close(): void {
    this.#over.abort(new Error('the call was over'));
  }

  /** `tool` may change something. */
  changes(tool: string): boolean {
    return (this.#deps.tools.get(tool)?.tier ?? 'read') !== 'read';
  }
  /** Whose words the results of `tool` hold. */
  informs(tool: string): readonly ProvenanceSource[] {
    const { tools, formerTool } = this.#deps;
    return (tools.get(tool) ?? formerTool?.(tool))?.informs ?? ['tool'];
  }

  /** Runs one call, or has a person asked. Never throws: every way it can end is an outcome. */
  async run(request: ToolRequest, signal: AbortSignal): Promise<ToolOutcome> {
    const tool = this.#deps.tools.get(request.name);
    if (!tool) return this.#noTool(request.name);
    const read = readArguments(tool, request.argumentsJson);
    if ('problem' in read) return { outcome: 'error', text: read.problem };

    const { generation, occurrence = generation } = request;
    const key = callKey(this.#deps.callId, tool.name, read.input, occurrence);
    const before = this.#effects.deniedBefore(key);
    if (before) return before;
    const facts = { generation, tool: tool.name, callKey: key };
    const { verdict, judged } = this.#judge(tool, read.input, request);
    const job: Job = { tool, input: read.input, facts, reason: verdict.reason, judged };
    if (verdict.verdict === 'deny') return this.#deny(job);
    // What was done or asked for under this key is not looked at anew: its own effect may be what stands in the way.
    const begun = this.#effects.of(key) ?? this.#effects.askedBefore(key);
    const problem = begun ? undefined : await this.#check(job, signal);
    if (problem !== undefined) return this.#checkFailed(job, problem);
    const { argumentsJson } = read;
    const supervised = begun ? undefined : await this.#deps.supervise?.({ tool, argumentsJson, generation }, signal);
    if (supervised?.approved === false) return this.#notSupervised(job, supervised);
    if (supervised) job.reason = `${job.reason}; ${supervised.reason}`;
    if (verdict.verdict === 'escalate') {
      const known = this.#effects.of(key) ?? this.#effects.askedBefore(key);
      return known ? await known : await this.#ask(job, verdict, read.argumentsJson, signal);
    }
    return tool.tier === 'read' ? (await this.#act(job, signal)).outcome : await this.#once(job, signal);
  }

  /** Runs what was approved, exactly that, once. The policy may have changed since: what it denies stays undone. */
  async runApproved(pending: PendingApproval, yes: Approved, signal: AbortSignal): Promise<ToolOutcome> {
    const { generation, callKey: key } = pending;
    this.#effects.decided(key);
    const tool = this.#deps.tools.get(pending.tool);
    if (!tool) return this.#noTool(pending.tool);
    const facts = { generation, tool: tool.name, callKey: key };
    const read = readApproved(tool, yes.argumentsJson);
    if ('problem' in read) return this.#failed(facts, `${tool.name} was not run: ${read.problem}`);
    const { verdict, judged } = this.#judge(tool, read.input, {
      askedBy: 'caller',
      informedBy: [],
      channel: this.#channel(),
      confidence: undefined,
    });
    if (verdict.verdict === 'deny')
      return this.#deny({ tool, input: read.input, facts, reason: verdict.reason, judged });
    if (needsMore(verdict, pending.by))
      return this.#deny({
        tool,
        input: read.input,
        facts,
        reason: `by now it needs more than that yes: ${verdict.reason}`,
        judged,
      });
    const { rule, policyVersion } = judged;
    const job: Job = {
      tool,
      input: read.input,
      facts,
      reason: `approved by ${yes.by}`,
      judged: { rule, policyVersion },
    };
    return await this.#once(job, signal);
  }
  /** A person said no, or nobody said yes in time: asked for again as it is, the answer is the same. */
  refused({ callKey: key, generation, tool }: PendingApproval, text: string): ToolOutcome {
    this.#effects.decided(key);
    const outcome: ToolOutcome = { outcome: 'denied', text };
    this.#effects.denied(key, outcome);
    this.#deps.note({
      type: 'tool.finished',
      generation,
      tool,
      callKey: key,
      outcome: 'denied',
      result: marked(text),
      tookMs: 0,
    });
    return outcome;
  }

  /** What another host had begun and nobody knows the end of: looked up, never run again here. Undefined: it only read. */
  async settleLost(
    pending: Pick<PendingApproval, 'tool' | 'generation' | 'callKey' | 'argumentsJson'>,
  ): Promise<ToolOutcome | undefined> {
    const { generation, callKey: key } = pending;
    const tool = this.#deps.tools.get(pending.tool);
    if (!tool) return this.#noTool(pending.tool);
    if (tool.tier === 'read') return undefined;
    const facts = { generation, tool: tool.name, callKey: key };
    const read = readArguments(tool, pending.argumentsJson);
    if ('problem' in read) return this.#failed(facts, `It is not known what ${tool.name} did: ${read.problem}`);
    const startedAtMs = this.#deps.nowMs();
    const settling = settle(
      tool,
      read.input,
      (signal) => this.#deps.context(key, signal),
      'the call was moved to another machine while it ran',
    ).then((result) => ({ ran: true, outcome: this.#finished(tool, facts, result, startedAtMs) }));
    this.#effects.begin(key, settling);
    return (await settling).outcome;
  }
  /** What an earlier host did for `key`: it is not done again. */
  restore(key: string, outcome: ToolOutcome): void {
    this.#effects.begin(key, Promise.resolve({ ran: true, outcome }));
  }
  /** What an earlier host asked for and what still waits. */
  restoreAsked(key: string, outcome: ToolOutcome): void {
    this.#effects.asking(key, Promise.resolve(outcome));
  }

  #judge(
    tool: Tool,
    input: unknown,
    {
      askedBy,
      informedBy,
      suspicions = [],
      channel,
      confidence,
    }: Omit<ToolRequest, 'name' | 'argumentsJson' | 'generation'>,
  ): { verdict: Verdict; judged: JudgedFacts } {
    const { agent, rules, policyVersion, approvals } = this.#deps;
    const question: PolicyQuestion = {
      agent,
      tool: tool.name,
      source: tool.source?.name,
      tier: tool.tier,
      arguments: input,
      askedBy,
      informedBy,
      channel,
      userId: approvals?.userId(),
      suspicious: suspicions.length > 0,
      confidence,
    };
    const verdict = judge(question, rules);
    return { verdict, judged: judgedFacts(question, verdict, { policyVersion, suspicions }) };
  }
  #check({ tool, input, facts }: Job, signal: AbortSignal): Promise<string | undefined> {
    return problemBefore(tool, input, (either) => this.#deps.context(facts.callKey, either), signal);
  }
  /** No verdict of the rules, and nothing that is denied for good: other arguments, or another moment, may pass. */
  #checkFailed({ judged: _, ...job }: Job, problem: string): ToolOutcome {
    this.#noteJudged({ ...job, reason: problem, judged: { rule: 'check' } }, 'deny');
    this.#deps.onPhase(job.tool, 'failed');
    return { outcome: 'error', text: problem };
  }
  /** The whole plan was refused; what is in it may be in the next one. */
  #notSupervised(job: Job, { reason, again }: Extract<SupervisorsWord, { approved: false }>): ToolOutcome {
    this.#noteJudged({ ...job, reason, judged: { ...job.judged, rule: 'supervisor' } }, 'deny');
    this.#deps.onPhase(job.tool, 'denied');
    const next = again
      ? 'Make another plan that they can agree to, or say that it cannot be done.'
      : 'Say so, or ask for a person.';
    const text = `This is not allowed: ${reason}. Nothing of that plan was done. ${next}`;
    return { outcome: 'denied', text, ...(again ? {} : { endsTools: true }) };
  }
  #channel(): PolicyQuestion['channel'] {
    return this.#deps.approvals?.channel() ?? 'browser';
  }
  async #ask(job: Job, verdict: Verdict, argumentsJson: string, signal: AbortSignal): Promise<ToolOutcome> {
    const { tool, input, facts, judged } = job;
    const { callId, agent, approvals, durable } = this.#deps;
    const { generation, callKey: key } = facts;
    const question = { callId, agent, tool, input, argumentsJson, verdict, judged, generation, callKey: key };
    const asking = askApproval(
      question,
      approvals,
      { epochMs: () => Date.now(), durable: (events) => durable(events) },
      signal,
    );
    this.#effects.asking(key, asking);
    const outcome = await asking;
    if (outcome.outcome === 'waiting') this.#deps.onPhase(tool, 'waiting');
    else {
      this.#effects.decided(key);
      this.#noteJudged(job, 'escalate');
      this.#effects.denied(key, outcome);
      this.#deps.onPhase(tool, 'denied');
    }
    return outcome;
  }
  #deny(job: Job): ToolOutcome {
    this.#noteJudged(job, 'deny');
    this.#deps.onPhase(job.tool, 'denied');
    const outcome: ToolOutcome = { outcome: 'denied', text: `This is not allowed: ${job.reason}.` };
    this.#effects.denied(job.facts.callKey, outcome);
    return outcome;
  }

  /** One effect for one key: a plan that is made anew is given what came of it the first time. */
  async #once(job: Job, signal: AbortSignal): Promise<ToolOutcome> {
    const key = job.facts.callKey;
    const before = this.#effects.join(key, signal);
    if (before) return await before;
    const userId = this.#deps.approvals?.userId();
    const acting = this.#act(job, signal);
    this.#effects.begin(key, acting);
    const { ran, outcome } = await acting;
    if (ran && signal.aborted && !this.#effects.isAwaited(key) && !this.#over.signal.aborted)
      this.#deps.onOutlived?.({
        tool: job.tool,
        callKey: key,
        argumentsJson: JSON.stringify(job.input),
        outcome,
        userId,
      });
    // What did not happen may be tried again; what may have happened only by a tool that honours the key.
    if (outcome.outcome !== 'ok' && (!ran || job.tool.honoursKey)) this.#effects.forget(key);
    return outcome;
  }

  async #act(job: Job, signal: AbortSignal): Promise<Attempt> {
    const { tool, input, facts } = job;
    try {
      const intent: CallEventBody = { type: 'tool.intended', ...facts, arguments: marked(JSON.stringify(input)) };
      // A read has no effect to lose: it need not wait for the disk.
      if (tool.tier === 'read') for (const event of [intent, this.#judged(job, 'allow')]) this.#deps.note(event);
      else await this.#deps.durable([intent, this.#judged(job, 'allow')]);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const text = `${tool.name} was not run, because what it would do could not be written down first: ${why}`;
      return { ran: false, outcome: this.#failed(facts, text) };
    }
    if (signal.aborted)
      return {
        ran: false,
        outcome: this.#failed(facts, `${tool.name} was not run: the turn that asked for it was over.`),
      };
    const startedAtMs = this.#deps.nowMs();
    this.#deps.onPhase(tool, 'started');
    // A caller who says "hello?" while it is done does not want it half done: a write ends by itself, or with the call.
    const stop = tool.tier === 'read' ? signal : this.#over.signal;
    const result = await runTool(tool, input, (either) => this.#deps.context(facts.callKey, either), stop);
    return { ran: true, outcome: this.#finished(tool, facts, result, startedAtMs) };
  }
  #finished(tool: Tool, facts: Job['facts'], result: RunOutcome, startedAtMs: number): ToolOutcome {
    this.#deps.onPhase(tool, result.outcome === 'ok' ? 'finished' : 'failed');
    const tookMs = Math.max(0, this.#deps.nowMs() - startedAtMs);
    this.#deps.note({
      type: 'tool.finished',
      ...facts,
      outcome: result.outcome,
      result: marked(result.text),
      tookMs,
    });
    if (result.outcome !== 'unknown') return result;
    this.#deps.onUnknown(tool, result.text);
    return {
      ...result,
      text: `${result.text}. A person was asked to find out. Say honestly that it is not known; do not try it again.`,
    };
  }
  #failed(facts: Job['facts'], text: string): ToolOutcome {
    this.#deps.note({ type: 'tool.finished', ...facts, outcome: 'error', result: marked(text), tookMs: 0 });
    return { outcome: 'error', text };
  }
  #judged({ input, facts, reason, judged }: Job, verdict: Verdict['verdict']): CallEventBody {
    const refused = verdict === 'allow' ? {} : { arguments: marked(JSON.stringify(input)) };
    return { type: 'tool.judged', ...facts, verdict, reason, ...judged, ...refused };
  }
  #noteJudged(job: Job, verdict: Verdict['verdict']): void {
    this.#deps.note(this.#judged(job, verdict));
  }
  #noTool(name: string): ToolOutcome {
    const tools = [...this.#deps.tools.keys()].join(', ');
    return { outcome: 'error', text: `There is no tool named ${JSON.stringify(name)}. The tools are: ${tools}.` };
  }
}
