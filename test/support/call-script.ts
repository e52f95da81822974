/** Events of a made-up call, numbered by themselves: tests say what happens, not seq and time. */
import type { CallEvent, CallEventBody } from '../../agents/log/events.ts';
import { marked } from '../../agents/observation/schema.ts';

const START_MS = Date.parse('2026-03-02T10:00:00Z');

/** The bodies as events of one call, from seq `from` on, 100 ms apart. */
export const script = (callId: string, bodies: readonly CallEventBody[], from = 1): CallEvent[] =>
  bodies.map(
    (body, index): CallEvent => ({ ...body, v: 1, callId, seq: from + index, atMs: START_MS + (from + index) * 100 }),
  );

export const started: CallEventBody = {
  type: 'call.started',
  roomName: 'room-1',
  jobId: 'AJ_1',
  agent: 'parley',
  agentVersion: '1',
  models: { stt: 'double' },
};
export const joined = (userId: string, name = 'Martin'): CallEventBody => ({
  type: 'participant.joined',
  identity: `id-${userId}`,
  userId,
  kind: 'standard',
  name: marked(name),
});
export const asked = (generation: number, text: string): CallEventBody => ({
  type: 'turn.committed',
  generation,
  source: 'speech',
  text: marked(text),
  speculative: false,
});
export const composed = (generation: number, text: string): CallEventBody => ({
  type: 'reply.composed',
  generation,
  text: marked(text),
  kind: 'answer',
});
export const heard = (
  generation: number,
  text: string,
  how: 'so-far' | 'complete' | 'interrupted' = 'complete',
): CallEventBody => ({
  type: 'reply.heard',
  generation,
  text: marked(text),
  complete: how === 'complete',
  interrupted: how === 'interrupted',
});
export const ended: CallEventBody = { type: 'call.ended', reason: 'the caller left', outcome: 'completed' };

/** `count` committed turns in a call that has started. */
export const longCall = (callId: string, count: number): CallEvent[] =>
  script(callId, [started, ...Array.from({ length: count }, (_, index) => asked(index + 1, `sentence ${index + 1}`))]);
