/** One line per live call, kept up to date by reading only what is new. */
import { expect, test, vi } from 'vitest';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { foldLiveView, newLiveView } from '../../../server/calls/live-view.ts';
import { ENDED, eventsOf, logCall, STARTED } from './logged-call.ts';
import { testApp, withKey } from './test-app.ts';

const phases = (bodies: Parameters<typeof eventsOf>[1]) => {
  let view = newLiveView();
  return eventsOf('c', bodies).map((event) => {
    view = foldLiveView(view, event);
    return view.phase;
  });
};

test('a live call says who is on the line, what it does, what was said last and what is degraded', async () => {
  const eventLog = createInMemoryEventLog();
  await logCall(eventLog, 'over');
  await logCall(eventLog, 'live', false);
  await using app = await testApp({}, { eventLog });
  const { calls, more } = (await app.inject({ url: '/api/live-calls', headers: withKey })).json();
  expect(more).toBe(false);
  expect(calls).toEqual([
    expect.objectContaining({
      callId: 'live',
      agent: 'companion',
      userId: 'user-1',
      callerName: 'Martin',
      channel: 'browser',
      phase: 'listening',
      turns: 1,
      last: expect.objectContaining({ who: 'agent', text: 'It is 391.' }),
      degraded: [expect.objectContaining({ stage: 'recall', action: 'answered without memory' })],
    }),
  ]);
});

test('asking again reads only what is new, and a call that is over is gone', async () => {
  const eventLog = createInMemoryEventLog();
  const events = await logCall(eventLog, 'live', false);
  const read = vi.spyOn(eventLog, 'read');
  await using app = await testApp({}, { eventLog });
  const lines = async () => (await app.inject({ url: '/api/live-calls', headers: withKey })).json().calls;
  await lines();
  read.mockClear();
  await lines();
  expect(read).not.toHaveBeenCalled();
  const next = eventsOf(
    'live',
    [{ type: 'turn.committed', generation: 2, source: 'typed', text: { private: 'and now?' }, speculative: false }],
    events.length + 1,
  );
  await eventLog.append('live', 'user-1', next);
  expect(await lines()).toMatchObject([{ phase: 'thinking', turns: 2, last: { who: 'caller', text: 'and now?' } }]);
  expect(read.mock.calls.map(([, after]) => after)).toEqual([events.length]);
  await eventLog.append('live', 'user-1', eventsOf('live', [ENDED], events.length + 2));
  expect(await lines()).toEqual([]);
});

test('a call that a person has taken over stays so while it goes on, until it is given back', () => {
  expect(
    phases([
      STARTED,
      { type: 'participant.joined', identity: 'u', userId: 'u', kind: 'sip' },
      { type: 'operator.took-over', from: 'anna', identity: 'operator-anna-1' },
      { type: 'turn.committed', generation: 1, source: 'speech', text: { private: 'hi' }, speculative: false },
      { type: 'operator.gave-back', from: 'anna', reason: 'done' },
      { type: 'reply.composed', generation: 1, text: { private: 'Hello.' }, kind: 'answer' },
      { type: 'call.ended', reason: 'host died', outcome: 'handed-over' },
      { type: 'degraded', stage: 'host', action: 'went on', reason: 'it died' },
    ]),
  ).toEqual(['starting', 'listening', 'taken-over', 'taken-over', 'listening', 'speaking', 'moving', 'listening']);
});

test('nobody without a key or a login sees who is on the line', async () => {
  await using app = await testApp();
  expect((await app.inject('/api/live-calls')).statusCode).toBe(401);
});
