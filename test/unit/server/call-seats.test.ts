/** A person of the console in a live call: seats with exactly the rights they need, and commands to the call. */
import { TokenVerifier } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { createInMemoryCallInbox } from '../../../agents/log/in-memory-call-inbox.ts';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { connectLiveKit } from '../../../server/livekit.ts';
import { CONSOLE_USERS, loggedIn } from './console-login.ts';
import { logCall } from './logged-call.ts';
import { LIVEKIT_KEY, LIVEKIT_SECRET, testApp, withKey } from './test-app.ts';

async function appWithLiveCall() {
  const eventLog = createInMemoryEventLog();
  await logCall(eventLog, 'live', false);
  await logCall(eventLog, 'over');
  const inbox = createInMemoryCallInbox();
  const url = 'ws://127.0.0.1:1';
  const livekit = {
    ...connectLiveKit({ url, apiKey: LIVEKIT_KEY, apiSecret: LIVEKIT_SECRET, agentName: 'parley' }),
    ring: async () => {},
  };
  const app = await testApp({ PARLEY_CONSOLE_USERS: CONSOLE_USERS }, { eventLog, inbox, livekit });
  const anna = await loggedIn(app, 'anna', 'decides-this-one');
  const post = (address: string, payload?: object, headers: Record<string, string> = anna) =>
    app.inject({
      method: 'POST',
      url: `/api/calls/${address}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
  return Object.assign(app, { inbox, post });
}
const claims = (token: string) => new TokenVerifier(LIVEKIT_KEY, LIVEKIT_SECRET).verify(token);

test('a whisper reaches the call with the name of who whispers', async () => {
  await using app = await appWithLiveCall();
  expect((await app.post('live/whisper', { text: 'She is a gold customer.' })).statusCode).toBe(202);
  expect((await app.inbox.waiting(['live'])).map(({ command }) => command)).toMatchObject([
    { type: 'whisper', text: 'She is a gold customer.', from: 'anna' },
  ]);
});

test('who takes a call over may speak in its room and do nothing else, and the agent is told who it is', async () => {
  await using app = await appWithLiveCall();
  const reply = await app.post('live/takeover');
  expect(reply.statusCode).toBe(201);
  const { identity, participant_token: token } = reply.json();
  const { video, attributes, name, sub } = await claims(token);
  expect({ attributes, name, sub }).toEqual({
    attributes: { 'parley.operator': 'speaking' },
    name: 'anna',
    sub: identity,
  });
  expect(video).toMatchObject({
    room: 'room-a',
    canPublish: true,
    canPublishSources: ['microphone'],
    canPublishData: false,
    hidden: false,
  });
  expect((await app.inbox.waiting(['live'])).map(({ command }) => command)).toMatchObject([
    { type: 'take-over', identity, from: 'anna' },
  ]);
  await app.post('live/giveback');
  expect((await app.inbox.waiting(['live'])).at(-1)?.command).toMatchObject({ type: 'give-back', from: 'anna' });
});

test('who listens is hidden and mute', async () => {
  await using app = await appWithLiveCall();
  const { participant_token: token } = (await app.post('live/listen')).json();
  expect((await claims(token)).video).toMatchObject({ hidden: true, canPublish: false, canSubscribe: true });
  expect(await app.inbox.waiting(['live'])).toEqual([]);
});

test.each(['whisper', 'listen', 'takeover', 'giveback'])(
  '%s is for people who operate, in calls that run',
  async (what) => {
    await using app = await appWithLiveCall();
    const payload = what === 'whisper' ? { text: 'Hello' } : undefined;
    const over = await app.post(`over/${what}`, payload);
    expect([over.statusCode, over.json().error.code]).toEqual([409, 'call_over']);
    expect((await app.post(`live/${what}`, payload, withKey)).json().error.code).toBe('session_required');
    const vera = await loggedIn(app, 'vera', 'look-at-everything');
    expect((await app.post(`live/${what}`, payload, vera)).json().error.code).toBe('role_required');
  },
);
