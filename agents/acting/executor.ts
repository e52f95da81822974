/**
 * The only way to an effect: parse, validate, judge, write the intent down, run exactly that, observe. Each step's
 * failure is a result the model can read; nothing runs when the intent cannot be made durable.
 */
import { z } from 'zod';
import type { CallEventBody } from '../log/events.ts';
import { marked, type ProvenanceSource } from '../observation/schema.ts';
import { callKey } from './call-key.ts';
import { judge, type PolicyQuestion, type PolicyRule } from './policy/policy.ts';
import type { Tool, ToolContext } from './tool.ts';

export interface ToolRequest {
  name: string;
  argumentsJson: string;
  generation: number;
  /** The turn that first asked for it, when this one goes on where that one was voided; else `generation`. */
  occurrence?: number | undefined;
  askedBy: ProvenanceSource;
  /** Whose content the model had before it. */
  informedBy: readonly ProvenanceSource[];
  channel: PolicyQuestion['channel'];
  confidence: number | undefined;
}
export interface ToolOutcome {
  outcome: 'ok' | 'error' | 'denied' | 'unknown';
  /** For the model. */
  text: string;
}
export interface ExecutorDependencies {
  callId: string;
  agent: string;
  tools: ReadonlyMap<string, Tool>;
  rules?: readonly PolicyRule[];
  /** Writes events; resolves when they are durable, rejects when they cannot be made so. */
  durable(events: CallEventBody[]): Promise<void>;
  note(event: CallEventBody): void;
  context(request: ToolRequest, key: string, signal: AbortSignal): ToolContext;
  nowMs(): number;
  onPhase(tool: Tool, phase: 'started' | 'finished' | 'failed' | 'denied'): void;
}
interface Job {
  tool: Tool;
  input: unknown;
  request: ToolRequest;
  facts: { generation: number; tool: string; callKey: string };
  /** Why policy allows it. */
  reason: string;
}
interface Attempt {
  /** The tool was begun. */
  ran: boolean;
  outcome: ToolOutcome;
}
/** What a tool may give back to the model; the rest is cut with a note. */
const MAX_RESULT_CHARACTERS = 8_000;
/** Effects remembered so that they are not repeated; a turn is planned anew within seconds, not hundreds of effects later. */
const MAX_EFFECTS = 200;

export class Executor {
  readonly #deps: ExecutorDependencies;
  readonly #effects = new Map<string, Promise<Attempt>>();

  constructor(dependencies: ExecutorDependencies) {
    this.#deps = dependencies;
  }

  /** Whose words the results of `tool` hold. */
  informs(tool: string): readonly ProvenanceSource[] {
    return this.#deps.tools.get(tool)?.informs ?? ['tool'];
  }

  /** Runs one call. Never throws: every way it can end is an outcome. */
  async run(request: ToolRequest, signal: AbortSignal): Promise<ToolOutcome> {
    const tool = this.#deps.tools.get(request.name);
    if (!tool)
      return {
        outcome: 'error',
        text: `There is no tool named ${JSON.stringify(request.name)}. The tools are: ${[...this.#deps.tools.keys()].join(', ')}.`,
      };
    const parsed = parseArguments(tool, request.argumentsJson);
    if ('problem' in parsed) return { outcome: 'error', text: parsed.problem };

    const occurrence = request.occurrence ?? request.generation;
    const key = callKey(this.#deps.callId, tool.name, parsed.input, occurrence);
    const facts = { generation: request.generation, tool: tool.name, callKey: key };
    const { verdict, reason } = judge(
      {
        agent: this.#deps.agent,
        tool: tool.name,
        tier: tool.tier,
        arguments: parsed.input,
        askedBy: request.askedBy,
        informedBy: request.informedBy,
        channel: request.channel,
        confidence: request.confidence,
      },
      this.#deps.rules,
    );
    if (verdict !== 'allow') {
      this.#deps.note({ type: 'tool.judged', ...facts, verdict, reason });
      this.#deps.onPhase(tool, 'denied');
      return {
        outcome: 'denied',
        text: verdict === 'escalate' ? `This needs a person's approval: ${reason}.` : `This is not allowed: ${reason}.`,
      };
    }
    const job: Job = { tool, input: parsed.input, request, facts, reason };
    return tool.tier === 'read' ? (await this.#act(job, signal)).outcome : await this.#once(job, signal);
  }

  /** One effect for one key: a plan that is made anew is given what came of it the first time. */
  async #once(job: Job, signal: AbortSignal): Promise<ToolOutcome> {
    const key = job.facts.callKey;
    const before = this.#effects.get(key);
    if (before) return (await before).outcome;
    const acting = this.#act(job, signal);
    this.#effects.set(key, acting);
    const [oldest] = this.#effects.keys();
    if (this.#effects.size > MAX_EFFECTS && oldest !== undefined) this.#effects.delete(oldest);
    const { ran, outcome } = await acting;
    // What did not happen may be tried again; what may have happened only by a tool that honours the key.
    if (outcome.outcome !== 'ok' && (!ran || job.tool.honoursKey)) this.#effects.delete(key);
    return outcome;
  }

  async #act(job: Job, signal: AbortSignal): Promise<Attempt> {
    const { tool, input, facts, reason } = job;
    try {
      const intent: CallEventBody[] = [
        { type: 'tool.intended', ...facts, arguments: marked(JSON.stringify(input)) },
        { type: 'tool.judged', ...facts, verdict: 'allow', reason },
      ];
      // A read has no effect to lose: it need not wait for the disk.
      if (tool.tier === 'read') for (const event of intent) this.#deps.note(event);
      else await this.#deps.durable(intent);
    } catch (error) {
      const text = `${tool.name} was not run, because what it would do could not be written down first: ${sentence(error)}`;
      return { ran: false, outcome: { outcome: 'error', text } };
    }
    if (signal.aborted) {
      const text = `${tool.name} was not run: the turn that asked for it was over.`;
      this.#deps.note({ type: 'tool.finished', ...facts, outcome: 'error', result: marked(text), tookMs: 0 });
      return { ran: false, outcome: { outcome: 'error', text } };
    }
    return { ran: true, outcome: await this.#attempt(job, signal) };
  }

  async #attempt({ tool, input, request, facts }: Job, signal: AbortSignal): Promise<ToolOutcome> {
    const startedAtMs = this.#deps.nowMs();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(new Error(`no answer in ${tool.deadlineMs} ms`)), tool.deadlineMs);
    const either = AbortSignal.any([signal, stop.signal]);
    this.#deps.onPhase(tool, 'started');
    let result: ToolOutcome;
    try {
      const running = tool.run(input, this.#deps.context(request, facts.callKey, either));
      const text = await Promise.race([running, aborted(either)]);
      result = { outcome: 'ok', text: bounded(text) };
    } catch (error) {
      // An interrupted write that does not honour its key may or may not have happened: say so, never guess.
      const unsure = either.aborted && tool.tier !== 'read' && !tool.honoursKey;
      result = {
        outcome: unsure ? 'unknown' : 'error',
        text: `${tool.name} ${unsure ? 'may or may not have worked' : 'failed'}: ${sentence(error)}`,
      };
    } finally {
      clearTimeout(timer);
    }
    this.#deps.onPhase(tool, result.outcome === 'ok' ? 'finished' : 'failed');
    const tookMs = this.#deps.nowMs() - startedAtMs;
    this.#deps.note({
      type: 'tool.finished',
      ...facts,
      outcome: result.outcome,
      result: marked(result.text),
      tookMs,
    });
    return result;
  }
}

function parseArguments(tool: Tool, json: string): { input: unknown } | { problem: string } {
  let raw: unknown;
  try {
    raw = json.trim() === '' ? {} : JSON.parse(json);
  } catch {
    return { problem: `The arguments of ${tool.name} are not JSON: ${json.slice(0, 200)}` };
  }
  const parsed = tool.parameters.safeParse(raw);
  return parsed.success
    ? { input: parsed.data }
    : {
        problem: `The arguments of ${tool.name} are not valid: ${z.prettifyError(parsed.error)} Given: ${json.slice(0, 200)}`,
      };
}
const bounded = (text: string): string =>
  text.length <= MAX_RESULT_CHARACTERS
    ? text
    : `${text.slice(0, MAX_RESULT_CHARACTERS)} [cut: ${text.length} characters in all]`;
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error('it was stopped'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
