/** How much one address and one user may ask in a minute. */
import { expect, test } from 'vitest';
import { CONSOLE_USERS, loggedIn } from './console-login.ts';
import { TEST_KEY, testApp, withKey } from './test-app.ts';

const statuses = async (
  app: Awaited<ReturnType<typeof testApp>>,
  times: number,
  options: { url: string; headers?: Record<string, string>; remoteAddress?: string },
) => {
  const seen: number[] = [];
  for (let i = 0; i < times; i += 1) seen.push((await app.inject(options)).statusCode);
  return seen;
};

test('a user is stopped at the limit of users and told when to come back', async () => {
  await using app = await testApp({}, { limits: { perUserPerMinute: 3, perAddressPerMinute: 1000 } });
  expect(await statuses(app, 4, { url: '/api/agents', headers: withKey })).toEqual([200, 200, 200, 429]);
  const refused = await app.inject({ url: '/api/agents', headers: withKey });
  expect(refused.json().error).toMatchObject({
    code: 'too_many_requests',
    details: { retryAfterSeconds: expect.any(Number) },
  });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.json().error.message).toContain('3 requests');
});

test('one user over the limit does not stop another', async () => {
  await using app = await testApp(
    { PARLEY_API_KEYS: `tests:${TEST_KEY},other:0123456789abcdef-other` },
    { limits: { perUserPerMinute: 1, perAddressPerMinute: 1000 } },
  );
  await statuses(app, 3, { url: '/api/agents', headers: withKey });
  expect(
    await statuses(app, 1, { url: '/api/agents', headers: { authorization: 'Bearer 0123456789abcdef-other' } }),
  ).toEqual([200]);
});

test('an address is stopped before its keys are looked at, so that keys cannot be guessed', async () => {
  await using app = await testApp({}, { limits: { perUserPerMinute: 1000, perAddressPerMinute: 3 } });
  expect(await statuses(app, 5, { url: '/api/calls', headers: { authorization: 'Bearer guess-guess-guess' } })).toEqual(
    [401, 401, 401, 429, 429],
  );
  expect(await statuses(app, 1, { url: '/api/agents', remoteAddress: '10.0.0.9' })).toEqual([200]);
});

test('a caller cannot choose its address, unless the proxy it comes through is trusted', async () => {
  const limits = { perUserPerMinute: 1000, perAddressPerMinute: 2 };
  const from = (address: string) => ({ url: '/api/agents', headers: { 'x-forwarded-for': address } });
  await using plain = await testApp({}, { limits });
  const plainStatuses = [];
  for (const address of ['1.1.1.1', '2.2.2.2', '3.3.3.3'])
    plainStatuses.push(...(await statuses(plain, 1, from(address))));
  expect(plainStatuses).toEqual([200, 200, 429]);
  await using behind = await testApp({ PARLEY_TRUSTED_PROXIES: '127.0.0.1' }, { limits });
  const behindStatuses = [];
  for (const address of ['1.1.1.1', '2.2.2.2', '3.3.3.3'])
    behindStatuses.push(...(await statuses(behind, 1, from(address))));
  expect(behindStatuses).toEqual([200, 200, 200]);
});

test('probes, scrapes and webhooks are not counted', async () => {
  await using app = await testApp({}, { limits: { perUserPerMinute: 1, perAddressPerMinute: 1 } });
  for (const url of ['/healthz', '/readyz', '/metrics'])
    expect(await statuses(app, 3, { url })).toEqual([200, 200, 200]);
});

test('as shipped a user has 100 requests a minute and an address 1,000', async () => {
  await using app = await testApp();
  const seen = await statuses(app, 101, { url: '/api/agents', headers: withKey });
  expect(seen.filter((status) => status === 200)).toHaveLength(100);
  expect(app.context.limits).toEqual({ perUserPerMinute: 100, perAddressPerMinute: 1000 });
});

test('a person at the console may look more often than others', async () => {
  await using app = await testApp({ PARLEY_CONSOLE_USERS: CONSOLE_USERS });
  const headers = await loggedIn(app, 'vera', 'look-at-everything');
  const seen = await statuses(app, 601, { url: '/api/agents', headers });
  expect(seen.filter((status) => status === 200)).toHaveLength(600);
});
