/**
 * Makes the answer to one question: asked with what the call knows now, and reporting to whoever keeps the turn. What it
 * may note before the turn is committed waits in the reply itself.
 */

import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { CallEventBody } from '../log/events.ts';
import type { LanguageModel, ModelError, OnDegraded, ToolDeclaration } from '../models/interfaces.ts';
import { PLANNING_BUDGET_DEFAULTS, type PlanningBudget } from '../planning/budget.ts';
import type { Conversation } from '../planning/conversation.ts';
import type { PlannedToolCall } from '../planning/plan.ts';
import type { ToolResults } from '../planning/talker.ts';
import type { AnsweredTurn } from './answered-turn.ts';
import type { Mouth } from './mouth.ts';
import { type Prompted, Reply, type TurnSource } from './reply.ts';
import type { TurnTimes } from './turn-times.ts';

export type Question = Pick<AnsweredTurn, 'text' | 'source' | 'askedBy' | 'ground'>;
export interface ReplyMakings {
  readonly agent: AgentDefinition;
  /** The one that answers this turn. */
  modelFor(text: string, source: TurnSource): LanguageModel;
  vision: LanguageModel | undefined;
  /** What may be called now: what is shown to the call changes it. */
  tools(): ToolDeclaration[];
  mouth: Mouth;
  conversation: Conversation;
  nowMs(): number;
  /** `atCommit` takes what may be noted only when the turn is committed. */
  prompt(
    text: string,
    source: TurnSource,
    times: TurnTimes,
    atCommit: (event: (generation: number) => CallEventBody) => void,
  ): Promise<Prompted>;
  note(event: CallEventBody): void;
  onModelUsage(
    generation: number,
    usage: { provider: string; inputTokens: number; outputTokens: number; cachedInputTokens: number },
  ): void;
  onSwitched: OnDegraded;
  /** The agent wants to hang up after this reply: what to say when the reply itself says nothing. */
  partingLine(): string | undefined;
}
/** The turn that a reply reports to. */
export interface ReplyKeeper {
  /** The turn in hand, for what a guess has cost. */
  generation(): number;
  failed(reply: Reply, error: ModelError): void;
  changes(tool: string): boolean;
  working(reply: Reply, busy: boolean): void;
  runTools(reply: Reply, step: number, calls: readonly PlannedToolCall[]): Promise<ToolResults>;
  ended(reply: Reply): void;
}

export function prepareReply(question: Question, times: TurnTimes, makings: ReplyMakings, keeper: ReplyKeeper): Reply {
  const { text, source, askedBy, ground } = question;
  const { agent, vision, mouth, conversation, nowMs, note } = makings;
  const noteAtCommit = (event: (generation: number) => CallEventBody) =>
    reply.atCommit((generation) => note(event(generation)));
  const reply: Reply = new Reply({
    text,
    askedBy,
    source,
    done: ground.done ?? [],
    given: ground.given,
    fixed: ground.fixed,
    llm: makings.modelFor(text, source),
    vision,
    tools: makings.tools(),
    budget: budgetOf(agent),
    wayOut: () => makings.partingLine() ?? agent.lines.wayOut,
    history: [...conversation.messages],
    prompt: (asking) =>
      makings.prompt(text, source, times, (event) => asking.atCommit((generation) => note(event(generation)))),
    utterance: mouth.utterance({
      onRequest: () => times.mark('synthesisAsked', nowMs()),
      onFirstByte: () => times.mark('firstByte', nowMs()),
    }),
    times,
    nowMs,
    events: {
      onPlan: (step, plan) =>
        noteAtCommit((generation) => ({
          type: 'planned',
          generation,
          step,
          plan: plan.decision,
          prompt: agent.prompt.replace(/\.[^.]*$/, ''),
          promptVersion: agent.prompt.split('.').at(-1) ?? '',
        })),
      // A guess that is thrown away was paid for too: it is booked on the turn it was made for.
      onUsage: (usage) => makings.onModelUsage(reply.generation ?? keeper.generation(), usage),
      onBudgetSpent: (what) =>
        noteAtCommit((generation) => ({
          type: 'degraded',
          stage: 'plan',
          action: 'way out',
          reason: `the budget of ${what} is spent`,
          generation,
        })),
      onSwitched: makings.onSwitched,
      onFailed: (error) => keeper.failed(reply, error),
      onWorking: (busy) => keeper.working(reply, busy),
      changes: (tool) => keeper.changes(tool),
      runTools: (step, calls) => keeper.runTools(reply, step, calls),
      onEnded: () => keeper.ended(reply),
    },
  });
  return reply;
}

function budgetOf(agent: AgentDefinition): PlanningBudget {
  const given = Object.entries(agent.budget).filter(([, value]) => value !== undefined);
  return { ...PLANNING_BUDGET_DEFAULTS, ...Object.fromEntries(given) };
}
