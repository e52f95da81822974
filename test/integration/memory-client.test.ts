import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryClient } from '../../agents/memory/client.ts';
import type { MemoryService } from '../../agents/memory/service.ts';
import { runMemoryCommand } from '../../server/dev/memory-command.ts';
import { memoryFolder } from '../support/memory-folder.ts';
import { serveMemory, TOKEN } from '../support/memory-http.ts';

const signal = new AbortController().signal;
const folder = memoryFolder();
afterAll(() => folder.remove());
const quiet = { info: () => {}, warn: () => {} };
const name = (userId: string) => ({
  userId,
  sessionId: 's1',
  scope: 'long-term' as const,
  kind: 'fact' as const,
  content: "The caller's name is Martin.",
  provenance: { source: 'caller' as const },
});

describe('the memory client', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  const listen = async (onRequest: Parameters<typeof createServer>[1]) => {
    const server = createServer(onRequest ?? (() => {}));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const timed = async <T>(work: Promise<T>) => {
    const startedMs = performance.now();
    const value = await work;
    return { value, tookMs: performance.now() - startedMs };
  };

  it('costs a call its deadline and no more when the service hangs', async () => {
    const warnings: string[] = [];
    const url = await listen(() => {});
    const client = createMemoryClient({
      url,
      token: TOKEN,
      log: { info: () => {}, warn: (_, message) => warnings.push(message) },
    });
    for (let index = 0; index < 3; index++) {
      const { value, tookMs } = await timed(
        client.recall({ userId: 'u1', sessionId: 's', query: 'name', deadlineMs: 150 }, signal),
      );
      expect(value).toMatchObject({
        items: [],
        ranking: 'none',
        degraded: expect.stringContaining('did not answer recall within 150 ms'),
      });
      // The deadline, and room for a machine that is busy.
      expect(tookMs).toBeLessThan(400);
    }
    expect((await timed(client.prefetch('u1', 's', signal))).tookMs).toBeLessThan(600);
    expect(warnings).toEqual(['memory service fails: the call goes on without memory']);
  });

  it('gives an empty answer when nobody listens, when the answer is nonsense, and when it is cancelled', async () => {
    const recall = (url: string, cancel = signal) =>
      createMemoryClient({ url, token: TOKEN, log: quiet }).recall(
        { userId: 'u1', sessionId: 's', query: 'name' },
        cancel,
      );
    expect((await recall('http://127.0.0.1:9')).degraded).toContain('cannot be reached');
    expect((await recall(await listen((_, response) => response.end('{"items":7}')))).degraded).toContain(
      'something else',
    );
    expect((await recall(await listen((_, response) => response.end('<html>')))).degraded).toBeTypeOf('string');
    expect((await recall('http://127.0.0.1:9', AbortSignal.abort())).items).toEqual([]);
  });

  it('says in a sentence why something was not remembered', async () => {
    const client = createMemoryClient({ url: 'http://127.0.0.1:9', token: TOKEN, log: quiet });
    await expect(client.remember(name('u1'), signal)).rejects.toThrow('cannot be reached');
  });
});

describe('memory over HTTP', () => {
  let service: MemoryService;
  let served: Awaited<ReturnType<typeof serveMemory>>;
  beforeAll(async () => {
    service = await folder.open(folder.fresh());
    served = await serveMemory(service);
  });
  afterAll(async () => {
    await served.close();
    await service.close();
  });
  const post = async (path: string, body: string, method = 'POST') => {
    const response = await fetch(`${served.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(method === 'GET' ? {} : { body }),
    });
    const answer: unknown = await response.json();
    return { status: response.status, text: JSON.stringify(answer) };
  };

  it.each([
    ['/memory/recall', '{"userId":"","sessionId":"s","query":"x"}', 400, 'userId'],
    ['/memory/recall', '{"userId":"u","sessionId":"s","query":"x","limit":9000}', 400, 'limit'],
    ['/memory/remember', '{not json', 400, 'is no JSON'],
    ['/memory/remember', JSON.stringify({ ...name('u1'), content: 'x'.repeat(8_001) }), 400, 'content'],
    ['/memory/remember', 'x'.repeat(200_000), 413, 'more than'],
    ['/memory/teleport', '{}', 404, 'teleport'],
    ['/memory/constructor', '{}', 404, 'constructor'],
    ['/memory/rollback', '{"userId":"u1","recordId":"none","version":1}', 404, 'none'],
    ['/memory/forget', '{"userId":"u1"}', 400, 'exactly one'],
    ['/elsewhere', '{}', 404, 'not memory'],
  ])('answers %s with %j by a clear error', async (path, body, status, words) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
  });

  it('takes POST only', async () => {
    expect(await post('/memory/status', '', 'GET')).toMatchObject({ status: 405 });
  });
});

describe('npm run memory', () => {
  const run = async (dataDir: string, ...args: string[]) => {
    const lines: string[] = [];
    const io = { out: (text: string) => lines.push(text), error: (text: string) => lines.push(text) };
    return { code: await runMemoryCommand(args, { PARLEY_DATA_DIR: dataDir }, io), text: lines.join('\n') };
  };

  it('lists, exports, queues for the index and forgets what the service remembered', async () => {
    const dataDir = `${folder.path}/data`;
    const files = { dbFile: `${dataDir}/parley.db`, masterKeyFile: `${dataDir}/secrets/master-key` };
    const service = await folder.open({ ...files, log: quiet });
    await service.remember(name('u1'), signal);
    await service.remember({ ...name('u2'), content: 'The caller likes tea.' }, signal);
    expect((await run(dataDir, 'list')).text).toMatch(/(Martin|tea)[\s\S]*2 records/);
    expect((await run(dataDir, 'list', '--user', 'u2')).text).not.toContain('Martin');
    const exported: unknown = JSON.parse((await run(dataDir, 'export', '--user', 'u1')).text);
    expect(exported).toMatchObject({
      userId: 'u1',
      content: { private: "The caller's name is Martin." },
      versions: [],
    });
    expect((await run(dataDir, 'reindex')).text).toContain('2 records are queued');
    expect((await run(dataDir, 'forget', '--user', 'u1', '--everything')).text).toContain('1 records forgotten');
    expect((await service.recall({ userId: 'u1', sessionId: 's', query: 'name' }, signal)).items).toEqual([]);
    await service.close();
  });

  it('says what it does not understand', async () => {
    expect(await run(folder.path, 'frobnicate')).toMatchObject({
      code: 2,
      text: expect.stringContaining('"frobnicate"'),
    });
    expect(await run(folder.path)).toMatchObject({ code: 2, text: expect.stringContaining('Usage') });
    expect(await run(folder.path, 'forget', '--user', 'u1')).toMatchObject({
      code: 2,
      text: expect.stringContaining('exactly one'),
    });
    expect(await run(folder.path, 'list', '--colour')).toMatchObject({ code: 2 });
  });
});
