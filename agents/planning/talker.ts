/**
 * The fast voice of an agent: streams an answer, calls tools in between, stays inside its budget. It speaks through
 * `onText` and acts only through `runTools`, which its owner holds back until the turn is committed.
 */
import type {
  ChatDelta,
  ChatMessage,
  ChatRequest,
  LanguageModel,
  OnDegraded,
  Picture,
  ToolDeclaration,
} from '../models/interfaces.ts';
import { hasWords } from '../speaking/speakable.ts';
import { nextStep, nothingSpent, type PlanningBudget } from './budget.ts';
import { type Plan, type PlannedToolCall, readPlan } from './plan.ts';

export interface TalkerRequest {
  llm: LanguageModel;
  system: string;
  history: readonly ChatMessage[];
  text: string;
  /** What the turn speaks of, for a model that can see. */
  pictures: readonly Picture[];
  tools: ToolDeclaration[];
  budget: PlanningBudget;
  /** Said when the budget is spent before an answer was found, or the model ends without a word. */
  wayOut: () => string;
  /** Filled with the turn's tool calls and results, whole pairs only: readable at any moment, also after an abort. */
  exchange: ChatMessage[];
  signal: AbortSignal;
}
export interface TalkerEvents {
  onText(text: string): void;
  /** A step is over and read as a plan. */
  onPlan(step: number, plan: Plan): void;
  onUsage(usage: Extract<ChatDelta, { type: 'usage' }>): void;
  /** A model request goes out / its first token arrives. */
  onRequest(step: number): void;
  onFirstToken(step: number): void;
  onBudgetSpent(what: string): void;
  /** A provider of the chain failed and another took over. */
  onDegraded: OnDegraded;
  /** Runs the calls of `step` (in any order) and gives their results in the order of the calls. */
  runTools(step: number, calls: readonly PlannedToolCall[]): Promise<ToolResults>;
}
export interface ToolResults {
  texts: string[];
  /** `stop`: the caller is asked something by others than the model. `no-tools`: the rest of the turn is words. */
  next?: 'stop' | 'no-tools' | undefined;
}

/** Resolves when the answer is complete or the signal aborted. Throws ModelError when the model fails. */
export async function talk(request: TalkerRequest, events: TalkerEvents): Promise<void> {
  const { exchange } = request;
  const spent = nothingSpent();
  let spoke = false;
  let barred = false;
  for (;;) {
    const allowance = nextStep(spent, request.budget);
    if (!allowance.go) {
      events.onBudgetSpent(allowance.exhausted);
      events.onText(request.wayOut());
      return;
    }
    spent.steps += 1;
    const step = await runStep(
      request,
      barred ? { ...allowance, toolChoice: 'none' } : allowance,
      exchange,
      spent.steps,
      events,
    );
    spent.outputTokens += step.outputTokens;
    if (request.signal.aborted) return;
    const decided = readPlan(step.text, step.calls);
    if (typeof decided === 'string') {
      // One malformed step costs a step; the budget ends the repetition.
      exchange.push({ role: 'system', content: `Your last step could not be used: ${decided}` });
      continue;
    }
    events.onPlan(spent.steps, decided);
    spoke ||= hasWords(step.text);
    if (decided.decision !== 'call-tools') {
      // A smiley is no answer to somebody who only hears.
      if (!spoke) events.onText(step.text === '' ? request.wayOut() : ` ${request.wayOut()}`);
      return;
    }
    spent.toolCalls += decided.calls.length;
    const results = await events.runTools(spent.steps, decided.calls);
    if (request.signal.aborted) return;
    exchange.push({ role: 'assistant', content: step.text, toolCalls: [...decided.calls] });
    decided.calls.forEach((call, index) => {
      exchange.push({ role: 'tool', toolCallId: call.id, name: call.name, content: results.texts[index] ?? '' });
    });
    if (results.next === 'stop') return;
    barred ||= results.next === 'no-tools';
    // Text before a tool call and text after it are separate sentences.
    if (step.text !== '') events.onText(' ');
  }
}

interface Step {
  text: string;
  calls: PlannedToolCall[];
  outputTokens: number;
}
async function runStep(
  request: TalkerRequest,
  allowance: { toolChoice: 'auto' | 'none'; maxOutputTokens: number },
  exchange: readonly ChatMessage[],
  number: number,
  events: TalkerEvents,
): Promise<Step> {
  const chat: ChatRequest = {
    messages: [
      { role: 'system', content: request.system },
      ...request.history,
      { role: 'user', content: request.text, ...(request.pictures.length > 0 ? { pictures: request.pictures } : {}) },
      ...exchange,
    ],
    tools: allowance.toolChoice === 'none' ? [] : request.tools,
    maxOutputTokens: allowance.maxOutputTokens,
  };
  const step: Step = { text: '', calls: [], outputTokens: 0 };
  let first = true;
  events.onRequest(number);
  for await (const delta of request.llm.chat(chat, request.signal, { onDegraded: events.onDegraded })) {
    if (request.signal.aborted) break;
    if (first && delta.type !== 'usage') {
      first = false;
      events.onFirstToken(number);
    }
    if (delta.type === 'text') {
      step.text += delta.text;
      events.onText(delta.text);
    } else if (delta.type === 'tool-call')
      step.calls.push({ id: delta.id, name: delta.name, argumentsJson: delta.argumentsJson });
    else {
      step.outputTokens += delta.outputTokens;
      events.onUsage(delta);
    }
  }
  // Not every server reports usage: four characters a token is the usual estimate, and the budget must hold anyway.
  if (step.outputTokens === 0)
    step.outputTokens = Math.ceil(
      (step.text.length + step.calls.reduce((sum, call) => sum + call.argumentsJson.length, 0)) / 4,
    );
  return step;
}
