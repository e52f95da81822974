/** LiveKit's webhooks: believed when LiveKit signed exactly what came. */
import { createHash } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { LIVEKIT_KEY, LIVEKIT_SECRET, testApp, withKey } from './test-app.ts';

const BODY = JSON.stringify({
  event: 'participant_joined',
  id: 'EV_1',
  room: { name: 'room-a' },
  participant: { identity: 'ada' },
});

async function signatureOf(body: string, secret = LIVEKIT_SECRET): Promise<string> {
  const token = new AccessToken(LIVEKIT_KEY, secret);
  token.sha256 = createHash('sha256').update(body).digest('base64');
  return await token.toJwt();
}
const send = (app: Awaited<ReturnType<typeof testApp>>, body: string, authorization: string) =>
  app.inject({
    method: 'POST',
    url: '/api/livekit/webhook',
    payload: body,
    headers: { 'content-type': 'application/webhook+json', authorization, host: 'voice.internal' },
  });

test('a signed event is taken, whatever the server is called', async () => {
  await using app = await testApp();
  const reply = await send(app, BODY, await signatureOf(BODY));
  expect([reply.statusCode, reply.json()]).toEqual([200, { received: 'participant_joined' }]);
});

test('an event of a later LiveKit is taken too', async () => {
  await using app = await testApp();
  const body = JSON.stringify({ event: 'room_teleported', somethingNew: { x: 1 } });
  expect((await send(app, body, await signatureOf(body))).json()).toEqual({ received: 'room_teleported' });
});

test('a changed body, another secret, an API key or no signature is refused', async () => {
  await using app = await testApp();
  for (const [body, signature] of [
    [BODY.replace('ada', 'eve'), await signatureOf(BODY)],
    [`${BODY} `, await signatureOf(BODY)],
    [BODY, await signatureOf(BODY, 'another-secret-of-thirty-two-characters')],
    [BODY, withKey.authorization],
    [BODY, ''],
  ] as const) {
    const reply = await send(app, body, signature);
    expect([reply.statusCode, reply.json().error.code]).toEqual([401, 'webhook_unverified']);
  }
});

test('a signed body that is not an event is refused', async () => {
  await using app = await testApp();
  for (const body of ['not json', '[]', '{"event":{}}']) {
    expect((await send(app, body, await signatureOf(body))).statusCode).toBe(401);
  }
});
