/** Documents of the web: bounded, polite, and never from inside this network, whatever leads there. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressRule } from '../../../agents/internal/guarded-request.ts';
import { fetchDocument } from '../../../agents/knowledge/fetch-document.ts';

const open = addressRule(true);
const closed = addressRule(false);
const soon = () => AbortSignal.timeout(15_000);
const asked: IncomingMessage[] = [];
let base = '';

const answers: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
  '/page': (response, request) => {
    if (request.headers['if-none-match'] === '"1"') return response.writeHead(304).end();
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', etag: '"1"' }).end('<p>hello');
  },
  '/moved': (response) => response.writeHead(302, { location: '/page' }).end(),
  '/inside': (response) => response.writeHead(302, { location: `http://127.0.0.2:${new URL(base).port}/page` }).end(),
  '/inside-by-name': (response) =>
    response.writeHead(302, { location: `http://localhost:${new URL(base).port}/page` }).end(),
  '/round': (response) => response.writeHead(302, { location: '/round' }).end(),
  '/to-file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/large': (response) => response.writeHead(200).end(Buffer.alloc(20_000_001)),
  '/packed': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
  '/gone': (response) => response.writeHead(410).end(),
  '/broken': (response) => response.writeHead(500).end(),
};
const server = createServer((request, response) => {
  asked.push(request);
  const answer = answers[request.url ?? ''];
  if (answer) answer(response, request);
  else response.writeHead(404).end();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

it('brings a document, follows where it leads, and is not sent again what has not changed', async () => {
  const first = await fetchDocument(`${base}/moved`, {}, open, soon());
  expect(first).toMatchObject({ state: 'changed', mediaType: 'text/html', etag: '"1"' });
  if (first.state !== 'changed') throw new Error('It did not come.');
  expect(Buffer.from(first.bytes).toString()).toBe('<p>hello');
  expect(await fetchDocument(`${base}/page`, first, open, soon())).toEqual({ state: 'unchanged' });
  expect(await fetchDocument(`${base}/gone`, {}, open, soon())).toMatchObject({ state: 'gone' });
});

it.each([
  ['/round', /leads on more than 5 times/],
  ['/to-file', /no web address/],
  ['/large', /20000000 bytes/],
  ['/packed', /packed/],
  ['/broken', /answered 500/],
])('%s is refused with a sentence', async (path, sentence) => {
  await expect(fetchDocument(`${base}${path}`, {}, open, soon())).rejects.toThrow(sentence);
});

it.each([
  '127.0.0.1',
  'localhost',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '2130706433',
  '0x7f.1',
  '10.0.0.7',
  '169.254.169.254',
])('nothing of this network is asked for by the name %s', async (host) => {
  const before = asked.length;
  const url = `http://${host}:${new URL(base).port}/page`;
  await expect(fetchDocument(url, {}, closed, soon())).rejects.toThrow(/address of this network/);
  expect(asked).toHaveLength(before);
});

it.each(['/inside', '/inside-by-name'])(
  'a redirect from an open address to a closed one is not followed: %s',
  async (path) => {
    const onlyFirst = { mayReach: (address: string) => address === '127.0.0.1' && asked.length === before };
    const before = asked.length;
    await expect(fetchDocument(`${base}${path}`, {}, onlyFirst, soon())).rejects.toThrow(/address of this network/);
    expect(asked.slice(before).map(({ url }) => url)).toEqual([path]);
  },
);

it('ends with its signal', async () => {
  await expect(fetchDocument(`${base}/page`, {}, open, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});
