/** Documents over HTTP: who may look and who may add, what a body is taken for, and what each failure is called. */
import { expect, test } from 'vitest';
import { ServiceError } from '../../../agents/internal/json-client.ts';
import type { KnowledgeClient } from '../../../agents/knowledge/knowledge-client.ts';
import { knowledgeDesk } from '../../../server/records/knowledge-desk.ts';
import { testApp, withKey } from './test-app.ts';

function aDesk(failing?: ServiceError) {
  const asked: unknown[] = [];
  const answer = <T>(what: unknown, result: T): Promise<T> => {
    asked.push(what);
    return failing === undefined ? Promise.resolve(result) : Promise.reject(failing);
  };
  const client: KnowledgeClient = {
    search: (request) =>
      answer(request, { passages: [], ranking: 'lexical', degraded: 'Ranked by words alone: down.' }),
    documents: (collection) => answer({ documents: collection }, []),
    collections: () => answer('collections', [{ collection: 'company', documents: 2, chunks: 9 }]),
    upload: ({ bytes, ...file }) =>
      answer({ ...file, bytes: Buffer.from(bytes).toString() }, { documentId: 'd', version: 2 }),
    addUrl: (collection, url) => answer({ collection, url }, { documentId: 'u' }),
    remove: (collection, id) => answer({ collection, id }, undefined),
  };
  return { asked, knowledge: knowledgeDesk(client) };
}
const DOCUMENTS = '/api/knowledge/company/documents';
const post = (url: string, payload: string | object, headers: object = withKey) => ({
  method: 'POST' as const,
  url,
  headers: { ...headers },
  payload,
});

test('bytes with a name are a document, and JSON without one an address', async () => {
  const { asked, knowledge } = aDesk();
  await using app = await testApp({}, { knowledge });
  const file = { ...withKey, 'content-type': 'application/json' };
  expect((await app.inject(post(`${DOCUMENTS}?name=rates.json`, '{"a": 1}', file))).json()).toEqual({
    documentId: 'd',
    version: 2,
  });
  expect((await app.inject(post(DOCUMENTS, { url: 'https://example.com/a' }))).json()).toEqual({ documentId: 'u' });
  expect(asked).toEqual([
    { collection: 'company', name: 'rates.json', mediaType: 'application/json', bytes: '{"a": 1}' },
    { collection: 'company', url: 'https://example.com/a' },
  ]);
});

test('nobody looks, adds or takes away without a key or a login', async () => {
  const { asked, knowledge } = aDesk();
  await using app = await testApp({}, { knowledge });
  for (const request of [
    { url: '/api/knowledge' },
    { url: DOCUMENTS },
    post(`${DOCUMENTS}?name=a.txt`, 'a', {}),
    post('/api/knowledge/company/search', { query: 'a' }, {}),
    { method: 'DELETE' as const, url: `${DOCUMENTS}/d` },
  ])
    expect((await app.inject(request)).statusCode).toBe(401);
  expect(asked).toEqual([]);
});

test('lists, searches and takes away', async () => {
  const { asked, knowledge } = aDesk();
  await using app = await testApp({}, { knowledge });
  const collections = await app.inject({ url: '/api/knowledge', headers: withKey });
  expect(collections.json()).toEqual({ collections: [{ collection: 'company', documents: 2, chunks: 9 }] });
  expect((await app.inject({ url: DOCUMENTS, headers: withKey })).json()).toEqual({ documents: [] });
  const found = await app.inject(post('/api/knowledge/company/search', { query: 'parking' }));
  expect(found.json()).toEqual({ passages: [], ranking: 'lexical', degraded: 'Ranked by words alone: down.' });
  expect((await app.inject({ method: 'DELETE', url: `${DOCUMENTS}/d`, headers: withKey })).json()).toEqual({
    removed: true,
  });
  expect(asked).toContainEqual({ collection: 'company', query: 'parking', limit: 4 });
  expect(asked).toContainEqual({ collection: 'company', id: 'd' });
});

test.each([
  [404, 'document_not_found'],
  [409, 'document_conflict'],
  [413, 'body_too_large'],
  [422, 'document_unreadable'],
  [502, 'url_unreachable'],
  [500, 'knowledge_unavailable'],
  [undefined, 'knowledge_unavailable'],
])('what the service answers with %s is %s', async (status, code) => {
  const { knowledge } = aDesk(new ServiceError('It says why.', status));
  await using app = await testApp({}, { knowledge });
  const reply = await app.inject(post(`${DOCUMENTS}?name=a.txt`, 'a'));
  expect(reply.json().error).toMatchObject({ code });
  expect(reply.json().error.message).toContain('It says why.');
});

test.each([
  ['no body', DOCUMENTS, ''],
  ['no JSON', DOCUMENTS, 'hello'],
  ['an address of another kind', DOCUMENTS, '{"url": "file:///etc/passwd"}'],
  ['more than an address', DOCUMENTS, '{"url": "https://a.example", "force": true}'],
  ['an empty file', `${DOCUMENTS}?name=a.txt`, ''],
  ['a collection that no source could have', '/api/knowledge/Company!/documents?name=a.txt', 'a'],
])('%s is refused', async (_, url, payload) => {
  const { asked, knowledge } = aDesk();
  await using app = await testApp({}, { knowledge });
  expect((await app.inject(post(url, payload))).statusCode).toBe(400);
  expect(asked).toEqual([]);
});

test('a file of 20 MB and a byte is refused', async () => {
  const { asked, knowledge } = aDesk();
  await using app = await testApp({}, { knowledge });
  const reply = await app.inject(post(`${DOCUMENTS}?name=a.txt`, 'a'.repeat(20_000_001)));
  expect(reply.json().error).toMatchObject({ code: 'body_too_large' });
  expect(asked).toEqual([]);
});
