/**
 * The parts of one call as they know each other. They are made one after another: what is read while they are made must
 * be made before, everything else is read when it is used. Types only.
 */
import type { Executor } from '../acting/executor.ts';
import type { TurnDriver } from '../hearing/turn-driver.ts';
import type { Conversation } from '../planning/conversation.ts';
import type { CallRoomPort } from '../room/call-room-port.ts';
import type { CallAssignment } from '../worker/host-messages.ts';
import type { AgentLines } from './agent-lines.ts';
import type { Answering } from './answering.ts';
import type { ApprovalDesk } from './approval-desk.ts';
import type { CallDependencies } from './call-dependencies.ts';
import type { CallInput } from './call-input.ts';
import type { CallOutcome } from './call-outcome.ts';
import type { CallRecord } from './call-record.ts';
import type { CallerDesk } from './caller-desk.ts';
import type { CallerMemory } from './caller-memory.ts';
import type { CurrentAgent } from './current-agent.ts';
import type { Ears } from './ears.ts';
import type { Ending } from './ending.ts';
import type { HandOver } from './hand-over.ts';
import type { Mouth } from './mouth.ts';
import type { OperatorDesk } from './operator-desk.ts';
import type { OperatorEar } from './operator-ear.ts';
import type { Presenting } from './presenting.ts';
import type { Reports } from './reports.ts';
import type { ResumedCall } from './resume.ts';
import type { Routing } from './routing.ts';
import type { Showing } from './showing.ts';
import type { Supervised } from './supervised.ts';
import type { TaskReports } from './task-reports.ts';
import type { Troubles } from './troubles.ts';

/** What is there before the first part is made. */
export interface CallGround {
  readonly assignment: CallAssignment;
  readonly deps: CallDependencies;
  readonly agent: CurrentAgent;
  readonly resumed: ResumedCall | undefined;
  readonly record: CallRecord;
  readonly signal: AbortSignal;
  /** Nothing is said, begun or decided any more. */
  isOver(): boolean;
  finish(outcome: CallOutcome): void;
}
export interface CallParts {
  readonly ground: CallGround;
  readonly conversation: Conversation;
  readonly ending: Ending;
  readonly memory: CallerMemory;
  readonly troubles: Troubles;
  readonly room: CallRoomPort;
  readonly driver: TurnDriver;
  readonly mouth: Mouth;
  readonly ears: Ears;
  readonly showing: Showing;
  readonly presenting: Presenting;
  readonly approvals: ApprovalDesk;
  readonly reports: Reports;
  readonly operator: OperatorDesk;
  readonly operatorEar: OperatorEar;
  readonly taskReports: TaskReports;
  readonly handOver: HandOver;
  readonly routing: Routing;
  readonly supervised: Supervised;
  readonly executor: Executor;
  readonly answering: Answering;
  readonly lines: AgentLines;
  readonly caller: CallerDesk;
  readonly input: CallInput;
}

/** The turn that is being answered, or was last. */
export const turnInHand = ({ driver }: Pick<CallParts, 'driver'>): number => driver.nextGeneration() - 1;
