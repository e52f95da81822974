/** POST /api/token: who gets which token. */
import { TrackSource } from '@livekit/protocol';
import { TokenVerifier } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { AGENTS, LIVEKIT_KEY, LIVEKIT_SECRET, TEST_KEY, testApp, withKey } from './test-app.ts';

const verifier = new TokenVerifier(LIVEKIT_KEY, LIVEKIT_SECRET);
const claimsOf = async (reply: { json(): unknown }) => {
  const body = reply.json();
  if (typeof body !== 'object' || body === null || !('participant_token' in body))
    throw new Error(`No token in ${JSON.stringify(body)}`);
  return await verifier.verify(String(body.participant_token));
};
type App = Awaited<ReturnType<typeof testApp>>;
const ask = (app: App, payload: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: '/api/token', payload, headers });
const cookieOf = (reply: Awaited<ReturnType<typeof ask>>) =>
  `${reply.cookies[0]?.name}=${encodeURIComponent(reply.cookies[0]?.value ?? '')}`;

test('an anonymous browser gets an identity in a signed cookie, a fresh room and the default agent', async () => {
  await using app = await testApp();
  const reply = await ask(app, {});
  expect(reply.statusCode).toBe(201);
  expect(reply.json().server_url).toBe('ws://127.0.0.1:7880');
  expect(reply.cookies[0]).toMatchObject({ name: 'parley_user', httpOnly: true, sameSite: 'Strict', path: '/' });
  const claims = await claimsOf(reply);
  expect(claims.sub).toMatch(/^user-[\w-]{22}$/);
  expect(reply.cookies[0]?.value.startsWith(`${claims.sub}.`)).toBe(true);
  expect(claims.video?.room).toMatch(/^call-[\w-]{22}$/);
  expect(claims.roomConfig?.agents).toMatchObject([
    { agentName: 'parley', metadata: JSON.stringify({ agent: 'companion' }) },
  ]);
});

test('the same browser keeps its identity and gets another room for each call', async () => {
  await using app = await testApp();
  const first = await ask(app, {});
  const second = await ask(app, {}, { cookie: cookieOf(first) });
  const [before, after] = [await claimsOf(first), await claimsOf(second)];
  expect(after.sub).toBe(before.sub);
  expect(after.video?.room).not.toBe(before.video?.room);
});

test('the token grants joining one room, speaking, showing, typing and listening, for ten minutes, and nothing else', async () => {
  await using app = await testApp();
  const { video, exp, nbf, sip, kind, metadata } = await claimsOf(await ask(app, {}));
  expect(video).toEqual({
    room: video?.room,
    roomJoin: true,
    canPublish: true,
    canPublishSources: ['microphone', 'camera', 'screen_share'],
    canPublishData: true,
    canSubscribe: true,
    canUpdateOwnMetadata: false,
  });
  expect(TrackSource.MICROPHONE).toBe(2);
  expect((exp ?? 0) - (nbf ?? 0)).toBe(600);
  expect({ sip, kind, metadata }).toEqual({ sip: undefined, kind: undefined, metadata: undefined });
});

test('a browser may name itself and choose an agent of the catalog', async () => {
  await using app = await testApp();
  const claims = await claimsOf(
    await ask(app, { participant_name: 'Martin Ångström 🙂', room_config: { agents: [{ agent_name: 'clerk' }] } }),
  );
  expect(claims.name).toBe('Martin Ångström 🙂');
  expect(JSON.parse(claims.roomConfig?.agents[0]?.metadata ?? '')).toEqual({ agent: 'clerk' });
});

test.each([
  ['room_name', { room_name: 'boardroom' }],
  ['participant_identity', { participant_identity: 'admin' }],
  ['participant_metadata', { participant_metadata: '{"role":"admin"}' }],
  ['participant_attributes', { participant_attributes: { role: 'admin' } }],
  ['room_config.agents[0].metadata', { room_config: { agents: [{ agent_name: 'clerk', metadata: 'x' }] } }],
])('a browser may not name %s', async (field, payload) => {
  await using app = await testApp();
  const reply = await ask(app, payload);
  expect(reply.statusCode).toBe(403);
  expect(reply.json().error).toMatchObject({ code: 'not_yours_to_name', details: { fields: [field] } });
  expect(reply.json().error.message).toContain(field);
  expect(reply.cookies).toEqual([]);
});

test('the holder of an API key names identity, room, metadata, attributes and what the agent is told', async () => {
  await using app = await testApp();
  const reply = await ask(
    app,
    {
      room_name: 'boardroom',
      participant_identity: 'customer-17',
      participant_name: 'Ada',
      participant_metadata: '{"plan":"gold"}',
      participant_attributes: { plan: 'gold' },
      room_config: { agents: [{ agent_name: 'clerk', metadata: 'order 5' }] },
    },
    withKey,
  );
  const claims = await claimsOf(reply);
  expect(claims).toMatchObject({
    sub: 'customer-17',
    name: 'Ada',
    metadata: '{"plan":"gold"}',
    attributes: { plan: 'gold' },
  });
  expect(claims.video?.room).toBe('boardroom');
  expect(JSON.parse(claims.roomConfig?.agents[0]?.metadata ?? '')).toEqual({ agent: 'clerk', metadata: 'order 5' });
  expect(reply.cookies).toEqual([]);
});

test.each(['sip.phoneNumber', 'lk.agent.state', 'parley.role', 'LK.agent.state', ' lk.x'])(
  'the attribute %j is refused by name even with a key',
  async (name) => {
    await using app = await testApp();
    const reply = await ask(app, { participant_attributes: { plan: 'gold', [name]: 'x' } }, withKey);
    expect(reply.json().error).toMatchObject({ code: 'reserved_attribute', details: { attributes: [name] } });
    expect(reply.json().error.message).toContain(name);
  },
);

test('an unknown agent is refused with its name and the known ones', async () => {
  await using app = await testApp();
  const reply = await ask(app, { room_config: { agents: [{ agent_name: 'clark' }] } });
  expect(reply.statusCode).toBe(400);
  expect(reply.json().error).toMatchObject({
    code: 'unknown_agent',
    message: 'There is no agent "clark": the catalog has companion, clerk.',
    details: { agent: 'clark', known: AGENTS.map(({ name }) => name) },
  });
});

test('an agent that was added to the catalog a moment ago can be called without a restart', async () => {
  const list = [...AGENTS];
  await using app = await testApp({}, { agents: { list: () => list } });
  list.push({ name: 'fresh', title: 'Fresh', description: 'New' });
  expect((await ask(app, { room_config: { agents: [{ agent_name: 'fresh' }] } })).statusCode).toBe(201);
});

test('a cookie with another signature or identity is a stranger, who gets a new identity', async () => {
  await using app = await testApp();
  const stolen = (await claimsOf(await ask(app, {}))).sub ?? '';
  for (const forged of [stolen, `${stolen}.AAAA`, `${stolen}.`, 'user-x.y', '']) {
    const reply = await ask(app, {}, { cookie: `parley_user=${encodeURIComponent(forged)}` });
    expect(reply.statusCode).toBe(201);
    expect((await claimsOf(reply)).sub).not.toBe(stolen);
  }
});

test('in production nobody gets a token without a key, cookie or not', async () => {
  await using development = await testApp({ PARLEY_COOKIE_SECRET: 'a'.repeat(40) });
  await using app = await testApp({ PARLEY_ENV: 'production', PARLEY_COOKIE_SECRET: 'a'.repeat(40) });
  const cookie = cookieOf(await ask(development, {}));
  expect((await ask(app, {})).statusCode).toBe(401);
  expect((await ask(app, {}, { cookie })).json().error.code).toBe('key_required');
  expect((await ask(app, {}, withKey)).statusCode).toBe(201);
});

test.each(['Bearer wrong', `Basic ${TEST_KEY}`, 'Bearer', '', `Bearer ${TEST_KEY}x`, `Bearer ${TEST_KEY} x`])(
  'a wrong key (%j) is an error and never an anonymous token',
  async (authorization) => {
    await using app = await testApp();
    const reply = await ask(app, {}, { authorization });
    expect(reply.statusCode).toBe(401);
    expect(reply.json().error.code).toBe('key_unknown');
    expect(reply.headers['www-authenticate']).toBe('Bearer');
  },
);

test('a request without a body is a request for everything by default', async () => {
  await using app = await testApp();
  expect((await app.inject({ method: 'POST', url: '/api/token' })).statusCode).toBe(201);
  expect(
    (
      await app.inject({
        method: 'POST',
        url: '/api/token',
        headers: { 'content-type': 'application/json' },
        payload: '',
      })
    ).statusCode,
  ).toBe(201);
});
