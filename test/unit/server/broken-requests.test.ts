/** Bytes on the socket that are no request: answered in the API's shape and cut off, with nothing else disturbed. */
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { testApp } from './test-app.ts';

const say = (base: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(text));
    let heard = '';
    socket.on('data', (data) => {
      heard += data.toString();
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });

test.each([
  ['noise', '\u0000\u0001\u0002 hello\r\n\r\n', 400, 'malformed_request'],
  [
    'two lengths',
    'POST /api/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
    400,
    'malformed_request',
  ],
  [
    'a length and chunks',
    'POST /api/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'malformed_request',
  ],
  [
    'headers of 40 KB',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
])('%s', async (_name, text, status, code) => {
  await using app = await testApp();
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  const [head = '', body = ''] = (await say(base, text)).split('\r\n\r\n');
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(JSON.parse(body).error.code).toBe(code);
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
});

test('a request without a host is refused', async () => {
  await using app = await testApp();
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  expect(await say(base, 'GET /api/agents HTTP/1.0\r\n\r\n')).toContain('"code":"host_refused"');
});
