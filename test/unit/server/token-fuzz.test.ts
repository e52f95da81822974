/** The token endpoint under arbitrary input: it never fails, and no token it gives says more than its caller may say. */

import fc from 'fast-check';
import { TokenVerifier } from 'livekit-server-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../server/plugins/limits.ts';
import { AGENTS, LIVEKIT_KEY, LIVEKIT_SECRET, testApp, withKey } from './test-app.ts';

const verifier = new TokenVerifier(LIVEKIT_KEY, LIVEKIT_SECRET);
let app: Awaited<ReturnType<typeof testApp>>;
beforeAll(async () => {
  app = await testApp({}, { limits: { ...DEFAULT_LIMITS, perAddressPerMinute: 1e9, perUserPerMinute: 1e9 } });
});
afterAll(async () => app.close());

const rarely = <A, B>(usual: fc.Arbitrary<A>, rare: fc.Arbitrary<B>) =>
  fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: rare, weight: 1 });
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const text = rarely(word, fc.string({ unit: 'binary', maxLength: 200 }));
const anything = fc.anything({ maxDepth: 3, withNullPrototype: false });
const agentName = rarely(fc.constantFrom(...AGENTS.map(({ name }) => name)), text);
const attributeName = rarely(word, fc.constantFrom('sip.x', 'lk.x', 'parley.x', 'LK.x', ' lk.x'));
const dispatch = rarely(
  fc.record({ agent_name: agentName }),
  fc.record({ agent_name: agentName, metadata: text }, { requiredKeys: [] }),
);
/** Mostly well-formed requests with single faults: where checks are forgotten. */
const fields = {
  room_name: rarely(text, anything),
  participant_identity: rarely(text, anything),
  participant_name: rarely(text, anything),
  participant_metadata: rarely(text, anything),
  participant_attributes: rarely(fc.dictionary(attributeName, text, { maxKeys: 3 }), anything),
  room_config: rarely(fc.record({ agents: fc.array(dispatch, { maxLength: 1 }) }, { requiredKeys: [] }), anything),
};
const request: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { arbitrary: fc.record(fields, { requiredKeys: [] }), weight: 4 },
  {
    arbitrary: fc.record(
      { participant_name: fields.participant_name, room_config: fields.room_config },
      { requiredKeys: [] },
    ),
    weight: 4,
  },
  { arbitrary: fc.record({ ...fields, extra: anything }, { requiredKeys: [] }), weight: 1 },
);

const asJson = (value: unknown): string => {
  try {
    return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ?? 'null';
  } catch {
    return 'null';
  }
};

async function post(payload: string | Buffer, headers: Record<string, string>) {
  const reply = await app.inject({
    method: 'POST',
    url: '/api/token',
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const body: unknown = reply.json();
  if (reply.statusCode !== 201) {
    expect([400, 403, 413]).toContain(reply.statusCode);
    expect(body).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
    return undefined;
  }
  const token =
    typeof body === 'object' && body !== null && 'participant_token' in body ? String(body.participant_token) : '';
  return await verifier.verify(token);
}

test('whatever a browser asks for, its token names only what the server chose', async () => {
  let given = 0;
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const claims = await post(asJson(asked), {});
      if (claims === undefined) return;
      given += 1;
      expect(claims.sub).toMatch(/^user-[\w-]{22}$/);
      expect(claims.video?.room).toMatch(/^call-[\w-]{22}$/);
      expect(claims.metadata ?? '').toBe('');
      expect(claims.attributes ?? {}).toEqual({});
      expect(claims.roomConfig?.agents).toHaveLength(1);
      expect(AGENTS.map(({ name }) => name)).toContain(
        JSON.parse(claims.roomConfig?.agents[0]?.metadata ?? '{}').agent,
      );
    }),
    { numRuns: 1500 },
  );
  expect(given).toBeGreaterThan(200);
});

test('whatever the holder of a key asks for, nothing reserved is in the token and it says exactly what was asked', async () => {
  let given = 0;
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const claims = await post(asJson(asked), withKey);
      if (claims === undefined) return;
      given += 1;
      for (const name of Object.keys(claims.attributes ?? {})) expect(name).not.toMatch(/^\s*(sip|lk|parley)\./i);
      if (asked.room_name !== undefined) expect(claims.video?.room).toBe(asked.room_name);
      if (asked.participant_identity !== undefined) expect(claims.sub).toBe(asked.participant_identity);
      expect(claims.video).toMatchObject({ canUpdateOwnMetadata: false, roomJoin: true });
      expect(claims.video?.roomAdmin).toBeUndefined();
    }),
    { numRuns: 1500 },
  );
  expect(given).toBeGreaterThan(200);
});

test('arbitrary bytes are answered with a sentence', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      await post(Buffer.from(bytes), {});
    }),
    { numRuns: 500 },
  );
});
