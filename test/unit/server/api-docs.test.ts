/** docs/api.md and /api/openapi.json say what the server does: every route, every error code, no more. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ERRORS } from '../../../server/errors.ts';
import { AGENTS, testApp } from './test-app.ts';

const docs = await readFile(path.join(import.meta.dirname, '../../../docs/api.md'), 'utf8');
const HIDDEN = new Set(['/', '/*', '/console', '/console*']);

/** The router's own tree, each branch four columns deeper than the one it hangs on, as a list of full addresses. */
async function servedRoutes(): Promise<string[]> {
  await using app = await testApp();
  const branches: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const match = /^(?<indent>.*)[├└]── (?<part>\S*)(?: \((?<methods>[^)]+)\))?/.exec(line);
      if (match?.groups === undefined) return [];
      const { indent = '', part = '', methods } = match.groups;
      branches.length = indent.length / 4;
      branches.push(part);
      const url = branches.join('');
      if (methods === undefined || HIDDEN.has(url)) return [];
      return methods
        .split(', ')
        .filter((method) => method !== 'HEAD')
        .map((method) => `${method} ${url}`);
    });
}

test('the documentation has every error code with its status and meaning, and no other', () => {
  const rows = [...docs.matchAll(/^\| `(?<code>[a-z_]+)` \| (?<status>\d{3}) \| (?<meaning>.+) \|$/gm)].map(
    ({ groups }) => [groups?.code, Number(groups?.status), groups?.meaning],
  );
  expect(rows).toEqual(Object.entries(ERRORS).map(([code, { status, meaning }]) => [code, status, meaning]));
});

test('the documentation has every route, and no other', async () => {
  const headings = [...docs.matchAll(/^### (?<route>(GET|POST|DELETE|PUT) \S+)$/gm)].map(({ groups }) => groups?.route);
  expect([...headings].sort()).toEqual((await servedRoutes()).sort());
});

test('every documented route has an example that calls it', () => {
  for (const section of docs.split(/^### /m).slice(1)) {
    const [heading = ''] = section.split('\n');
    const [method, url = ''] = heading.split(' ');
    const example = /```sh\n(?<text>[\s\S]*?)```/.exec(section)?.groups?.text ?? '';
    const pattern = new RegExp(url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/?\\s\'"]+'));
    expect(example, heading).toContain('curl');
    expect(pattern.test(example), heading).toBe(true);
    if (method === 'DELETE') expect(example, heading).toContain('-X DELETE');
  }
});

test('OpenAPI describes every API route from the schemas that validate', async () => {
  await using app = await testApp();
  const reply = await app.inject('/api/openapi.json');
  const document = reply.json();
  expect(document.openapi).toBe('3.1.0');
  const described = Object.entries<object>(document.paths).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${url.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  const served = (await servedRoutes()).filter(
    (route) => !route.endsWith('/metrics') && !route.endsWith('/openapi.json'),
  );
  expect(described.filter((route) => !route.startsWith('HEAD')).sort()).toEqual(served.sort());
  expect(JSON.stringify(document.paths['/api/token'].post)).toContain('#/components/schemas/TokenRequest');
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(['TokenReply', 'Error', 'Call', 'Timeline', 'Status', 'MemoryRecord']),
  );
  expect(document.paths['/api/calls'].get.security).toEqual([{ apiKey: [] }]);
});

test('GET /api/agents shows what the catalog has', async () => {
  await using app = await testApp();
  expect((await app.inject('/api/agents')).json()).toEqual({ agents: AGENTS });
});

test('answers of the API are not kept by caches and tell their request id', async () => {
  await using app = await testApp();
  const reply = await app.inject('/api/agents');
  expect(reply.headers['cache-control']).toBe('no-store');
  expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(reply.headers['x-content-type-options']).toBe('nosniff');
});
