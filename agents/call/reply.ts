/**
 * One answer in the making: asks memory and model, cuts the text into clauses and has them synthesised ahead. Until it
 * is committed it has no effect: tools wait at the gate and nothing sounds. It ends by itself or is aborted; a failure
 * is reported once, never thrown.
 */
import { suspicionIn } from '../acting/policy/suspicion.ts';
import {
  type ChatDelta,
  type ChatMessage,
  type LanguageModel,
  ModelError,
  type OnDegraded,
  type Picture,
  type ToolDeclaration,
} from '../models/interfaces.ts';
import type { ProvenanceSource } from '../observation/schema.ts';
import { askedWords, type WordsOf } from '../planning/asked-words.ts';
import type { PlanningBudget } from '../planning/budget.ts';
import type { Plan, PlannedToolCall } from '../planning/plan.ts';
import { type ToolResults, talk } from '../planning/talker.ts';
import { unsettledResult } from '../planning/unsettled-call.ts';
import { flushText, noClauses, pushText } from '../speaking/clauses.ts';
import { hasWords } from '../speaking/speakable.ts';
import type { Utterance } from '../speaking/utterance.ts';
import type { TurnTimes } from './turn-times.ts';

export type TurnSource = 'speech' | 'typed' | 'system';
export interface ReplyEvents {
  onPlan(step: number, plan: Plan): void;
  onUsage(usage: Extract<ChatDelta, { type: 'usage' }>): void;
  onBudgetSpent(what: string): void;
  onSwitched: OnDegraded;
  onFailed(error: ModelError): void;
  onWorking(busy: boolean): void;
  /** The text is complete, or will not be: what is synthesised by then is all there is. */
  onEnded(): void;
  /** The tool may change something: a read that was cut is simply asked for again. */
  changes(tool: string): boolean;
  /** Results in the order of the calls, which are the plan of `step`. */
  runTools(step: number, calls: readonly PlannedToolCall[]): Promise<ToolResults>;
}
/** What one answer is asked with. */
export interface Prompted {
  system: string;
  /** Pictures the turn speaks of; they go to the model that sees. */
  pictures: readonly Picture[];
  /** Whose content is in them. */
  informedBy: readonly ProvenanceSource[];
  /** What others have written, as it stands in the prompt. */
  content?: readonly string[];
  /** Of that, what may well name tools: how services describe theirs. */
  servicesSay?: readonly string[];
}
export interface ReplyRequest {
  text: string;
  askedBy: WordsOf;
  source: TurnSource;
  llm: LanguageModel;
  /** Answers turns that come with pictures; undefined: no model sees. */
  vision: LanguageModel | undefined;
  tools: ToolDeclaration[];
  budget: PlanningBudget;
  /** What is said when the model comes to no words. */
  wayOut: () => string;
  history: readonly ChatMessage[];
  /** Fills the prompt; waits for memory no longer than a turn can bear. */
  prompt(reply: Reply): Promise<Prompted>;
  /** What an earlier turn, which this one goes on with, has done. */
  done: readonly ChatMessage[];
  /** What was done for the turn before the model is asked: it words that, and decides no more of it. */
  given?: Promise<readonly ChatMessage[]> | undefined;
  /** Clauses said as they are; no model is asked. */
  fixed?: readonly string[] | undefined;
  utterance: Utterance;
  times: TurnTimes;
  nowMs(): number;
  events: ReplyEvents;
}

export class Reply {
  readonly text: string;
  readonly utterance: Utterance;
  readonly times: TurnTimes;
  readonly exchange: ChatMessage[];
  readonly #request: ReplyRequest;
  readonly #abort = new AbortController();
  #open!: () => void;
  readonly #gate = new Promise<void>((resolve) => {
    this.#open = resolve;
  });
  #generation: number | undefined;
  #atCommit: ((generation: number) => void)[] = [];
  #acted = false;
  /** Writes that were begun and whose results the turn did not wait for. */
  #unsettled: readonly PlannedToolCall[] = [];
  #prompted: Pick<Prompted, 'informedBy' | 'content' | 'servicesSay'> = {
    informedBy: [],
    content: [],
    servicesSay: [],
  };
  #failure: ModelError | undefined;
  #clauses = noClauses();
  #ended = false;

  constructor(request: ReplyRequest) {
    this.#request = request;
    this.text = request.text;
    this.exchange = [...request.done];
    this.utterance = request.utterance;
    this.times = request.times;
    void this.#run();
  }

  get generation(): number | undefined {
    return this.#generation;
  }
  /** The text is complete, or will not be. */
  get ended(): boolean {
    return this.#ended;
  }
  get failure(): ModelError | undefined {
    return this.#failure;
  }
  get signal(): AbortSignal {
    return this.#abort.signal;
  }
  /** A tool was called for it: asking the model anew would act anew. */
  get acted(): boolean {
    return this.#acted;
  }
  /** It is over and something it began may still have its effect. */
  get unsettled(): boolean {
    return this.#unsettled.length > 0;
  }
  /** Its calls and results, in whole pairs: what was begun is there too, or the next turn would begin it again. */
  get acts(): ChatMessage[] {
    if (!this.unsettled) return this.exchange;
    const results = this.#unsettled.map(({ id, name }) => unsettledResult(id, name));
    return [...this.exchange, { role: 'assistant', content: '', toolCalls: [...this.#unsettled] }, ...results];
  }
  /** Part of it was handed to the voice. */
  get spoken(): boolean {
    return this.#clauses.emitted > 0;
  }

  /** Whose content the model has before it by now: the prompt, and the tool results of this turn and earlier ones. */
  informedBy(ofTool: (name: string) => readonly ProvenanceSource[]): ProvenanceSource[] {
    const results = this.#toolResults().flatMap(({ name }) => ofTool(name));
    return [...new Set([...this.#prompted.informedBy, ...results])];
  }
  /** Why some of that looks like instructions to the agent; empty: it does not. */
  async suspicions(ofTool: (name: string) => readonly ProvenanceSource[]): Promise<string[]> {
    const { content = [], servicesSay = [] } = this.#prompted;
    const results = this.#toolResults().filter(({ name }) => ofTool(name).length > 0);
    const tools = this.#request.tools.map(({ name }) => name);
    const found = await suspicionIn([...content, ...results.map((message) => message.content)], tools, nextTurn);
    const said = await suspicionIn(servicesSay, [], nextTurn);
    return [...new Set([...found, ...said])];
  }
  #toolResults() {
    return [...this.#request.history, ...this.exchange].filter((message) => message.role === 'tool');
  }

  /** Does what may not happen for a mere guess: now, when the turn is committed, or never. */
  atCommit(effect: (generation: number) => void): void {
    if (this.#generation !== undefined) effect(this.#generation);
    else if (!this.signal.aborted) this.#atCommit.push(effect);
  }

  /** The turn is over and this answers it: tools may run, the voice may sound. */
  commit(generation: number): void {
    this.#generation = generation;
    for (const effect of this.#atCommit.splice(0)) effect(generation);
    this.#open();
    if (this.#failure) this.#request.events.onFailed(this.#failure);
  }
  abort(): void {
    this.#abort.abort();
    this.#atCommit = [];
    this.utterance.abort();
    this.#open();
  }

  async #run(): Promise<void> {
    const { times, nowMs, events, given, fixed } = this.#request;
    try {
      if (fixed !== undefined) {
        // Whoever has it made must know it before it is said.
        await Promise.resolve();
        return this.#hear({ state: { ...this.#clauses, emitted: fixed.length }, clauses: [...fixed] });
      }
      if (given) this.exchange.push(...(await given));
      if (this.signal.aborted) return;
      const prompted = await this.#request.prompt(this);
      const { system, pictures } = prompted;
      this.#prompted = prompted;
      if (this.signal.aborted) return;
      await talk(
        {
          llm: (pictures.length > 0 ? this.#request.vision : undefined) ?? this.#request.llm,
          system,
          pictures: this.#request.vision ? pictures : [],
          history: this.#request.history,
          text: askedWords(this.text, this.#request.askedBy),
          tools: this.#request.tools,
          budget: this.#request.budget,
          wayOut: this.#request.wayOut,
          exchange: this.exchange,
          signal: this.signal,
        },
        {
          onRequest: () => times.mark('requested', nowMs()),
          onFirstToken: () => times.mark('firstToken', nowMs()),
          onText: (text) => this.#hear(pushText(this.#clauses, text)),
          onPlan: (step, plan) => {
            // A clause before a tool call is spoken while the tool works, not after it.
            if (plan.decision === 'call-tools') this.#hear(flushText(this.#clauses));
            events.onPlan(step, plan);
          },
          onUsage: (usage) => events.onUsage(usage),
          onBudgetSpent: (what) => events.onBudgetSpent(what),
          onDegraded: events.onSwitched,
          runTools: (step, calls) => this.#runTools(step, calls),
        },
      );
    } catch (error) {
      if (!this.signal.aborted) this.#fail(error);
    } finally {
      // Half a clause of a model that died is not worth hearing.
      if (!this.#failure) this.#hear(flushText(this.#clauses));
      this.#ended = true;
      this.utterance.end();
      if (!this.signal.aborted) this.#request.events.onEnded();
    }
  }
  #hear(step: ReturnType<typeof pushText>): void {
    this.#clauses = step.state;
    for (const clause of step.clauses) {
      if (!hasWords(clause)) continue;
      this.times.mark('firstClause', this.#request.nowMs());
      this.utterance.say(clause);
    }
  }
  async #runTools(step: number, calls: readonly PlannedToolCall[]): Promise<ToolResults> {
    await this.#gate;
    if (this.signal.aborted) return { texts: [] };
    this.#acted = true;
    const startedAtMs = this.#request.nowMs();
    this.#request.events.onWorking(true);
    this.#unsettled = calls.filter(({ name }) => this.#request.events.changes(name));
    try {
      const results = await this.#request.events.runTools(step, calls);
      if (!this.signal.aborted) this.#unsettled = [];
      return results;
    } finally {
      this.times.tool(this.#request.nowMs() - startedAtMs);
      this.#request.events.onWorking(false);
    }
  }
  #fail(error: unknown): void {
    const { llm, events } = this.#request;
    this.#failure =
      error instanceof ModelError
        ? error
        : new ModelError(llm.label, 'bad-reply', error instanceof Error ? error.message : String(error), {
            retryable: false,
            cause: error,
          });
    // A guess that failed costs nothing yet: whoever commits it is told.
    if (this.#generation !== undefined) events.onFailed(this.#failure);
  }
}

/** Lets everything else that waits have its turn. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
