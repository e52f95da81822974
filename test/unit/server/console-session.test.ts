/** Logging in to the console: who may, how often, and what a session is worth. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseConsoleUsers } from '../../../server/config/console-users.ts';
import { CONSOLE_USERS, loggedIn } from './console-login.ts';
import { testApp, withKey } from './test-app.ts';

const withUsers = { PARLEY_CONSOLE_USERS: CONSOLE_USERS };

test('a person logs in, is known, and logs out', async () => {
  await using app = await testApp(withUsers);
  const headers = await loggedIn(app, 'anna', 'decides-this-one');
  expect((await app.inject({ url: '/api/console/me', headers })).json()).toMatchObject({
    name: 'anna',
    role: 'operator',
  });
  const out = await app.inject({ method: 'POST', url: '/api/console/logout', headers });
  expect(out.statusCode).toBe(204);
  expect(out.cookies[0]).toMatchObject({ name: 'parley_console', value: '' });
});

test('the cookie cannot be read by scripts or sent by other pages, and a changed one is nobody', async () => {
  await using app = await testApp(withUsers);
  const reply = await app.inject({
    method: 'POST',
    url: '/api/console/login',
    payload: { name: 'vera', password: 'look-at-everything' },
  });
  expect(reply.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  const forged = `parley_console=${encodeURIComponent(reply.cookies[0]?.value.replace('vera', 'ada') ?? '')}`;
  expect((await app.inject({ url: '/api/console/me', headers: { cookie: forged } })).statusCode).toBe(401);
});

test('a cookie that was copied is worth nothing once its owner has logged out, also after a restart', async () => {
  await using app = await testApp(withUsers);
  const headers = await loggedIn(app, 'anna', 'decides-this-one');
  const elsewhere = await loggedIn(app, 'anna', 'decides-this-one');
  await app.inject({ method: 'POST', url: '/api/console/logout', headers });
  const me = { url: '/api/console/me' };
  expect((await app.inject({ ...me, headers })).statusCode).toBe(401);
  expect((await app.inject({ ...me, headers: elsewhere })).statusCode).toBe(200);
  const { config, secrets } = app.context;
  await using again = await testApp({ ...withUsers, PARLEY_DATA_DIR: config.dataDir }, { secrets });
  expect((await again.inject({ ...me, headers })).statusCode).toBe(401);
  expect((await again.inject({ ...me, headers: elsewhere })).statusCode).toBe(200);
});

test('another password ends the sessions that were begun with the old one', async () => {
  await using app = await testApp(withUsers);
  const headers = await loggedIn(app, 'anna', 'decides-this-one');
  const { config, secrets } = app.context;
  const consoleUsers = parseConsoleUsers(CONSOLE_USERS.replace('decides-this-one', 'decides-another'));
  await using changed = await testApp(
    { ...withUsers, PARLEY_DATA_DIR: config.dataDir },
    { secrets: { ...secrets, consoleUsers } },
  );
  expect((await changed.inject({ url: '/api/console/me', headers })).statusCode).toBe(401);
});

test('a session ends after twelve hours', async () => {
  let nowMs = 1_000_000;
  await using app = await testApp(withUsers, { nowMs: () => nowMs });
  const headers = await loggedIn(app, 'anna', 'decides-this-one');
  nowMs += 12 * 3_600_000 - 1;
  expect((await app.inject({ url: '/api/console/me', headers })).statusCode).toBe(200);
  nowMs += 1;
  expect((await app.inject({ url: '/api/console/me', headers })).json().error.code).toBe('key_required');
});

test('wrong names and passwords are refused alike, ten times a minute', async () => {
  await using app = await testApp(withUsers);
  const login = (name: string, password: string) =>
    app.inject({ method: 'POST', url: '/api/console/login', payload: { name, password } });
  const answers = [await login('anna', 'decides-that-one'), await login('nobody', 'decides-this-one')];
  expect(answers.map((answer) => answer.json().error.code)).toEqual(['login_failed', 'login_failed']);
  for (let n = 0; n < 8; n++) await login('anna', `guess number ${n}`);
  const eleventh = await login('anna', 'decides-this-one');
  expect(eleventh.statusCode).toBe(429);
  expect(eleventh.headers['retry-after']).toBe('60');
});

test('without a setting there is an admin whose password lies in the data folder', async () => {
  await using app = await testApp();
  const password = await readFile(path.join(app.context.config.dataDir, 'secrets', 'console-password'), 'utf8');
  const headers = await loggedIn(app, 'admin', password.trim());
  expect((await app.inject({ url: '/api/console/me', headers })).json()).toMatchObject({ role: 'admin' });
});

test('each role may do what it may, and the refusal names the role it needs', async () => {
  await using app = await testApp(withUsers);
  const vera = await loggedIn(app, 'vera', 'look-at-everything');
  expect((await app.inject({ url: '/api/calls', headers: vera })).statusCode).toBe(200);
  const end = await app.inject({ method: 'POST', url: '/api/calls/some/end', headers: vera });
  expect(end.json().error).toMatchObject({
    code: 'role_required',
    message: 'POST /api/calls/some/end needs the role operator; vera is viewer.',
  });
  const anna = await loggedIn(app, 'anna', 'decides-this-one');
  expect((await app.inject({ method: 'POST', url: '/api/calls/some/end', headers: anna })).json().error.code).toBe(
    'call_not_found',
  );
  const forget = { method: 'DELETE' as const, url: '/api/memory?user=u1' };
  expect((await app.inject({ ...forget, headers: anna })).json().error.code).toBe('role_required');
});

test('a key of the API is no person', async () => {
  await using app = await testApp(withUsers);
  expect((await app.inject({ url: '/api/console/me', headers: withKey })).json().error.code).toBe('session_required');
});

test.each([
  ['anna', 'not written as name:role:password'],
  ['anna:operator', 'not written as name:role:password'],
  ['anna:boss:long-enough-secret', 'the role "boss"; the roles are viewer, operator, admin'],
  ['anna:admin:short', 'at least 10 characters; it has 5'],
  ['anna:admin:long-enough-1,anna:viewer:long-enough-2', 'names "anna" twice'],
])('%s is refused at the start, without its password', (text, says) => {
  expect(() => parseConsoleUsers(text)).toThrow(says);
  expect(() => parseConsoleUsers(text)).not.toThrow(/long-enough/);
});
