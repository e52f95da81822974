/** Results find the call that lives, wait for the next one, or are posted: signed, tried again, and never into this network. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signatureOf } from '../../../agents/internal/post-signed.ts';
import { isPrivateAddress } from '../../../agents/internal/private-address.ts';
import { openSqliteCallInbox } from '../../../agents/log/sqlite/sqlite-call-inbox.ts';
import { openSqliteEventLog } from '../../../agents/log/sqlite/sqlite-event-log.ts';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';
import type { TaskRequest } from '../../../agents/tasks/task.ts';
import { startTaskDelivery } from '../../../agents/tasks/task-delivery.ts';
import { eventually } from '../../support/eventually.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-task-delivery-'));
const files = { file: join(folder, 'parley.db'), masterKeyFile: join(folder, 'key') };
let parts: Awaited<ReturnType<typeof open>>;
const open = async () => ({
  store: await openSqliteTaskStore(files),
  inbox: await openSqliteCallInbox(files),
  eventLog: await openSqliteEventLog({ ...files, onTrouble: () => {} }),
});
beforeAll(async () => {
  parts = await open();
});
afterAll(async () => {
  await Promise.all([parts.store.close(), parts.inbox.close(), parts.eventLog.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A task that is over, with a result to tell. */
async function finished(request: Partial<TaskRequest>): Promise<string> {
  const id = randomUUID();
  const whole: TaskRequest = { agent: 'assistant', goal: 'compare', priority: 'normal', origin: 'call', ...request };
  await parts.store.create({ id, request: whole, actor: 'call:c', atMs: Date.now() });
  await parts.store.append(
    id,
    1,
    [
      { type: 'summarised', text: { private: 'The second is cheapest.' } },
      { type: 'transition', from: 'RECEIVED', to: 'FAILED', actor: 'engine', attempt: 1 },
    ],
    { person: true },
    Date.now(),
  );
  return id;
}
const base = (callId: string, seq: number) => ({ v: 1 as const, callId, seq, atMs: Date.now() });
const startCall = (callId: string, user: string) =>
  parts.eventLog.append(callId, user, [
    { ...base(callId, 1), type: 'call.started', roomName: 'r', jobId: 'j', agent: 'a', agentVersion: '1', models: {} },
    { ...base(callId, 2), type: 'participant.joined', identity: user, userId: user, kind: 'standard' },
  ]);
const deliver = (privateAddresses = false) => {
  const delivery = startTaskDelivery({
    store: parts.store,
    inbox: parts.inbox,
    webhook: { secret: 'shh', privateAddresses },
    nowMs: () => Date.now(),
    log: { info: () => {}, warn: () => {} },
    lookEveryMs: 30,
  });
  return { [Symbol.asyncDispose]: () => delivery.stop() };
};

it('a call that lives is told once, and what it told is not told again', async () => {
  await startCall('call-1', 'anna');
  const id = await finished({ user: 'anna', callId: 'call-1' });
  await using _ = deliver();
  const [waiting] = await eventually('the call is told', async () => {
    const found = await parts.inbox.waiting(['call-1']);
    return found.length > 0 && found;
  });
  expect(waiting?.command).toMatchObject({
    type: 'task-report',
    taskId: id,
    state: 'FAILED',
    goal: 'compare',
    summary: 'The second is cheapest.',
  });
  expect((await parts.store.undelivered('anna', 5)).map((task) => task.id)).toEqual([id]);
  await parts.eventLog.append('call-1', 'anna', [
    { ...base('call-1', 3), type: 'task.reported', taskId: id, state: 'FAILED', summary: { private: 'told' } },
  ]);
  await eventually('it counts as told', async () => (await parts.store.undelivered('anna', 5)).length === 0);
});

it('a result whose call is over waits for the next call of its user', async () => {
  const id = await finished({ user: 'bert', callId: 'call-gone' });
  await using _ = deliver();
  const [kept] = await parts.store.undelivered('bert', 5);
  expect(kept).toMatchObject({ id, state: 'FAILED' });
  await startCall('call-2', 'bert');
  await eventually('the next call is told', async () => (await parts.inbox.waiting(['call-2'])).length > 0);
});

it('a webhook is signed and tried again until it is taken', async () => {
  const seen: { body: string; headers: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      seen.push({ body, headers: request.headers });
      response.writeHead(seen.length === 1 ? 503 : 204).end();
    });
  }).listen(0, '127.0.0.1');
  await eventually('the server listens', () => server.listening);
  const { port } = server.address() as AddressInfo;
  try {
    const id = await finished({ notify: { webhook: `http://127.0.0.1:${port}/done` } });
    await using _ = deliver(true);
    await eventually('it was taken', () => seen.length === 2);
    const [first, second] = seen;
    expect(JSON.parse(second?.body ?? '')).toMatchObject({ taskId: id, state: 'FAILED', goal: 'compare' });
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    const timestamp = String(second?.headers['parley-timestamp']);
    expect(second?.headers['parley-signature']).toBe(signatureOf('shh', timestamp, second?.body ?? ''));
    await eventually('nothing is left to post', async () =>
      (await parts.store.dueDeliveries(Date.now() + 10_000_000, 50)).every(({ task }) => task.id !== id),
    );
  } finally {
    server.close();
  }
});

it('an address of this network is not posted to', async () => {
  const id = await finished({ notify: { webhook: 'http://localhost:9/x' } });
  await using _ = deliver();
  await eventually('it is given up', async () =>
    (await parts.store.dueDeliveries(Date.now() + 10_000_000, 50)).every(({ task }) => task.id !== id),
  );
});

it.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['169.254.169.254', true],
  ['::1', true],
  ['::ffff:192.168.1.1', true],
  ['fd00::1', true],
  ['93.184.216.34', false],
  ['2606:4700::1111', false],
])('%s is private: %s', (address, is) => {
  expect(isPrivateAddress(address)).toBe(is);
});

it('addresses that do not answer hold up no call', async () => {
  const { promise: answer, resolve } = Promise.withResolvers<{ taken: true }>();
  let waiting = 0;
  let most = 0;
  for (let n = 0; n < 10; n += 1)
    await finished({ callId: `none-${n}`, notify: { webhook: 'http://silent.example/' } });
  const delivery = startTaskDelivery({
    store: parts.store,
    inbox: parts.inbox,
    webhook: { secret: undefined, privateAddresses: false },
    nowMs: () => Date.now(),
    log: { info: () => {}, warn: () => {} },
    lookEveryMs: 30,
    post: async () => {
      waiting += 1;
      most = Math.max(most, waiting);
      const taken = await answer;
      waiting -= 1;
      return taken;
    },
  });
  try {
    await eventually('as many as may are posted to', () => waiting === 8);
    await startCall('call-held-up', 'hanna');
    const id = await finished({ callId: 'call-held-up', user: 'hanna' });
    await eventually('the call is told while they wait', async () =>
      (await parts.inbox.waiting(['call-held-up'])).some(
        ({ command }) => command.type === 'task-report' && command.taskId === id,
      ),
    );
    expect([waiting, most]).toEqual([8, 8]);
  } finally {
    resolve({ taken: true });
    await delivery.stop();
  }
});
