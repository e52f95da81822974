/** Background tasks over HTTP, on a real store and, where it matters, a real engine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';
import type { TaskPlanner } from '../../../agents/planning/task-planner.ts';
import { startTaskEngine, type TaskEngine } from '../../../agents/tasks/engine.ts';
import { TASK_BUDGET_DEFAULTS } from '../../../agents/tasks/task-budget.ts';
import type { TaskStore } from '../../../agents/tasks/task-store.ts';
import { taskContext } from '../../../agents/tasks/task-tool-context.ts';
import { eventually } from '../../support/eventually.ts';
import { noMemory } from '../../support/tasks/no-memory.ts';
import { agentWith } from '../../support/tasks/scenarios.ts';
import { testApp, withKey } from './test-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-task-routes-'));
let store: TaskStore;
beforeAll(async () => {
  store = await openSqliteTaskStore({ file: join(folder, 'parley.db'), masterKeyFile: join(folder, 'key') });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** "help" is a person's until somebody said something; everything else is done at once. */
const planner: TaskPlanner = {
  label: 'test',
  plan: async ({ goal, observations }) =>
    goal === 'help' && observations.length === 0 ? { steps: [], cannot: 'I need help.' } : { steps: [] },
  conclude: async ({ observations }) => ({ answered: true, summary: `Done. ${observations.join(' ')}`.trim() }),
};
const startEngine = (): TaskEngine =>
  startTaskEngine({
    store,
    planner,
    agentOf: async () => agentWith(new Map()),
    contextOf: (task, agent, callKey, signal) =>
      taskContext({ task, agent, callKey, signal, memory: noMemory, nowMs: Date.now() }),
    budget: TASK_BUDGET_DEFAULTS,
    atOnce: 2,
    lookEveryMs: 50,
    onOver: () => {},
    nowMs: () => Date.now(),
    log: { info: () => {}, warn: () => {} },
  });

async function served() {
  let woken = 0;
  const app = await testApp(
    {},
    {
      tasks: store,
      wakeTasks: () => {
        woken += 1;
      },
    },
  );
  const send = (method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) =>
    app.inject({ method, url, headers: { ...withKey, ...headers }, ...(payload ? { payload } : {}) });
  return Object.assign(app, { send, woken: () => woken });
}
const wanted = { agent: 'clerk', goal: 'say hello', user: 'anna' };

test('a task is started once per key: the same body is the same task, another body is refused', async () => {
  await using app = await served();
  const first = await app.send('POST', '/api/tasks', wanted, { 'idempotency-key': 'k1' });
  expect(first.statusCode).toBe(201);
  expect(first.json()).toMatchObject({ state: 'RECEIVED', goal: 'say hello', attempt: 1, cancelRequested: false });
  const second = await app.send('POST', '/api/tasks', { ...wanted, priority: 'normal' }, { 'idempotency-key': 'k1' });
  expect([second.statusCode, second.json().id]).toEqual([200, first.json().id]);
  const other = await app.send('POST', '/api/tasks', { ...wanted, goal: 'say goodbye' }, { 'idempotency-key': 'k1' });
  expect([other.statusCode, other.json().error.code]).toEqual([409, 'idempotency_conflict']);
  const fresh = await app.send('POST', '/api/tasks', wanted);
  expect(fresh.json().id).not.toBe(first.json().id);
  expect(app.woken()).toBe(3);
});

test('strangers, unknown agents and bodies out of bounds are told so', async () => {
  await using app = await served();
  expect((await app.inject({ method: 'POST', url: '/api/tasks', payload: wanted })).json().error.code).toBe(
    'key_required',
  );
  const unknown = await app.send('POST', '/api/tasks', { ...wanted, agent: 'clark' });
  expect(unknown.json().error).toMatchObject({ code: 'unknown_agent', details: { agent: 'clark' } });
  for (const bad of [
    { ...wanted, goal: '' },
    { ...wanted, origin: 'call' },
    { ...wanted, priority: 'now' },
    { ...wanted, notify: { webhook: 'ftp://x' } },
    { ...wanted, extra: 1 },
  ])
    expect((await app.send('POST', '/api/tasks', bad)).json().error.code, JSON.stringify(bad)).toBe('invalid_request');
  expect((await app.send('GET', '/api/tasks/none')).json().error.code).toBe('task_not_found');
  expect((await app.send('POST', '/api/tasks/none/cancel')).json().error.code).toBe('task_not_found');
});

test('tasks are listed newest first, by user and state, page by page', async () => {
  await using app = await served();
  const ids: string[] = [];
  for (const goal of ['one', 'two', 'three'])
    ids.unshift((await app.send('POST', '/api/tasks', { ...wanted, goal, user: 'bert' })).json().id);
  const first = (await app.send('GET', '/api/tasks?user=bert&limit=2')).json();
  const second = (await app.send('GET', `/api/tasks?user=bert&limit=2&cursor=${first.next}`)).json();
  expect([...first.tasks, ...second.tasks].map(({ id }: { id: string }) => id)).toEqual(ids);
  expect((await app.send('GET', '/api/tasks?user=bert&state=COMPLETED')).json().tasks).toEqual([]);
});

test('progress is streamed from the start to the end, and a person takes a task further', async () => {
  await using app = await served();
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  const engine = startEngine();
  try {
    const { id } = (await app.send('POST', '/api/tasks', { ...wanted, goal: 'help' })).json();
    const response = await fetch(`${base}/api/tasks/${id}/events`, { headers: withKey });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const stateOf = async () => (await app.send('GET', `/api/tasks/${id}`)).json().state;
    await eventually('a person has it', async () => (await stateOf()) === 'ESCALATED');
    const resolved = await app.send('POST', `/api/tasks/${id}/resolve`, {
      decision: 'return',
      text: 'Press the bell.',
    });
    expect(resolved.json()).toMatchObject({ state: 'PLANNED', attempt: 2 });
    engine.wake();
    // The stream ends by itself when the task is over.
    const text = await response.text();
    const states = [...text.matchAll(/"type":"transition"[^\n]*?"to":"(\w+)"/g)].map((match) => match[1]);
    expect(states).toEqual(['RECEIVED', 'ESCALATED', 'PLANNED', 'EXECUTING', 'VALIDATING', 'COMPLETED']);
    expect(text).toContain('event: end\ndata: {"state":"COMPLETED"}');
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    expect((await app.send('GET', `/api/tasks/${id}`)).json().summary).toContain('Press the bell.');
    const rest = await fetch(`${base}/api/tasks/${id}/events`, { headers: { ...withKey, 'last-event-id': '3' } });
    expect(await rest.text()).toMatch(/^id: 4\n/);
    const again = await app.send('POST', `/api/tasks/${id}/resolve`, { decision: 'fail', text: 'no' });
    expect([again.statusCode, again.json().error.code]).toEqual([409, 'task_not_yours']);
    expect((await app.send('POST', `/api/tasks/${id}/cancel`)).json().error.code).toBe('task_over');
  } finally {
    await engine.stop(0);
  }
});

test('a cancel is kept until the engine acts on it, and ends what a person has at once', async () => {
  await using app = await served();
  const { id } = (await app.send('POST', '/api/tasks', wanted)).json();
  expect((await app.send('POST', `/api/tasks/${id}/cancel`)).json()).toMatchObject({
    state: 'RECEIVED',
    cancelRequested: true,
  });
  const helped = (await app.send('POST', '/api/tasks', { ...wanted, goal: 'help' })).json().id;
  const engine = startEngine();
  try {
    const done = await eventually('it is over', async () => {
      const task = (await app.send('GET', `/api/tasks/${id}`)).json();
      return task.state === 'FAILED' && task;
    });
    expect(done.summary).toBe('I stopped, because it was cancelled by key:tests.');
    await eventually('a person has the other', async () => (await store.get(helped))?.state === 'ESCALATED');
    expect((await app.send('POST', `/api/tasks/${helped}/cancel`)).json()).toMatchObject({
      state: 'FAILED',
      summary: 'It was cancelled.',
    });
  } finally {
    await engine.stop(0);
  }
});
