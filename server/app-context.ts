/** What the routes are handed. Built once by the root, or by a test with its own parts; nothing here opens anything. */
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ApprovalStore } from '../agents/acting/approvals/approval-store.ts';
import type { RuleSetStore } from '../agents/acting/policy/rule-set-store.ts';
import type { KnowledgeClient } from '../agents/knowledge/knowledge-client.ts';
import type { CallInbox } from '../agents/log/call-inbox.ts';
import type { EventLog } from '../agents/log/event-log.ts';
import type { TaskStore } from '../agents/tasks/task-store.ts';
import type { ServerConfig } from './config/config.ts';
import type { ServerSecrets } from './config/secrets.ts';
import type { LiveKitLink } from './livekit.ts';
import type { Limits } from './plugins/limits.ts';
import type { AgentDirectory } from './records/agent-directory.ts';
import type { MemoryRecords } from './records/memory-records.ts';
import type { ToolDesk } from './records/tool-desk.ts';
import type { StatusMonitor } from './status/status-monitor.ts';

/** The server reads the log and may forget a user; only a call's worker writes it. */
export type CallLogReader = Pick<EventLog, 'read' | 'calls' | 'subscribe' | 'head' | 'forgetUser' | 'lastForgottenMs'>;

export interface AppContext {
  config: ServerConfig;
  secrets: ServerSecrets;
  log: FastifyBaseLogger;
  livekit: LiveKitLink;
  eventLog: CallLogReader;
  inbox: Pick<CallInbox, 'put'>;
  approvals: Pick<ApprovalStore, 'get' | 'list' | 'vote'>;
  /** Versions of the stored rules. */
  policies: Pick<RuleSetStore, 'current' | 'version' | 'history' | 'add'>;
  tasks: Pick<TaskStore, 'create' | 'get' | 'list' | 'log' | 'append' | 'requestCancel'>;
  /** There is a task to look at. Does not wait: the engine looks by itself as well. */
  wakeTasks: () => void;
  memory: MemoryRecords;
  tools: ToolDesk;
  knowledge: KnowledgeClient;
  agents: AgentDirectory;
  status: StatusMonitor;
  /** Epoch milliseconds. */
  nowMs: () => number;
  limits: Limits;
  /** Unset: 30 s. */
  requestDeadlineMs?: number;
}

/** The application with zod as its schema language. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;
