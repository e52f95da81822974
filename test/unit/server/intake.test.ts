/** What other systems hand to agents becomes tasks, quoted as data, once per delivery. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';
import { intakeGoal, intakeRule } from '../../../agents/tasks/intake.ts';
import { AGENTS, testApp, withKey } from './test-app.ts';

const ALERTS = intakeRule.parse({
  name: 'alerts',
  kind: 'alert',
  priority: 'high',
  goal: 'Find out what this alert means.',
  userField: 'labels.owner',
});

async function served() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-intake-'));
  const store = await openSqliteTaskStore({ file: join(folder, 'parley.db'), masterKeyFile: join(folder, 'key') });
  const agents = { list: () => AGENTS, intakes: async (agent: string) => (agent === 'clerk' ? [ALERTS] : []) };
  const app = await testApp({}, { tasks: store, wakeTasks: () => {}, agents });
  const send = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url,
      headers: { ...withKey, 'content-type': 'application/json', ...headers },
      payload: JSON.stringify(payload),
    });
  return Object.assign(app, {
    send,
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await store.close();
    },
  });
}

test('an alert becomes a task of high priority that knows no person asked for it', async () => {
  await using app = await served();
  const reply = await app.send('/api/intake/clerk/alerts', { status: 'firing', labels: { owner: 'anna' } });
  expect(reply.statusCode).toBe(202);
  const task = reply.json();
  expect(task).toMatchObject({ agent: 'clerk', origin: 'alert', priority: 'high', user: 'anna', state: 'RECEIVED' });
  expect(task.goal).toContain('Find out what this alert means.\nWhat came, as data;');
  expect(task.goal).toContain('"status": "firing"');
});

test('a delivery that comes again is the same task, another one under its key a conflict', async () => {
  await using app = await served();
  const key = { 'idempotency-key': 'delivery-1' };
  const first = await app.send('/api/intake/clerk/alerts', { n: 1 }, key);
  const again = await app.send('/api/intake/clerk/alerts', { n: 1 }, key);
  expect([again.statusCode, again.json().id]).toEqual([200, first.json().id]);
  expect((await app.send('/api/intake/clerk/alerts', { n: 2 }, key)).json().error.code).toBe('idempotency_conflict');
});

test('an intake that no agent has, an empty body and a stranger are refused', async () => {
  await using app = await served();
  const unknown = await app.send('/api/intake/companion/alerts', {});
  expect([unknown.statusCode, unknown.json().error.message]).toEqual([
    404,
    'The agent "companion" has no intake "alerts"; it has none.',
  ]);
  const empty = await app.inject({ method: 'POST', url: '/api/intake/clerk/alerts', headers: withKey });
  expect(empty.json().error.code).toBe('malformed_body');
  const stranger = await app.inject({ method: 'POST', url: '/api/intake/clerk/alerts', payload: {} });
  expect(stranger.json().error.code).toBe('key_required');
});

test('what is long is cut, so that the goal keeps its bound, and says so', () => {
  const { goal, user } = intakeGoal(ALERTS, { text: 'x'.repeat(60_000), labels: { owner: { not: 'a name' } } });
  expect(goal.length).toBeLessThan(4_000);
  expect(goal).toMatch(/\[cut: 60\d{3} characters in all\]$/);
  expect(user).toBeUndefined();
});
