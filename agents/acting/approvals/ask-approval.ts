/**
 * Asks for a person's yes: stored first, written into the call's log second, and only then is anybody told that it
 * waits. What cannot be asked for is denied; nothing is ever run here.
 */
import type { CallEventBody } from '../../log/events.ts';
import { marked } from '../../observation/schema.ts';
import type { JudgedFacts } from '../judged-facts.ts';
import type { PolicyQuestion, Verdict } from '../policy/policy.ts';
import { MAX_SPOKEN_READ_BACK_CHARACTERS, readBackOf } from '../read-back.ts';
import type { Tool } from '../tool.ts';
import { readApproved } from '../tool-arguments.ts';
import type { ToolOutcome } from '../tool-outcome.ts';
import type { Approval, ApprovalRequest, Approver } from './approval.ts';
import type { PendingApproval } from './pending-approval.ts';

/** Who keeps what waits, and tells people. */
export interface ApprovalWaitingRoom {
  /** Whose content the arguments are. */
  userId(): string;
  channel(): PolicyQuestion['channel'];
  /** The participant whose words are being acted on. */
  identity(): string | undefined;
  /** Holds a place; a sentence says why there is none. */
  reserve(pending: PendingApproval): string | undefined;
  /** It could not be asked for after all. */
  release(id: string): void;
  /** It is stored and written down: whoever must say yes is told. */
  waits(pending: PendingApproval): void;
  request(request: ApprovalRequest, signal: AbortSignal): Promise<Approval>;
  withdraw(id: string): void;
}
export interface ApprovalQuestion {
  callId: string;
  agent: string;
  tool: Tool;
  input: unknown;
  argumentsJson: string;
  generation: number;
  callKey: string;
  verdict: Verdict;
  judged: JudgedFacts;
}
export interface AskEffects {
  epochMs(): number;
  durable(events: CallEventBody[]): Promise<void>;
}

export async function askApproval(
  question: ApprovalQuestion,
  room: ApprovalWaitingRoom | undefined,
  effects: AskEffects,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  const { tool, input, argumentsJson, generation, callKey, verdict } = question;
  const denied = (why: string): ToolOutcome => ({
    outcome: 'denied',
    text: `${tool.name} was not run. This needs a person's approval: ${verdict.reason}. ${why}`,
  });
  const by: Approver = verdict.approval?.by ?? 'operator';
  if (!room || !verdict.approval) return denied('Nobody can be asked for it here.');
  const exact = readApproved(tool, argumentsJson);
  if ('problem' in exact) return denied(`It cannot be asked for: ${exact.problem}`);
  const readBack = readBackOf(tool, input);
  if (by === 'caller' && readBack.length > MAX_SPOKEN_READ_BACK_CHARACTERS)
    return denied(`It is too long to be read to the caller (${readBack.length} characters): use fewer words.`);

  const nowMs = effects.epochMs();
  const expiresAtMs = nowMs + verdict.approval.expiresInMs;
  const wanted = { id: crypto.randomUUID(), tool: tool.name, generation, callKey, by, argumentsJson, readBack };
  const reserved: PendingApproval = { ...wanted, expiresAtMs, identity: room.identity() };
  const objection = room.reserve(reserved);
  if (objection !== undefined) return denied(objection);
  let id = reserved.id;
  try {
    const stored = await room.request(requestOf(question, reserved, room.userId(), nowMs), signal);
    id = stored.id;
    const pending = { ...reserved, id: stored.id, expiresAtMs: stored.expiresAtMs };
    if (stored.argumentsJson.private !== argumentsJson)
      throw new Error('another question with the same key waits already');
    await effects.durable([asked(pending, verdict), judgedEvent(pending, question)]);
    if (by === 'caller' && signal.aborted) throw new Error('the turn that asked for it was over');
    room.release(reserved.id);
    room.waits(pending);
    return waiting(pending);
  } catch (error) {
    room.release(reserved.id);
    room.withdraw(id);
    return denied(`It could not be asked for: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What the model is told of something that waits. */
export const waiting = ({ by, readBack }: Pick<PendingApproval, 'by' | 'readBack'>): ToolOutcome => ({
  outcome: 'waiting',
  by,
  text:
    by === 'caller'
      ? `Nothing was done yet: it waits for the caller's yes. The caller is being asked: '${readBack} Shall I?'`
      : `Nothing was done yet: it waits for a colleague's approval (${readBack}). Say so, and go on with other things; what comes of it will be told.`,
});

const requestOf = (
  { callId, agent, tool, generation, callKey, verdict, argumentsJson }: ApprovalQuestion,
  { id, by, readBack, expiresAtMs }: PendingApproval,
  userId: string,
  requestedAtMs: number,
): ApprovalRequest => ({
  id,
  subject: { kind: 'call', callId, generation },
  agent,
  userId,
  tool: tool.name,
  label: tool.label,
  tier: tool.tier,
  callKey,
  argumentsJson: marked(argumentsJson),
  readBack: marked(readBack),
  reason: verdict.reason,
  by,
  requestedAtMs,
  expiresAtMs,
});
const asked = (pending: PendingApproval, { reason }: Verdict): CallEventBody => ({
  type: 'approval.requested',
  generation: pending.generation,
  approvalId: pending.id,
  tool: pending.tool,
  callKey: pending.callKey,
  by: pending.by,
  arguments: marked(pending.argumentsJson),
  readBack: marked(pending.readBack),
  reason,
  expiresAtMs: pending.expiresAtMs,
});
const judgedEvent = (
  { generation, tool, callKey }: PendingApproval,
  { verdict, judged }: ApprovalQuestion,
): CallEventBody => ({
  type: 'tool.judged',
  generation,
  tool,
  callKey,
  verdict: 'escalate',
  reason: verdict.reason,
  ...judged,
});
