/**
 * Has the supervisor of the agent that has the call judge each of its plans as a whole, before the first step of it is
 * run, and keeps what was said of which plan. Knows no rules: those judge besides.
 */
import { canonicalJson } from '../acting/call-key.ts';
import type { SupervisorsWord } from '../acting/executor.ts';
import { OF_THE_LINE } from '../acting/policy/policy.ts';
import type { Tool } from '../acting/tool.ts';
import { readArguments } from '../acting/tool-arguments.ts';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { CallEventBody } from '../log/events.ts';
import { marked } from '../observation/schema.ts';
import type { PlannedToolCall } from '../planning/plan.ts';
import type { ProposedPlan, Supervision } from '../planning/supervisor.ts';

export interface SupervisedOptions {
  agent(): { definition: AgentDefinition; tools: ReadonlyMap<string, Tool> };
  /** Asks them. Never rejects: a supervisor that is not to be had has not agreed. */
  ask(supervisor: string, plan: Omit<ProposedPlan, 'asked'>, signal: AbortSignal): Promise<Supervision>;
  note(event: CallEventBody): void;
}
/** The tool calls of one step of a model, which are one plan. */
export interface StepPlan {
  generation: number;
  step: number;
  calls: readonly PlannedToolCall[];
}
interface JudgedPlan {
  generation: number;
  stepsJson: string;
  /** Canonical, each: what is in the plan. */
  steps: ReadonlySet<string>;
  changes: boolean;
  verdict(signal: AbortSignal): Promise<SupervisorsWord>;
}

export class Supervised {
  readonly #options: SupervisedOptions;
  #plan: JudgedPlan | undefined;
  /** Plans of the turn at hand that were refused. */
  #refused: { generation: number; reasons: Map<string, string> } = { generation: -1, reasons: new Map() };

  constructor(options: SupervisedOptions) {
    this.#options = options;
  }

  /** A plan is about to be carried out. */
  begins(plan: StepPlan): void {
    this.#plan = this.#options.agent().definition.supervisor === undefined ? undefined : this.#judged(plan);
  }

  /** Undefined: it needs no supervisor's word. What is in no plan that was begun is a plan of its own. */
  async wordOn(
    { tool, argumentsJson, generation }: { tool: Tool; argumentsJson: string; generation: number },
    signal: AbortSignal,
  ): Promise<SupervisorsWord | undefined> {
    const { definition } = this.#options.agent();
    if (definition.supervisor === undefined || OF_THE_LINE.includes(tool.name)) return undefined;
    const known = this.#plan;
    const step = stepJson(tool.name, argumentsJson);
    const planned = known?.generation === generation && known.steps.has(step) ? known : undefined;
    const plan =
      planned ?? this.#judged({ generation, step: 0, calls: [{ id: step, name: tool.name, argumentsJson }] });
    if (!plan.changes) return undefined;
    const word = await plan.verdict(signal);
    return word.approved && tool.tier === 'read' ? undefined : word;
  }

  #judged({ generation, step, calls }: StepPlan): JudgedPlan {
    const { tools } = this.#options.agent();
    const steps = calls.map(({ name, argumentsJson }) => {
      const tool = tools.get(name);
      const read = tool && readArguments(tool, argumentsJson);
      // What is not valid is not run, and is shown as it was written.
      return stepJson(name, read && 'argumentsJson' in read ? read.argumentsJson : JSON.stringify(argumentsJson));
    });
    const used = [...new Set(calls.map(({ name }) => name))].flatMap((name) => tools.get(name) ?? []);
    const stepsJson = `[${steps.join(',')}]`;
    let asked: Promise<SupervisorsWord> | undefined;
    return {
      generation,
      stepsJson,
      steps: new Set(steps),
      changes: used.some(({ tier, name }) => tier !== 'read' && !OF_THE_LINE.includes(name)),
      verdict: (signal) => {
        asked ??= this.#ask({ generation, step, stepsJson, tools: used }, signal);
        return asked;
      },
    };
  }

  async #ask(
    plan: { generation: number; step: number; stepsJson: string; tools: readonly Tool[] },
    signal: AbortSignal,
  ): Promise<SupervisorsWord> {
    const { agent, ask, note } = this.#options;
    const { name, supervisor = '' } = agent().definition;
    const { generation, step, stepsJson, tools } = plan;
    if (this.#refused.generation !== generation) this.#refused = { generation, reasons: new Map() };
    const { reasons } = this.#refused;
    const before = reasons.get(stepsJson);
    if (before !== undefined) return { approved: false, reason: before, again: false };
    const { verdict, reason } = await ask(supervisor, { agent: name, tools, stepsJson }, signal);
    note({
      type: 'planned',
      generation,
      step,
      plan: 'call-tools',
      prompt: 'supervisor',
      promptVersion: 'v2',
      review: { by: supervisor, verdict, reason: marked(reason), steps: marked(stepsJson) },
    });
    if (verdict === 'approve') return { approved: true, reason };
    reasons.set(stepsJson, reason);
    // Another plan is made once; who gave no answer would give none to that either.
    return { approved: false, reason, again: verdict === 'refuse' && reasons.size < 2 };
  }
}

const stepJson = (tool: string, argumentsJson: string): string =>
  canonicalJson({ tool, arguments: JSON.parse(argumentsJson) as unknown });
