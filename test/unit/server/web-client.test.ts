/** The page: its files, its fallback for the router's addresses, and the headers that fence it in. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../../server/plugins/security-headers.ts';
import { testApp } from './test-app.ts';

async function appWithPage(env: Record<string, string> = {}) {
  const app = await testApp(env);
  const folder = app.context.config.webClientDir;
  await mkdir(path.join(folder, 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>Parley</title>');
  await writeFile(path.join(folder, 'assets', 'index-abc.js'), 'export {};');
  return app;
}

test('the page built after the start is served at once, and never from a cache', async () => {
  await using app = await appWithPage();
  const reply = await app.inject('/');
  expect(reply.statusCode).toBe(200);
  expect(reply.headers['content-type']).toContain('text/html');
  expect(reply.headers['cache-control']).toBe('no-cache');
  expect(reply.body).toContain('<title>Parley</title>');
});

test.each(['/console', '/console/', '/console/calls/abc', '/?agent=clerk'])(
  'the address %s shows the page',
  async (url) => {
    await using app = await appWithPage();
    expect((await app.inject(url)).body).toContain('<title>Parley</title>');
  },
);

test('its scripts are cached for ever, because their names change with their content', async () => {
  await using app = await appWithPage();
  const reply = await app.inject('/assets/index-abc.js');
  expect(reply.headers).toMatchObject({
    'content-type': expect.stringContaining('javascript'),
    'cache-control': 'public, max-age=31536000, immutable',
  });
});

test.each([
  '/assets/gone.js',
  '/settings',
  '/../package.json',
  '/..%2f..%2fetc/passwd',
  '/%00',
  '/.env',
  '/assets/',
  '/assets',
  '/%zz',
])('%s is not found, in the one error shape', async (url) => {
  await using app = await appWithPage();
  const reply = await app.inject(url);
  expect([400, 403, 404]).toContain(reply.statusCode);
  expect(reply.json().error.requestId).toBe(reply.headers['x-request-id']);
});

test('a page that is not built says so', async () => {
  await using app = await testApp();
  const reply = await app.inject('/');
  expect(reply.statusCode).toBe(503);
  expect(reply.json().error).toMatchObject({ code: 'page_not_built' });
});

test('the policy allows LiveKit where browsers reach it and nothing inline', async () => {
  await using app = await appWithPage({ LIVEKIT_PUBLIC_URL: 'wss://media.example.com' });
  const policy = String((await app.inject('/')).headers['content-security-policy']);
  expect(policy).toContain("connect-src 'self' wss://media.example.com https://media.example.com;");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
});

test('LiveKit Cloud may move a client to a region', () => {
  expect(contentSecurityPolicy('wss://abc.livekit.cloud')).toContain(
    "connect-src 'self' wss://abc.livekit.cloud https://abc.livekit.cloud wss://*.livekit.cloud https://*.livekit.cloud;",
  );
});
