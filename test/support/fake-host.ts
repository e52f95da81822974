/**
 * A host without a mind: joins rooms as the real one does, says what it is told to, and breaks on demand. A process of its own.
 * The dispatch's metadata steers it: `{"test": {"joinDelayMs": 500, "fail": "reason", "endAfterMs": 100, "hang": true, "exit": true, "aloneMs": 500}}`.
 */
import process from 'node:process';
import { Room, RoomEvent } from '@livekit/rtc-node';
import { z } from 'zod';
import type { CallEvent, CallEventBody } from '../../agents/log/events.ts';
import { LOG_VERSION } from '../../agents/log/events.ts';
import type { CallAssignment, HostToWorker, WorkerToHost } from '../../agents/worker/host-messages.ts';

const wishes = z.object({
  test: z
    .object({
      joinDelayMs: z.number(),
      fail: z.string(),
      endAfterMs: z.number(),
      hang: z.boolean(),
      exit: z.boolean(),
      aloneMs: z.number(),
    })
    .partial()
    .default({}),
});

interface Call {
  assignment: CallAssignment;
  room: Room;
  seq: number;
}
const calls = new Map<string, Call>();
let draining = false;

const say = (message: HostToWorker): void => {
  if (process.connected) process.send?.(message);
};

function log(call: Call, body: CallEventBody): void {
  call.seq += 1;
  const event = {
    v: LOG_VERSION,
    callId: call.assignment.callId,
    seq: call.seq,
    atMs: Date.now(),
    ...body,
  } as CallEvent;
  say({ type: 'events', callId: call.assignment.callId, userId: undefined, events: [event] });
}

async function start(assignment: CallAssignment): Promise<void> {
  const { callId } = assignment;
  const room = new Room();
  const call: Call = { assignment, room, seq: assignment.history.at(-1)?.seq ?? 0 };
  calls.set(callId, call);
  const parsed = assignment.metadata.startsWith('{') ? wishes.safeParse(JSON.parse(assignment.metadata)) : undefined;
  const wish = parsed?.data?.test ?? {};
  if (assignment.agent === 'nobody') return end(callId, 'failed', 'There is no agent "nobody" in the catalog.');
  if (wish.fail) return end(callId, 'failed', wish.fail);
  if (wish.joinDelayMs) await new Promise((resolve) => setTimeout(resolve, wish.joinDelayMs));
  room.on(RoomEvent.Disconnected, () => void end(callId, 'completed', 'the room is closed'));
  room.on(RoomEvent.ParticipantDisconnected, () => {
    if (room.remoteParticipants.size === 0) void end(callId, 'completed', 'the caller left', true);
  });
  room.on(RoomEvent.DataReceived, (_payload, participant, _kind, topic) => {
    if (participant === undefined && topic === 'parley.bell') say({ type: 'bell', callId });
  });
  await room.connect(assignment.url, assignment.token, { autoSubscribe: false, dynacast: false });
  if (assignment.history.length === 0)
    log(call, {
      type: 'call.started',
      roomName: assignment.roomName,
      jobId: assignment.jobId,
      agent: assignment.agent,
      agentVersion: '1',
      models: {},
    });
  else
    log(call, {
      type: 'degraded',
      stage: 'host',
      action: 'taken over',
      reason: `history of ${assignment.history.length} events`,
    });
  say({ type: 'call-started', callId });
  if (wish.exit) process.kill(process.pid, 'SIGKILL');
  if (wish.hang) for (;;);
  if (wish.aloneMs !== undefined)
    setTimeout(() => {
      if (room.remoteParticipants.size === 0) void end(callId, 'completed', 'nobody is there');
    }, wish.aloneMs);
  if (wish.endAfterMs !== undefined)
    setTimeout(() => void end(callId, 'completed', 'the agent said goodbye'), wish.endAfterMs);
}

async function end(callId: string, outcome: 'completed' | 'failed', reason: string, callerLeft = false): Promise<void> {
  const call = calls.get(callId);
  if (!calls.delete(callId) || !call) return;
  log(call, { type: 'call.ended', reason, outcome });
  await call.room.disconnect().catch(() => {});
  say({ type: 'call-ended', callId, outcome, reason, callerLeft });
  if (draining && calls.size === 0) process.exit(0);
}

process.on('message', (message: WorkerToHost) => {
  switch (message.type) {
    case 'start-call':
      start(message.assignment).catch((error: unknown) => end(message.assignment.callId, 'failed', String(error)));
      return;
    case 'end-call':
      void end(message.callId, 'completed', message.reason);
      return;
    case 'command': {
      const call = calls.get(message.callId);
      if (!call) return;
      log(call, { type: 'command.consumed', command: message.command.type, commandId: message.command.id });
      if (message.command.type === 'end') void end(message.callId, 'completed', message.command.reason);
      return;
    }
    case 'ping':
      say({
        type: 'pong',
        n: message.n,
        load: { calls: calls.size, cpuFraction: 0.01, loopLagP95Ms: 1, rssBytes: process.memoryUsage().rss },
      });
      return;
    case 'drain':
      draining = true;
      if (calls.size === 0) process.exit(0);
      return;
    case 'committed':
    case 'commit-failed':
      return;
  }
});
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
say({ type: 'ready', pid: process.pid });
