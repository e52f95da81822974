/**
 * Everything of a call that waits for a person's yes: who was asked, what they decided, and that exactly that is done
 * once. The caller answers in the call, operators answer elsewhere and the call is told. The executor alone acts.
 */
import type { Approval, ApprovalRequest } from '../acting/approvals/approval.ts';
import type { ApprovalsClient } from '../acting/approvals/approvals-client.ts';
import type { ApprovalWaitingRoom } from '../acting/approvals/ask-approval.ts';
import type { Approved, PendingApproval } from '../acting/approvals/pending-approval.ts';
import { spokenAnswer } from '../acting/approvals/spoken-answer.ts';
import type { Executor } from '../acting/executor.ts';
import type { PolicyQuestion } from '../acting/policy/policy.ts';
import type { ToolOutcome } from '../acting/tool-outcome.ts';
import type { CallEventBody } from '../log/events.ts';
import { marked } from '../observation/schema.ts';
import type { PageEvent } from '../room/page-events.ts';
import type { Commit, TurnGround } from './answered-turn.ts';
import { refusalText, reportOf, whatHappened } from './approval-words.ts';
import { CallerQuestion } from './caller-question.ts';
import type { Report } from './reports.ts';

export interface ApprovalDeskOptions {
  client: ApprovalsClient;
  executor(): Pick<Executor, 'runApproved' | 'refused'>;
  /** The line that asks the caller for their yes. */
  confirmLine(): string;
  /** Of the agent who asks. */
  language(): string;
  userId(): string;
  identity(): string | undefined;
  channel(): PolicyQuestion['channel'];
  /** Recogniser's confidence in the latest words. */
  confidence(): number | undefined;
  heardSoFar(): string;
  note(event: CallEventBody): void;
  show(event: PageEvent): void;
  /** Has the agent tell it when the floor is free. */
  report(report: Report): void;
  /** `generation` tells it; if nothing of that is heard, it is to be told again. */
  toldBy(generation: number, report: Promise<Report | undefined>): void;
  /** Ends with the call. What was approved is done to its end, whoever talks over it. */
  signal: AbortSignal;
  epochMs(): number;
  warn(facts: Record<string, unknown>, message: string): void;
}
/** More would be a flood: a person reads each of them. */
const MAX_PENDING = 20;
/** The store marks what is past its time within a second or two, and says so; this is for when it cannot. */
const EXPIRY_GRACE_MS = 3_000;
/** A question that is talked over this often is given up. */
const MAX_READINGS = 3;
const WITHDRAW_MS = 3_000;
const LOOK_AGAIN_MS = [1_000, 3_000, 10_000] as const;

export class ApprovalDesk implements ApprovalWaitingRoom {
  readonly #options: ApprovalDeskOptions;
  readonly #pending = new Map<string, { pending: PendingApproval; timer: NodeJS.Timeout | undefined }>();
  #question: CallerQuestion | undefined;

  constructor(options: ApprovalDeskOptions) {
    this.#options = options;
  }

  userId(): string {
    return this.#options.userId();
  }
  identity(): string | undefined {
    return this.#options.identity();
  }
  channel(): PolicyQuestion['channel'] {
    return this.#options.channel();
  }
  /** The caller is asked for a yes and has not answered. */
  get awaitsCaller(): boolean {
    return this.#question !== undefined;
  }

  reserve(pending: PendingApproval): string | undefined {
    if (this.#pending.size >= MAX_PENDING) return `${MAX_PENDING} things already wait for a person in this call.`;
    if (pending.by === 'caller') {
      const asked = this.#question?.pending;
      if (asked && asked.generation >= pending.generation)
        return 'The caller is being asked about something else: ask for this when they have answered.';
      if (asked) this.#withdrawn(asked);
      this.#question = this.#questionAbout(pending);
    }
    this.#pending.set(pending.id, { pending, timer: undefined });
    return undefined;
  }
  release(id: string): void {
    this.#take(id);
  }
  request(request: ApprovalRequest, signal: AbortSignal): Promise<Approval> {
    return this.#options.client.request(request, AbortSignal.any([signal, this.#options.signal]));
  }
  withdraw(id: string): void {
    const { client, epochMs, warn } = this.#options;
    // The call may be over: its own signal would keep it from being tidied up.
    void client
      .withdraw(id, epochMs(), AbortSignal.timeout(WITHDRAW_MS))
      .catch((error: unknown) => warn({ error: String(error) }, 'an approval could not be withdrawn'));
  }
  waits(pending: PendingApproval, heard = false): void {
    const inMs = Math.max(0, pending.expiresAtMs - this.#options.epochMs()) + EXPIRY_GRACE_MS;
    const timer = setTimeout(() => void this.decided(pending.id), Math.min(inMs, 2 ** 31 - 1));
    timer.unref();
    this.#pending.set(pending.id, { pending, timer });
    if (pending.by === 'caller') this.#question = this.#questionAbout(pending, heard);
    this.#show(pending, 'asked');
  }

  /** What is read to the caller now, clause by clause. */
  confirmation(): readonly string[] | undefined {
    return this.#question?.read();
  }
  /** The agent was heard to say this. */
  said(heard: string): void {
    this.#question?.said(heard);
  }
  /** Somebody begins, or goes on, to say or type something. */
  words(identity: string | undefined, fresh: boolean): void {
    this.#question?.words(identity, fresh);
  }
  /** What the model may not decide of this turn. */
  answeredBy(command: Commit): TurnGround {
    const question = this.#question;
    // What an operator writes is no answer of the caller.
    if (!question || command.askedBy === 'operator') return {};
    if (question.unanswered)
      return spokenAnswer(command.text, this.#options.language()) === 'neither' ? {} : { fixed: question.read() };
    const { pending } = question;
    const consent = question.answer(command, this.#options.confidence(), this.#options.epochMs());
    if (consent === 'read-again' && question.readings < MAX_READINGS) return { fixed: question.read() };
    if (consent === 'yes' || consent === 'no') return this.#answered(pending, consent, command.generation);
    this.#withdrawn(pending);
    const why =
      consent === 'too-late'
        ? 'Nothing was done: the yes came too late. Ask for it again if the caller still wants it.'
        : 'Nothing was done: the caller did not confirm it. If they still want it, or something else, ask for that tool anew.';
    return { given: Promise.resolve([{ role: 'system', content: `${pending.tool}: ${why}` }]) };
  }
  /** The caller's answer by hand, to what they can read on the page. */
  async clicked(id: string, decision: 'approve' | 'refuse', identity: string | undefined): Promise<void> {
    const { report } = this.#options;
    const pending = this.#pending.get(id)?.pending;
    if (pending?.by !== 'caller' || identity === undefined || identity !== pending.identity) return;
    if (this.#question?.pending.id === id) this.#question = undefined;
    const told = await this.#vote(pending, decision);
    if (told) report(told);
  }
  /** Somebody else is the caller now: what the one before was asked is not for them. */
  another(): void {
    if (this.#question) this.#withdrawn(this.#question.pending);
  }
  /** A decision is stored, or should be by now. */
  async decided(id: string, attempt = 0): Promise<void> {
    const { client, signal, report, warn } = this.#options;
    if (!this.#pending.has(id) || signal.aborted) return;
    try {
      const approval = await client.get(id, signal);
      const pending = this.#pending.get(id)?.pending;
      if (!pending) return;
      if (approval && approval.status !== 'pending') {
        const told = await this.#settle(pending, approval);
        return told && report(told);
      }
      await this.#pastItsTime(id);
    } catch (error) {
      warn({ approval: id, error: String(error) }, 'an approval could not be looked at');
      const againMs = LOOK_AGAIN_MS[attempt];
      if (againMs !== undefined) setTimeout(() => void this.decided(id, attempt + 1), againMs).unref();
      else await this.#pastItsTime(id);
    }
  }
  /** The call is over: nobody would hear what came of it. */
  close(): void {
    for (const { pending } of [...this.#pending.values()]) {
      this.#take(pending.id);
      this.#noteDecided(pending, 'withdrawn', 'system');
      this.withdraw(pending.id);
    }
  }

  /** The store has not marked it, has lost it or cannot be asked: past its time it is not approved any more. */
  async #pastItsTime(id: string): Promise<void> {
    const pending = this.#pending.get(id)?.pending;
    if (!pending || this.#options.epochMs() < pending.expiresAtMs) return;
    const told = await this.#settle(pending, { status: 'expired', votes: [] });
    if (told) this.#options.report(told);
  }

  #answered(pending: PendingApproval, consent: 'yes' | 'no', generation: number): TurnGround {
    this.#question = undefined;
    const voting = this.#vote(pending, consent === 'yes' ? 'approve' : 'refuse');
    this.#options.toldBy(generation, voting);
    const before = [{ role: 'system' as const, content: `${pending.tool}: this was decided before.` }];
    return { given: voting.then((told) => told?.given ?? before) };
  }
  /** The caller's vote, and what came of it. Never throws: a yes that cannot be recorded is none. */
  async #vote(pending: PendingApproval, decision: 'approve' | 'refuse'): Promise<Report | undefined> {
    const { client, signal, epochMs } = this.#options;
    const by = pending.identity ?? 'caller';
    try {
      const vote = { decision, by, role: 'caller' as const, atMs: epochMs() };
      const result = await client.vote(pending.id, vote, signal);
      if (result.outcome === 'unknown-approval') throw new Error('it is not known there any more');
      if (result.outcome === 'not-allowed') throw new Error(result.why);
      return await this.#settle(pending, result.approval);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#options.warn({ approval: pending.id, error: why }, 'an answer could not be recorded');
      if (!this.#take(pending.id)) return undefined;
      this.#noteDecided(pending, 'withdrawn', 'system');
      this.withdraw(pending.id);
      const text = `${pending.tool} was not run: the caller's answer could not be recorded: ${why}`;
      return this.#refused(pending, text, 'The answer of the caller could not be recorded.');
    }
  }
  /** Does what was decided, once: whoever comes second finds nothing waiting. */
  async #settle(
    pending: PendingApproval,
    approval: Pick<Approval, 'status' | 'votes'> & Partial<Approval>,
  ): Promise<Report | undefined> {
    const { status, votes } = approval;
    if (status === 'pending' || !this.#take(pending.id)) return undefined;
    const edited = approval.editedArgumentsJson?.private;
    const by = status === 'expired' ? 'system' : (votes.at(-1)?.by ?? 'system');
    const reason = votes.findLast((vote) => vote.reason !== undefined)?.reason;
    this.#noteDecided(pending, status, by, {
      ...(edited === undefined ? {} : { arguments: marked(edited) }),
      ...(reason === undefined ? {} : { reason }),
    });
    if (status !== 'approved')
      return this.#refused(pending, refusalText({ status, by: pending.by, votes }), whatHappened(status, pending.by));
    const argumentsJson = edited ?? pending.argumentsJson;
    return await this.#perform(pending, { by, argumentsJson });
  }
  /** It was approved before another host took the call over. */
  resume(pending: PendingApproval, yes: Approved): void {
    void this.#perform(pending, yes).then((told) => this.#options.report(told));
  }
  async #perform(pending: PendingApproval, yes: Approved): Promise<Report> {
    const outcome = await this.#options.executor().runApproved(pending, yes, this.#options.signal);
    const changed =
      yes.argumentsJson === pending.argumentsJson ? '' : ' They changed it before: only what was changed was done.';
    return reportOf(pending, yes.argumentsJson, outcome, `${whatHappened('approved', pending.by)}${changed}`);
  }
  #refused(pending: PendingApproval, text: string, what: string): Report {
    const outcome: ToolOutcome = this.#options.executor().refused(pending, text);
    return reportOf(pending, pending.argumentsJson, outcome, what);
  }
  #withdrawn(pending: PendingApproval): void {
    if (!this.#take(pending.id)) return;
    this.withdraw(pending.id);
    this.#noteDecided(pending, 'withdrawn', 'system');
    this.#options.executor().refused(pending, 'Nothing was done: it was not confirmed.');
  }
  #take(id: string): boolean {
    const waiting = this.#pending.get(id);
    clearTimeout(waiting?.timer);
    if (this.#question?.pending.id === id) this.#question = undefined;
    return this.#pending.delete(id);
  }
  #questionAbout(pending: PendingApproval, heard = false): CallerQuestion {
    const { confirmLine, language, heardSoFar } = this.#options;
    return new CallerQuestion(pending, { template: confirmLine(), language: language(), heardSoFar }, heard);
  }
  #noteDecided(
    { generation, id, callKey, ...pending }: PendingApproval,
    decision: Exclude<Approval['status'], 'pending'>,
    by: string,
    more: object = {},
  ): void {
    this.#options.note({ type: 'approval.decided', generation, approvalId: id, callKey, decision, by, ...more });
    this.#show({ generation, id, callKey, ...pending }, decision);
  }
  #show({ id, readBack, by, expiresAtMs }: PendingApproval, phase: Extract<PageEvent, { type: 'approval' }>['phase']) {
    this.#options.show({ type: 'approval', id, action: readBack, by, expiresAtMs, phase });
  }
}
