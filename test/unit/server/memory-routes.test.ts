/** Memory over HTTP: a key sees whom it names, a browser only itself. */
import { expect, test } from 'vitest';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { MemoryServiceError } from '../../../agents/memory/client.ts';
import type { MemoryAdmin, MemoryClient, MemoryRecord } from '../../../agents/memory/service-api.ts';
import { memoryRecords } from '../../../server/records/memory-records.ts';
import { logCall } from './logged-call.ts';
import { testApp, withKey } from './test-app.ts';

const record = (userId: string, id: string, text: string): MemoryRecord => ({
  id,
  userId,
  sessionId: 'call-1',
  scope: 'long-term',
  kind: 'fact',
  content: { private: text },
  provenance: { source: 'caller' },
  embeddingModel: 'none',
  embeddingVersion: '0',
  version: 2,
  createdAtMs: 1,
  updatedAtMs: 2,
});

/** A memory service that keeps users apart by itself, and remembers what it was asked. */
function serviceWith(records: MemoryRecord[]) {
  const asked: string[] = [];
  const of = (userId: string | undefined) => records.filter((one) => userId === undefined || one.userId === userId);
  const unexpected = async (): Promise<never> => {
    throw new Error('The server does not use this.');
  };
  const service: MemoryClient & MemoryAdmin = {
    recall: async ({ userId, query, limit }) => {
      asked.push(`recall ${userId} ${query} ${limit}`);
      return { items: of(userId).map((one) => ({ record: one, score: 1 })), ranking: 'lexical', tookMs: 3 };
    },
    prefetch: unexpected,
    remember: async ({ userId, recordId, content, provenance }) => {
      asked.push(`remember ${userId} ${recordId} ${provenance.source}:${provenance.id}`);
      return { ...record(userId, recordId ?? 'new', content), provenance, version: 3 };
    },
    reindex: unexpected,
    status: unexpected,
    forget: async ({ userId, recordId, everything }) => {
      const gone = of(userId).filter((one) => everything || one.id === recordId);
      for (const one of gone) records.splice(records.indexOf(one), 1);
      return gone.map(({ id }) => id);
    },
    records: async ({ userId, recordId, limit }) =>
      of(userId)
        .filter((one) => recordId === undefined || one.id === recordId)
        .slice(0, limit),
    versions: async ({ userId, recordId }) => {
      if (!of(userId).some(({ id }) => id === recordId)) throw new MemoryServiceError(`No record ${recordId}.`, 404);
      return [{ version: 1, content: { private: 'older' }, provenance: { source: 'caller' }, replacedAtMs: 2 }];
    },
    rollback: async ({ userId, recordId }) => ({ ...record(userId, recordId, 'older'), version: 3 }),
  };
  return { service, asked, records };
}

async function appWithMemory(records = [record('ada', 'r1', 'likes tea'), record('bob', 'r2', 'likes coffee')]) {
  const memory = serviceWith(records);
  const eventLog = createInMemoryEventLog();
  await logCall(eventLog, 'call-1');
  const app = await testApp({}, { memory: memoryRecords(memory.service), eventLog });
  return Object.assign(app, { ...memory, eventLog });
}

test('a key lists, searches and forgets the memory of the user it names', async () => {
  await using app = await appWithMemory();
  const listed = await app.inject({ url: '/api/memory?user=ada', headers: withKey });
  expect(listed.json().records).toMatchObject([
    { id: 'r1', userId: 'ada', content: 'likes tea', provenance: { source: 'caller' }, version: 2 },
  ]);
  const found = await app.inject({
    method: 'POST',
    url: '/api/memory/search',
    headers: withKey,
    payload: { user: 'bob', query: 'drink?', limit: 3 },
  });
  expect(found.json()).toMatchObject({
    ranking: 'lexical',
    items: [{ record: { id: 'r2', content: 'likes coffee' } }],
  });
  expect(app.asked).toEqual(['recall bob drink? 3']);
  const gone = await app.inject({ method: 'DELETE', url: '/api/memory/r1?user=ada', headers: withKey });
  expect(gone.json()).toEqual({ forgotten: ['r1'] });
  expect(app.records.map(({ id }) => id)).toEqual(['r2']);
});

test('a record of another user is not found, whatever is done with it', async () => {
  await using app = await appWithMemory();
  for (const [method, url, payload] of [
    ['DELETE', '/api/memory/r2?user=ada', undefined],
    ['GET', '/api/memory/r2/versions?user=ada', undefined],
    ['POST', '/api/memory/r2/rollback', { user: 'ada', version: 1 }],
  ] as const) {
    const reply = await app.inject({ method, url, headers: withKey, ...(payload === undefined ? {} : { payload }) });
    expect([reply.statusCode, reply.json().error.code], url).toEqual([404, 'record_not_found']);
  }
  expect(app.records).toHaveLength(2);
});

test('a record goes back to a version it had, and to no other', async () => {
  await using app = await appWithMemory();
  expect(
    (await app.inject({ url: '/api/memory/r1/versions?user=ada', headers: withKey })).json().versions,
  ).toMatchObject([{ version: 1, content: 'older' }]);
  const back = (version: number) =>
    app.inject({ method: 'POST', url: '/api/memory/r1/rollback', headers: withKey, payload: { user: 'ada', version } });
  expect((await back(1)).json()).toMatchObject({ content: 'older', version: 3 });
  const never = await back(7);
  expect(never.json().error).toMatchObject({ code: 'record_not_found', details: { versions: [1] } });
});

test('forgetting a user takes the content of their calls with it', async () => {
  await using app = await appWithMemory([record('user-1', 'r9', 'is Martin')]);
  expect((await app.inject({ method: 'DELETE', url: '/api/memory?user=user-1', headers: withKey })).json()).toEqual({
    forgotten: ['r9'],
  });
  const timeline = await app.inject({ url: '/api/calls/call-1/timeline', headers: withKey });
  expect(timeline.statusCode).toBe(200);
  expect(timeline.body).not.toContain('23 times 17');
});

test('a browser sees and forgets its own memory by its cookie, and nobody else', async () => {
  await using app = await appWithMemory();
  const first = await app.inject({ method: 'POST', url: '/api/token' });
  const cookie = `parley_user=${encodeURIComponent(first.cookies[0]?.value ?? '')}`;
  const me = first.cookies[0]?.value.split('.')[0] ?? '';
  app.records.push(record(me, 'mine', 'is shy'));
  expect((await app.inject({ url: '/api/memory/me', headers: { cookie } })).json().records).toMatchObject([
    { id: 'mine', content: 'is shy' },
  ]);
  expect((await app.inject({ url: '/api/memory/me' })).json().records).toEqual([]);
  expect((await app.inject({ url: '/api/memory?user=ada', headers: { cookie } })).statusCode).toBe(401);
  expect((await app.inject({ url: '/api/memory/me?user=ada', headers: { cookie } })).statusCode).toBe(400);
  expect((await app.inject({ method: 'DELETE', url: '/api/memory/me/r1', headers: { cookie } })).statusCode).toBe(404);
  expect((await app.inject({ method: 'DELETE', url: '/api/memory/me', headers: { cookie } })).json()).toEqual({
    forgotten: ['mine'],
  });
  expect(app.records.map(({ id }) => id)).toEqual(['r1', 'r2']);
});

test('a memory service that fails is said, not shown as an empty memory', async () => {
  const { service } = serviceWith([]);
  await using app = await testApp(
    {},
    {
      memory: memoryRecords({
        ...service,
        records: async () => Promise.reject(new MemoryServiceError('It is on fire.')),
      }),
    },
  );
  const reply = await app.inject({ url: '/api/memory?user=ada', headers: withKey });
  expect([reply.statusCode, reply.json().error]).toMatchObject([
    503,
    { code: 'memory_unavailable', message: expect.stringContaining('on fire') },
  ]);
});

test('an edit is a new version that names who made it', async () => {
  await using app = await appWithMemory();
  const edit = (id: string, content: string) =>
    app.inject({ method: 'PUT', url: `/api/memory/${id}`, headers: withKey, payload: { user: 'ada', content } });
  expect((await edit('r1', 'likes green tea')).json()).toMatchObject({
    id: 'r1',
    content: 'likes green tea',
    version: 3,
    provenance: { source: 'operator', id: 'tests' },
  });
  expect(app.asked).toEqual(['remember ada r1 operator:tests']);
  expect((await edit('r2', 'of another user')).json().error.code).toBe('record_not_found');
  expect((await edit('r1', '')).statusCode).toBe(400);
});

test('it can be asked whose memory there is', async () => {
  await using app = await appWithMemory([
    record('ada', 'r1', 'a'),
    { ...record('bob', 'r2', 'b'), updatedAtMs: 9 },
    record('ada', 'r3', 'c'),
  ]);
  expect((await app.inject({ url: '/api/memory/users', headers: withKey })).json()).toEqual({
    users: [
      { userId: 'bob', records: 1, updatedAtMs: 9 },
      { userId: 'ada', records: 2, updatedAtMs: 2 },
    ],
  });
});
