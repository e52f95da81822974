/** Connects what waits for a person's yes, and what the agent has to tell by itself, with the other parts of a call. */
import { isBlank } from '../hearing/turn-utterance.ts';
import type { ApprovalDeskOptions } from './approval-desk.ts';
import type { CallParts } from './call-parts.ts';
import type { Report, ReportsOptions } from './reports.ts';

export function approvalDeskOptions(parts: CallParts): ApprovalDeskOptions {
  const { agent, assignment, deps, record, signal } = parts.ground;
  return {
    client: deps.approvals,
    executor: () => parts.executor,
    confirmLine: () => agent.definition.lines.confirm,
    language: () => agent.definition.language,
    userId: () => parts.caller.userId ?? assignment.callId,
    identity: () => parts.caller.userId,
    channel: () => parts.caller.channel,
    confidence: () => parts.ears.confidence,
    heardSoFar: () => parts.mouth.heardSoFar()?.text ?? '',
    note: (event) => record.note(event),
    show: (event) => parts.room.send(event),
    report: (report) => parts.reports.tell(report),
    toldBy: (generation, report) => parts.reports.toldBy(generation, report),
    signal,
    epochMs: () => Date.now(),
    warn: (facts, message) => deps.log.warn(facts, message),
  };
}

export function reportsOptions(parts: CallParts): ReportsOptions {
  return {
    tryTell: (report) => tellNow(report, parts),
    onDropped: () => parts.ground.deps.log.warn('too much to tell: the oldest was given up'),
  };
}

/** Takes the floor if it is free; a caller who is asked for a yes is not talked to about something else. */
function tellNow({ text, given }: Report, parts: CallParts): number | undefined {
  const { ground, driver, approvals, answering, handOver, operator } = parts;
  if (ground.isOver() || operator.speaks || !driver.floorIsFree() || approvals.awaitsCaller) return undefined;
  handOver.turnBegins();
  const generation = driver.nextGeneration();
  driver.send({ type: 'agent-speaks', generation });
  answering.commit(
    { type: 'commit-turn', generation, text, source: 'system', lastLoudAtMs: undefined, decidedBy: 'report' },
    { given: Promise.resolve(given) },
  );
  return generation;
}

/** Somebody begins to say or type something; `fresh` when nothing they said before waits for its answer. */
export const noteWords = (parts: Pick<CallParts, 'approvals' | 'driver'>, identity: string | undefined): void =>
  parts.approvals.words(identity, isBlank(parts.driver.state.utterance));
