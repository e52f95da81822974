/** Two people at the console with one memory: the real service over HTTP behind the real routes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryClient } from '../../../agents/memory/client.ts';
import { createMemoryHandler } from '../../../agents/memory/http.ts';
import { createMemoryService, type MemoryService } from '../../../agents/memory/service.ts';
import { memoryRecords } from '../../../server/records/memory-records.ts';
import { testApp, withKey } from './test-app.ts';

const soon = () => AbortSignal.timeout(40_000);
let folder: string;
let service: MemoryService;
let close: () => Promise<void>;
let app: Awaited<ReturnType<typeof testApp>>;
let recordId: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-memory-operators-'));
  const log = pino({ enabled: false });
  service = await createMemoryService({
    dbFile: join(folder, 'parley.db'),
    masterKeyFile: join(folder, 'key'),
    log,
  });
  const handler = createMemoryHandler(service);
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  app = await testApp({}, { memory: memoryRecords(createMemoryClient({ url, token: 't', log })) });
  close = async () => {
    await app.close();
    server.closeAllConnections();
    server.close();
    await service.close();
  };
  const known = { userId: 'ada', sessionId: 'c', scope: 'long-term', kind: 'fact', content: 'Likes tea.' } as const;
  recordId = (await service.remember({ ...known, provenance: { source: 'caller' } }, soon())).id;
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

const edit = (content: string, seen?: number) =>
  app.inject({
    method: 'PUT',
    url: `/api/memory/${recordId}`,
    headers: withKey,
    payload: { user: 'ada', content, ...(seen === undefined ? {} : { seen }) },
  });
const rollBack = (version: number, seen?: number) =>
  app.inject({
    method: 'POST',
    url: `/api/memory/${recordId}/rollback`,
    headers: withKey,
    payload: { user: 'ada', version, ...(seen === undefined ? {} : { seen }) },
  });
const remove = (seen?: number) =>
  app.inject({
    method: 'DELETE',
    url: `/api/memory/${recordId}?user=ada${seen === undefined ? '' : `&seen=${seen}`}`,
    headers: withKey,
  });

test('of two edits of one version made at once one is kept, and the other is told to look again', async () => {
  const replies = await Promise.all([edit('Likes green tea.', 1), edit('Likes black tea.', 1)]);
  expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  const refused = replies.find(({ statusCode }) => statusCode === 409);
  expect(refused?.json().error).toMatchObject({
    code: 'record_changed',
    message: `Record ${recordId} was changed meanwhile: it is at version 2, not 1. Look at it again first.`,
  });
});

test('who deletes or goes back on what somebody else has changed is told so, and nothing is lost', async () => {
  expect((await edit('Likes green tea.', 1)).statusCode).toBe(200);
  expect((await remove(1)).json().error.code).toBe('record_changed');
  expect((await rollBack(1, 1)).json().error.code).toBe('record_changed');
  expect((await rollBack(1, 2)).json()).toMatchObject({ content: 'Likes tea.', version: 3 });
  const { versions } = (
    await app.inject({ url: `/api/memory/${recordId}/versions?user=ada`, headers: withKey })
  ).json();
  expect(versions).toMatchObject([
    { version: 1, content: 'Likes tea.', provenance: { source: 'caller' } },
    { version: 2, content: 'Likes green tea.', provenance: { source: 'operator', id: 'tests' } },
  ]);
});

test('a deleted record is gone with its versions: no edit and no roll back brings it back', async () => {
  await edit('Likes green tea.');
  expect((await remove(2)).statusCode).toBe(200);
  for (const reply of [await rollBack(1), await edit('x'), await edit('x', 2), await remove()])
    expect([reply.statusCode, reply.json().error.code]).toEqual([404, 'record_not_found']);
});
