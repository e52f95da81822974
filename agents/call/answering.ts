/**
 * Answers turns: keeps at most one guess and one committed reply, gives the committed one its voice, watches that it
 * is not late, and keeps the record of what was said and heard. Obeys the turn machine's commands; decides no turns.
 */
import type { Executor } from '../acting/executor.ts';
import type { PolicyQuestion } from '../acting/policy/policy.ts';
import type { ToolOutcome } from '../acting/tool-outcome.ts';
import type { TurnEvent } from '../hearing/turn-events.ts';
import type { ChatMessage, ModelError } from '../models/interfaces.ts';
import { marked, type ProvenanceSource } from '../observation/schema.ts';
import type { WordsOf } from '../planning/asked-words.ts';
import type { PlannedToolCall } from '../planning/plan.ts';
import type { ToolResults } from '../planning/talker.ts';
import { type LatencyBudget, whenLate } from '../speaking/budget.ts';
import type { Heard } from '../speaking/speaker.ts';
import { type AnsweredTurn, answeredTurn, type Commit, type TurnGround } from './answered-turn.ts';
import { prepareReply, type Question, type ReplyMakings } from './prepare-reply.ts';
import type { Reply, TurnSource } from './reply.ts';
import type { StepPlan } from './supervised.ts';
import { TurnTimes } from './turn-times.ts';

export interface AnsweringOptions extends ReplyMakings {
  executor: Executor;
  latency: LatencyBudget;
  channel(): PolicyQuestion['channel'];
  confidence(): number | undefined;
  /** Time of the final transcript behind the latest words. */
  finalAtMs(): number | undefined;
  tell(event: TurnEvent): void;
  onModelFailed(generation: number, error: ModelError, action: string): void;
  /** The answer was given up because it did not come in time. */
  onLate(reason: string): void;
  onTimed(generation: number, times: TurnTimes): void;
  /** The reply has been heard to its end or was cut. */
  onHeard(turn: HeardTurn): void;
  /** Words of the agent that were heard, of an answer or of anything else. */
  onSaid(heard: string): void;
  /** The question that a lost host left unanswered, and the turn it was asked in: what that did is not done again. */
  owed?: { text: string; generation: number; done: readonly ChatMessage[] } | undefined;
  /** These calls are one plan, and are about to be run. */
  planBegins(plan: StepPlan): void;
  /** Another agent has the call since the turn's tools ran: the rest of the turn is theirs. */
  handedOver(): boolean;
  /** What asks the caller for the yes that this turn's tools wait for, clause by clause. */
  confirmation(): readonly string[] | undefined;
}
export interface HeardTurn {
  generation: number;
  text: string;
  askedBy: WordsOf;
  heard: string;
  interrupted: boolean;
  /** Whose content the model had before it. */
  informedBy: readonly ProvenanceSource[];
}
/** A tool may take this much longer than the budget before the caller is told that it does not work. */
const TOOL_GRACE_MS = 12_000;

export class Answering {
  readonly #options: AnsweringOptions;
  #guess:
    | { reply: Reply; askedBy: WordsOf; times: TurnTimes; done: readonly ChatMessage[]; history: number }
    | undefined;
  #turn: AnsweredTurn | undefined;
  #owed: AnsweringOptions['owed'];
  #fillers = 0;

  constructor(options: AnsweringOptions) {
    this.#options = options;
    this.#owed = options.owed;
  }

  /** Prepares the answer to what will most likely be asked. */
  speculate(text: string, source: TurnSource = 'speech', askedBy: WordsOf = 'caller'): void {
    this.discard();
    const times = new TurnTimes();
    const done = this.#owed?.text === text ? this.#owed.done : [];
    const reply = this.#prepare({ text, source, askedBy, ground: { done } }, times);
    this.#guess = { reply, askedBy, times, done, history: this.#options.conversation.revision };
  }
  discard(): void {
    this.#guess?.reply.abort();
    this.#guess = undefined;
  }

  commit(command: Commit, given: TurnGround = {}): void {
    const owed = this.#owed?.text === command.text ? this.#owed : undefined;
    this.#owed = undefined;
    const { conversation, mouth, nowMs, note } = this.#options;
    const before = this.#turn;
    this.cut(before?.generation ?? -1);
    const voided = before?.generation === command.replaces ? before?.reply.acts : undefined;
    const done = owed?.done ?? voided ?? [];
    const ground: TurnGround = { ...(owed && { occurrence: owed.generation }), done, ...given };
    if (command.replaces !== undefined) conversation.dropLastTurn();
    const guess = this.#guess;
    this.#guess = undefined;
    // A guess made on another conversation (an answer was cut since) answers another question.
    const { text, source, askedBy = source === 'system' ? 'system' : 'caller' } = command;
    const fits =
      guess &&
      !ground.given &&
      (guess.done === done || (guess.done.length === 0 && done.length === 0)) &&
      ground.fixed === undefined &&
      guess.reply.text === text &&
      guess.askedBy === askedBy &&
      guess.history === conversation.revision &&
      !guess.reply.failure;
    if (guess && !fits) guess.reply.abort();
    const times = fits ? guess.times : new TurnTimes();
    const reply = fits ? guess.reply : this.#prepare({ text, source, askedBy, ground }, times);
    times.lastLoudAtMs = command.lastLoudAtMs;
    const finalAtMs = this.#options.finalAtMs();
    if (command.source === 'speech' && finalAtMs !== undefined) times.mark('finalTranscript', finalAtMs);
    times.mark('committed', nowMs());
    const turn = answeredTurn(command, reply, nowMs(), before, ground);
    this.#turn = turn;
    this.#watch(turn);
    conversation.asked(text, askedBy);
    note({
      type: 'turn.committed',
      generation: command.generation,
      source: command.source,
      ...(turn.askedBy === 'operator' ? { askedBy: turn.askedBy } : {}),
      text: marked(command.text),
      speculative: Boolean(fits),
    });
    mouth.begin(command.generation);
    this.#attach(turn, reply);
    if (ground.given) this.#awaitGiven(reply, ground.given);
  }

  /** Ends `generation` (of any kind) for good and keeps what was heard of it. */
  cut(generation: number): void {
    const heard = this.#options.mouth.cut(generation);
    const turn = this.#turn;
    if (turn && turn.generation === generation && !turn.over) {
      turn.reply.abort();
      this.#close(turn, heard?.text ?? '', true);
    } else if (heard) this.#heardOutside(heard, true);
  }
  /** Everything of a generation has sounded. */
  finished(heard: Heard): void {
    const turn = this.#turn;
    if (turn && turn.generation === heard.generation) this.#close(turn, heard.text, false);
    else this.#heardOutside(heard, false);
  }
  /** The answer's voice failed: the mouth apologises, and what the model may still say or do is of no use. */
  voiceLost(generation: number): void {
    const turn = this.#turn;
    if (!turn || turn.generation !== generation || turn.over) return;
    clearTimeout(turn.timer);
    turn.reply.abort();
    this.#composed(turn, this.#options.agent.lines.apology, 'apology');
    this.#options.mouth.finish(generation);
  }
  answerSounds(generation: number): void {
    const turn = this.#turn;
    if (!turn || turn.generation !== generation || turn.firstAudioAtMs !== undefined) return;
    turn.firstAudioAtMs = this.#options.nowMs();
    turn.times.mark('sounding', turn.firstAudioAtMs);
  }
  stop(): void {
    this.discard();
    if (this.#turn) {
      clearTimeout(this.#turn.timer);
      this.#turn.reply.abort();
    }
  }

  /** Gives the reply its voice as soon as there is something to hear: a filler may come before it. */
  #attach(turn: AnsweredTurn, reply: Reply): void {
    turn.audible = reply.utterance.more().then(() => this.#voice(turn, reply));
    reply.commit(turn.generation);
    if (reply.ended) this.#replyEnded(reply);
  }
  #voice(turn: AnsweredTurn, reply: Reply): void {
    if (turn.over || turn.reply !== reply || turn.voiced === reply || reply.signal.aborted) return;
    turn.voiced = reply;
    this.#options.mouth.say(turn.generation, reply.utterance, 'answer');
  }
  #prepare(question: Question, times: TurnTimes): Reply {
    return prepareReply(question, times, this.#options, {
      generation: () => this.#turn?.generation ?? 0,
      failed: (reply, error) => this.#failed(reply, error),
      working: (reply, busy) => this.#working(reply, busy),
      changes: (tool) => this.#options.executor.changes(tool),
      runTools: (reply, step, calls) => this.#runTools(reply, step, calls),
      ended: (reply) => this.#replyEnded(reply),
    });
  }
  /** What is done before the model is asked may take as long as a tool. */
  #awaitGiven(reply: Reply, given: Promise<unknown>): void {
    this.#working(reply, true);
    void given.catch(() => undefined).then(() => this.#working(reply, false));
  }
  async #runTools(reply: Reply, step: number, calls: readonly PlannedToolCall[]): Promise<ToolResults> {
    const generation = reply.generation ?? 0;
    this.#options.planBegins({ generation, step, calls });
    const outcomes = await Promise.all(calls.map((call) => this.#runTool(reply, call)));
    const texts = outcomes.map(({ text }) => text);
    const asksCaller = outcomes.filter(({ outcome, by }) => outcome === 'waiting' && by === 'caller');
    if (this.#turn?.reply === reply && asksCaller.length > 0) this.#turn.confirms = true;
    // What the caller is asked is read to them as it is: the model has nothing to add.
    if (asksCaller.length === outcomes.length || this.#options.handedOver()) return { texts, next: 'stop' };
    return { texts, next: outcomes.some(({ endsTools }) => endsTools) ? 'no-tools' : undefined };
  }
  async #runTool(reply: Reply, call: PlannedToolCall): Promise<ToolOutcome> {
    const turn = this.#turn;
    if (!turn || turn.reply !== reply) return { outcome: 'error', text: 'The turn is over.' };
    const informs = (tool: string) => this.#options.executor.informs(tool);
    const suspicions = await reply.suspicions(informs);
    const request = {
      name: call.name,
      argumentsJson: call.argumentsJson,
      generation: turn.generation,
      occurrence: turn.occurrence,
      askedBy: turn.askedBy,
      informedBy: reply.informedBy(informs),
      suspicions,
      channel: this.#options.channel(),
      confidence: turn.source === 'speech' ? this.#options.confidence() : undefined,
    };
    return await this.#options.executor.run(request, reply.signal);
  }
  #working(reply: Reply, busy: boolean): void {
    const turn = this.#turn;
    if (!turn || turn.reply !== reply || turn.over) return;
    turn.toolDeadlineAtMs = busy
      ? this.#options.nowMs() + TOOL_GRACE_MS
      : this.#options.nowMs() + this.#options.latency.apologyAfterMs;
    this.#options.tell({ type: 'working', generation: turn.generation, busy });
    this.#watch(turn);
  }
  #replyEnded(reply: Reply): void {
    const turn = this.#turn;
    if (!turn || turn.reply !== reply || turn.over || reply.failure) return;
    const parting = reply.utterance.text === '' ? this.#options.partingLine() : undefined;
    if (parting) this.#options.mouth.line(turn.generation, parting, 'answer');
    const asking = turn.confirms ? (this.#options.confirmation() ?? []) : [];
    const text = [parting ?? reply.utterance.text, ...asking].filter(Boolean).join(' ');
    if (text !== '') this.#composed(turn, text, 'answer');
    void turn.audible.then(() => {
      if (turn.over || turn.reply !== reply) return;
      if (asking.length > 0) this.#options.mouth.clauses(turn.generation, asking, 'answer');
      this.#options.mouth.finish(turn.generation);
    });
  }
  #composed(turn: AnsweredTurn, text: string, kind: 'answer' | 'filler' | 'apology'): void {
    this.#options.note({ type: 'reply.composed', generation: turn.generation, text: marked(text), kind });
  }
  #failed(reply: Reply, error: ModelError): void {
    const turn = this.#turn;
    if (!turn || turn.reply !== reply || turn.over) return;
    if (
      !reply.spoken &&
      !reply.acted &&
      !turn.retried &&
      error.retryable &&
      this.#options.nowMs() - turn.committedAtMs < this.#options.latency.fillerAfterMs
    ) {
      turn.retried = true;
      this.#options.onModelFailed(turn.generation, error, 'asked again');
      turn.reply = this.#prepare(turn, turn.times);
      this.#attach(turn, turn.reply);
      return;
    }
    this.#options.onModelFailed(turn.generation, error, 'apology');
    if (!reply.spoken) return this.#apologise(turn);
    // What it had already said is worth hearing; the watch goes on, for it may get stuck yet.
    this.#composed(turn, reply.utterance.text, 'answer');
    this.#voice(turn, reply);
    this.#sayApology(turn);
  }
  #apologise(turn: AnsweredTurn): void {
    turn.reply.abort();
    clearTimeout(turn.timer);
    this.#sayApology(turn);
  }
  #sayApology(turn: AnsweredTurn): void {
    const { mouth, agent } = this.#options;
    this.#composed(turn, agent.lines.apology, 'apology');
    mouth.line(turn.generation, agent.lines.apology, 'apology');
    mouth.finish(turn.generation);
  }

  /** Looks at the clock when the budget says so. */
  #watch(turn: AnsweredTurn): void {
    clearTimeout(turn.timer);
    if (turn.over) return;
    const { nowMs, latency, mouth, agent, note } = this.#options;
    const now = nowMs();
    const { utterance } = turn.reply;
    if (utterance.writtenSamples > utterance.readSamples || turn.firstAudioAtMs === now) turn.lastAudioAtMs = now;
    const action = whenLate(
      {
        committedAtMs: turn.committedAtMs,
        firstAudioAtMs: turn.firstAudioAtMs,
        fillerSaid: turn.fillerSaid,
        toolDeadlineAtMs: turn.toolDeadlineAtMs,
        lastAudioAtMs: turn.lastAudioAtMs,
        ended: turn.reply.ended && (utterance.complete || utterance.dead),
      },
      latency,
      now,
    );
    if (action.do === 'wait') {
      if (action.untilMs !== undefined)
        turn.timer = setTimeout(() => this.#watch(turn), Math.max(10, Math.min(action.untilMs - now, 1_000)));
      return;
    }
    if (action.do === 'filler') {
      turn.fillerSaid = true;
      const { filler } = agent.lines;
      const line = filler[this.#fillers++ % filler.length] ?? '';
      this.#composed(turn, line, 'filler');
      note({
        type: 'degraded',
        stage: 'turn.ear',
        action: 'filler',
        reason: `no answer after ${latency.fillerAfterMs} ms`,
        generation: turn.generation,
      });
      mouth.line(turn.generation, line, 'filler');
      return this.#watch(turn);
    }
    const reason = action.do === 'apologise' ? 'no answer in time' : 'the answer stopped coming';
    note({ type: 'degraded', stage: 'turn.ear', action: 'apology', reason, generation: turn.generation });
    this.#options.onLate(reason);
    this.#apologise(turn);
  }

  #close(turn: AnsweredTurn, heard: string, interrupted: boolean): void {
    if (turn.over) return;
    turn.over = true;
    clearTimeout(turn.timer);
    const { conversation, nowMs, note } = this.#options;
    turn.times.mark('finished', nowMs());
    turn.unsettled = turn.reply.unsettled;
    conversation.exchange(turn.reply.acts);
    conversation.heard(heard, interrupted);
    note({
      type: 'reply.heard',
      generation: turn.generation,
      text: marked(heard),
      complete: !interrupted,
      interrupted,
    });
    this.#options.onSaid(heard);
    if (turn.firstAudioAtMs !== undefined) this.#options.onTimed(turn.generation, turn.times);
    note({ type: 'turn.timed', generation: turn.generation, stagesMs: turn.times.stages() });
    const { generation, text, askedBy } = turn;
    const informedBy = turn.reply.informedBy((tool) => this.#options.executor.informs(tool));
    this.#options.onHeard({ generation, text, askedBy, heard, interrupted, informedBy });
  }
  /** A greeting, a prompt or an announcement was heard. */
  #heardOutside(heard: Heard, interrupted: boolean): void {
    if (heard.text === '') return;
    this.#options.conversation.heard(heard.text, interrupted);
    this.#options.onSaid(heard.text);
    this.#options.note({
      type: 'reply.heard',
      generation: heard.generation,
      text: marked(heard.text),
      complete: !interrupted,
      interrupted,
    });
  }
}
