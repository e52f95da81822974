/** What the page knows of one call. Types only. */
import type { PageEvent } from '../../../server/api/page-events.ts';
import type { ActiveAgent } from './active-agent.ts';
import type { AskedApproval } from './approvals.ts';
import type { MicrophoneProblem } from './microphone-problem.ts';
import type { Sight } from './sight.ts';
import type { Entry } from './transcript.ts';

export type EndReason = 'hung-up' | 'agent-ended' | 'lost' | 'room-closed' | 'elsewhere' | 'removed';
export type Microphone = 'off' | 'on' | 'muted';

export interface CallState {
  phase: 'home' | 'connecting' | 'microphone-help' | 'in-call' | 'ended';
  connection: 'steady' | 'reconnecting';
  /** Why the last attempt to call failed. */
  failure: { code: string; message: string } | undefined;
  agent: ActiveAgent | undefined;
  /** No agent has come, or has come back, within the time a person will wait. */
  agentOverdue: boolean;
  hello: Extract<PageEvent, { type: 'hello' }> | undefined;
  entries: readonly Entry[];
  /** Stage -> the sentence that says what is done instead. */
  degraded: Readonly<Record<string, string>>;
  personRequested: string | undefined;
  /** The person who speaks instead of the agent. */
  colleague: string | undefined;
  remembered: readonly string[];
  ending: string | undefined;
  microphone: Microphone;
  microphoneProblem: MicrophoneProblem | undefined;
  pushToTalk: boolean;
  talkHeld: boolean;
  /** What waits for a yes, the latest last. */
  approvals: readonly AskedApproval[];
  sight: Sight;
  startedAtMs: number | undefined;
  endedAtMs: number | undefined;
  endReason: EndReason | undefined;
}
