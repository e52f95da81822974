/** What a call may start in the background: once per key, for its own user, and not without end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';
import type { TaskStore } from '../../../agents/tasks/task-store.ts';
import { createTasksClient } from '../../../agents/tasks/tasks-client.ts';
import { createTasksHandler } from '../../../agents/tasks/tasks-http.ts';
import { eventually } from '../../support/eventually.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-tasks-http-'));
let store: TaskStore;
const server = createServer((request, response) => void answer(request, response));
let answer: ReturnType<typeof createTasksHandler>;

beforeAll(async () => {
  store = await openSqliteTaskStore({ file: join(folder, 'parley.db'), masterKeyFile: join(folder, 'key') });
  answer = createTasksHandler({ store, wake: () => {}, nowMs: () => Date.now() });
  server.listen(0, '127.0.0.1');
  await eventually('the service listens', () => server.listening);
});
afterAll(async () => {
  server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const signal = new AbortController().signal;
const client = () =>
  createTasksClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: '' });
const start = (user: string, callKey: string) =>
  client().start({ agent: 'assistant', goal: 'compare', user, callId: 'call-1', callKey }, signal);

it('one key starts one task', async () => {
  expect(await start('anna', 'k1')).toBe(await start('anna', 'k1'));
});

it('a caller who asks without end is told how many are being done, and may ask again when one is over', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 10; n += 1) ids.push(await start('ben', `ben-${n}`));
  await expect(start('ben', 'ben-more')).rejects.toThrow('10 things are being done in the background');
  await start('clara', 'clara-1');
  await store.append(
    ids[0] ?? '',
    1,
    [{ type: 'transition', from: 'RECEIVED', to: 'FAILED', actor: 'engine', attempt: 1 }],
    { person: true },
    Date.now(),
  );
  expect(await start('ben', 'ben-more')).not.toBe(ids[0]);
});
