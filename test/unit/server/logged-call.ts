/** A short call as its worker would have logged it. */

import type { EventLog } from '../../../agents/log/event-log.ts';
import type { CallEvent, CallEventBody } from '../../../agents/log/events.ts';

/** Numbers bodies from `firstSeq` on. */
export const eventsOf = (callId: string, bodies: readonly CallEventBody[], firstSeq = 1): CallEvent[] =>
  bodies.map((body, index) => ({
    ...body,
    v: 1,
    callId,
    seq: firstSeq + index,
    atMs: 1_800_000_000_000 + (firstSeq + index) * 100,
  }));

export const STARTED: CallEventBody = {
  type: 'call.started',
  roomName: 'room-a',
  jobId: 'job-a',
  agent: 'companion',
  agentVersion: '1',
  models: { stt: 'deepgram nova-3' },
};
export const ENDED: CallEventBody = { type: 'call.ended', reason: 'caller left', outcome: 'completed' };
export const TURN: CallEventBody[] = [
  { type: 'participant.joined', identity: 'user-1', userId: 'user-1', kind: 'standard', name: { private: 'Martin' } },
  {
    type: 'turn.committed',
    generation: 1,
    source: 'speech',
    text: { private: 'what is 23 times 17' },
    speculative: true,
  },
  { type: 'tool.intended', generation: 1, tool: 'arithmetic', callKey: 'k1', arguments: { private: '23*17' } },
  { type: 'tool.judged', generation: 1, tool: 'arithmetic', callKey: 'k1', verdict: 'allow', reason: 'read only' },
  {
    type: 'tool.finished',
    generation: 1,
    tool: 'arithmetic',
    callKey: 'k1',
    outcome: 'ok',
    result: { private: '391' },
    tookMs: 2,
  },
  { type: 'reply.composed', generation: 1, text: { private: 'It is 391. Anything else?' }, kind: 'answer' },
  { type: 'reply.heard', generation: 1, text: { private: 'It is 391.' }, complete: false, interrupted: true },
  { type: 'turn.timed', generation: 1, stagesMs: { 'hear.endpoint': 310, 'turn.ear': 505 } },
  { type: 'cost', generation: 1, provider: 'openai gpt-4.1-mini', inputTokens: 120, outputTokens: 9, usd: 0.002 },
  { type: 'cost', generation: 1, provider: 'local:flite', characters: 25 },
  { type: 'degraded', stage: 'recall', action: 'answered without memory', reason: 'deadline' },
];

/** Logs a call of one turn; live unless `ended`. */
export async function logCall(log: EventLog, callId: string, ended = true): Promise<CallEvent[]> {
  const events = eventsOf(callId, [STARTED, ...TURN, ...(ended ? [ENDED] : [])]);
  await log.append(callId, 'user-1', events);
  return events;
}
