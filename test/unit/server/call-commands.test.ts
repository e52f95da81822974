/** Commands to a live call: durable first, then a bell without content. */
import { expect, test } from 'vitest';
import { createInMemoryCallInbox } from '../../../agents/log/in-memory-call-inbox.ts';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { ApiError } from '../../../server/errors.ts';
import { connectLiveKit } from '../../../server/livekit.ts';
import { logCall } from './logged-call.ts';
import { LIVEKIT_KEY, LIVEKIT_SECRET, testApp, withKey } from './test-app.ts';

async function appWithLiveCall(ring: (room: string) => Promise<void> = async () => {}) {
  const eventLog = createInMemoryEventLog();
  await logCall(eventLog, 'live', false);
  await logCall(eventLog, 'over');
  const inbox = createInMemoryCallInbox();
  const rung: string[] = [];
  const real = connectLiveKit({
    url: 'ws://127.0.0.1:1',
    apiKey: LIVEKIT_KEY,
    apiSecret: LIVEKIT_SECRET,
    agentName: 'parley',
  });
  const livekit = {
    ...real,
    ring: async (room: string) => {
      // The command must be there before the bell says so.
      rung.push(`${room}:${(await inbox.waiting(['live'])).length}`);
      await ring(room);
    },
  };
  const app = await testApp({}, { eventLog, inbox, livekit });
  const post = (url: string, payload?: object, headers: Record<string, string> = withKey) =>
    app.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) });
  return Object.assign(app, { inbox, rung, post });
}

test('a message waits in the inbox before the bell of the room is rung, with the name of who sent it', async () => {
  await using app = await appWithLiveCall();
  const reply = await app.post('/api/calls/live/messages', { text: 'Offer a refund.' });
  expect(reply.statusCode).toBe(202);
  const { commandId, rung } = reply.json();
  expect(rung).toBe(true);
  expect(app.rung).toEqual(['room-a:1']);
  expect(await app.inbox.waiting(['live'])).toEqual([
    { callId: 'live', command: { id: commandId, type: 'message', text: 'Offer a refund.', from: 'tests' } },
  ]);
});

test('a call is ended with a reason, or with the usual one', async () => {
  await using app = await appWithLiveCall();
  expect((await app.post('/api/calls/live/end')).statusCode).toBe(202);
  expect((await app.post('/api/calls/live/end', { reason: 'shift over' })).statusCode).toBe(202);
  expect((await app.inbox.waiting(['live'])).map(({ command }) => command)).toMatchObject([
    { type: 'end', reason: 'ended by the operator' },
    { type: 'end', reason: 'shift over' },
  ]);
});

test('sending twice with one Idempotency-Key does once', async () => {
  await using app = await appWithLiveCall();
  for (const _ of [1, 2])
    expect(
      (await app.post('/api/calls/live/messages', { text: 'x' }, { ...withKey, 'idempotency-key': 'once' })).json()
        .commandId,
    ).toBe('once');
  expect(await app.inbox.waiting(['live'])).toHaveLength(1);
});

test('a bell that does not ring loses nothing and is said', async () => {
  await using app = await appWithLiveCall(async () => {
    throw new ApiError('livekit_unreachable', 'LiveKit did not answer.');
  });
  expect((await app.post('/api/calls/live/messages', { text: 'x' })).json()).toMatchObject({ rung: false });
  expect(await app.inbox.waiting(['live'])).toHaveLength(1);
});

test('a call that is over or unknown takes no command, and a stranger gives none', async () => {
  await using app = await appWithLiveCall();
  const over = await app.post('/api/calls/over/messages', { text: 'x' });
  expect([over.statusCode, over.json().error.code]).toEqual([409, 'call_over']);
  const unknown = await app.post('/api/calls/nope/end');
  expect([unknown.statusCode, unknown.json().error.code]).toEqual([404, 'call_not_found']);
  expect((await app.post('/api/calls/live/messages', { text: 'x' }, {})).statusCode).toBe(401);
  expect(await app.inbox.waiting(['live', 'over'])).toEqual([]);
});
