/** What the database thread can be asked to do: name, input and output of each operation. Types only. */

import type { Approval, ApprovalRequest, ApprovalVote, VoteOutcome } from '../../acting/approvals/approval.ts';
import type { ApprovalFilter } from '../../acting/approvals/approval-store.ts';
import type { RuleSet, RuleSetSummary } from '../../acting/policy/rule-set.ts';
import type { Added, NewRuleSet } from '../../acting/policy/rule-set-store.ts';
import type { KillSwitch } from '../../acting/toolbox/toolbox-api.ts';
import type { MemoryOperations } from '../../memory/sqlite/operations.ts';
import type { InboxCommand } from '../../worker/host-messages.ts';
import type { WaitingCommand } from '../call-inbox.ts';
import type { CallFilter, CallPage, CallSummary, Integrity, LogRow } from '../event-log.ts';
import type { CallEvent, CallEventType } from '../events.ts';
import type { StoreErrorData } from '../store-error.ts';
import type { KnowledgeOperations } from './knowledge-operations.ts';
import type { RetentionOperations } from './retention-operations.ts';
import type { TaskOperations } from './task-operations.ts';

export interface AppendBatch {
  callId: string;
  userId: string | undefined;
  events: readonly CallEvent[];
}
export type AppendOutcome = { lastSeq: number } | { error: StoreErrorData };

export interface LogOperations {
  /** All batches in one transaction; a batch that is refused does not touch the others. */
  'log.append': { input: AppendBatch[]; output: AppendOutcome[] };
  /** Of every type, when none are named. */
  'log.read': {
    input: { callId: string; afterSeq: number; limit: number; types?: readonly CallEventType[] | undefined };
    output: LogRow[];
  };
  'log.tail': { input: { afterPosition: number; limit: number }; output: LogRow[] };
  'log.head': { input: undefined; output: number };
  'log.calls': {
    input: { filter: CallFilter; page: CallPage };
    output: { calls: CallSummary[]; next: string | undefined };
  };
  'log.verify': { input: { callId: string }; output: Integrity };
  'keys.destroy': { input: { userId: string }; output: { keysDestroyed: number } };
  /** Epoch ms; 0: none was. */
  'keys.lastDestroyed': { input: undefined; output: number };
  'database.limit': { input: { maxBytes: number }; output: undefined };
}

export interface InboxOperations {
  'inbox.put': { input: { callId: string; command: InboxCommand }; output: undefined };
  'inbox.waiting': { input: { callIds: string[] }; output: WaitingCommand[] };
  'inbox.remove': { input: { callId: string; commandId: string }; output: undefined };
  'inbox.clear': { input: { callId: string }; output: undefined };
}

export interface ApprovalOperations {
  'approval.request': { input: ApprovalRequest; output: Approval };
  'approval.get': { input: { id: string }; output: Approval | undefined };
  'approval.list': { input: { filter: ApprovalFilter; limit: number }; output: Approval[] };
  'approval.vote': {
    input: { id: string; vote: ApprovalVote; editedArgumentsJson?: string; shownArgumentsJson?: string };
    output: VoteOutcome;
  };
  'approval.withdraw': { input: { id: string; nowMs: number }; output: Approval | undefined };
  'approval.expire': { input: { nowMs: number }; output: Approval[] };
  'approval.remind': { input: { beforeMs: number; nowMs: number }; output: Approval[] };
}

export interface ToolSwitchOperations {
  'toolSwitch.all': { input: undefined; output: KillSwitch[] };
  'toolSwitch.set': { input: KillSwitch; output: undefined };
}

export interface PolicyOperations {
  'policy.current': { input: undefined; output: RuleSet | undefined };
  'policy.version': { input: { version: number }; output: RuleSet | undefined };
  'policy.history': { input: { before?: number; limit: number }; output: RuleSetSummary[] };
  'policy.add': { input: NewRuleSet; output: Added };
}

export type DatabaseOperations = LogOperations &
  ApprovalOperations &
  InboxOperations &
  KnowledgeOperations &
  MemoryOperations &
  PolicyOperations &
  RetentionOperations &
  TaskOperations &
  ToolSwitchOperations;
export type OperationName = keyof DatabaseOperations;
export type Input<N extends OperationName> = DatabaseOperations[N]['input'];
export type Output<N extends OperationName> = DatabaseOperations[N]['output'];
export type Handlers<Names extends OperationName> = { [N in Names]: (input: Input<N>) => Output<N> };

export interface ThreadRequest {
  id: number;
  name: OperationName;
  input: unknown;
}
export type ThreadReply =
  | { type: 'opened' }
  | { type: 'not-opened'; error: StoreErrorData }
  | { type: 'done'; id: number; output: unknown }
  | { type: 'failed'; id: number; error: StoreErrorData };
export interface ThreadStart {
  file: string;
  masterKeyFile: string;
  maxBytes: number | undefined;
}
