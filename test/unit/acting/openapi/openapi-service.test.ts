/** A real HTTP service, used through its OpenAPI document, on its good and its bad days. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openOpenApiSource } from '../../../../agents/acting/toolbox/openapi/openapi-source.ts';
import type { Source, SourceResult, SourceTool } from '../../../../agents/acting/toolbox/source.ts';
import { type SourceConfigOf, sourceConfig } from '../../../../agents/acting/toolbox/source-config.ts';
import { ORDER_TOKEN, type OrderService, startOrderService } from '../../../support/order-service.ts';

let service: OrderService;
let source: Source;
let tools: Map<string, SourceTool>;
const warned: string[] = [];

function open(settings: object, env: Record<string, string> = { ORDERS_TOKEN: ORDER_TOKEN }): Source {
  const config = sourceConfig.parse({
    kind: 'openapi',
    name: 'orders',
    document: `${service.url}/openapi.json`,
    auth: { scheme: 'bearer', tokenEnv: 'ORDERS_TOKEN' },
    keyHeader: 'Idempotency-Key',
    ...settings,
  }) as SourceConfigOf<'openapi'>;
  return openOpenApiSource(config, {
    env: (name) => env[name],
    catalogDir: '/nowhere',
    log: { warn: (fields) => warned.push(JSON.stringify(fields)) },
    nowMs: () => Date.now(),
  });
}
const signal = () => new AbortController().signal;
const run = (operation: string, input: unknown = {}, more: { key?: string; signal?: AbortSignal } = {}) =>
  source.run({ operation, input, callKey: more.key ?? 'key-1', userId: 'u', signal: more.signal ?? signal() });
const asked = () => service.seen.at(-1);

beforeAll(async () => {
  service = await startOrderService();
  source = open({
    operations: {
      placeOrder: { lookUp: 'findOrders', undo: 'cancelOrder', label: 'Ordering' },
      setNote: { tier: 'write-constrained', deadlineMs: 900 },
    },
  });
  tools = new Map((await source.list(signal())).map((tool) => [tool.operation, tool]));
});
afterAll(async () => {
  await source.close();
  await service.close();
});
beforeEach(() => {
  service.seen.length = 0;
  service.orders.clear();
});

describe('an OpenAPI service offers its operations', () => {
  it('with their tier from the method, and what the agent file knows better', () => {
    const facts = (name: string) => {
      const tool = tools.get(name);
      return [tool?.tier, tool?.honoursKey, tool?.label, tool?.deadlineMs];
    };
    expect(facts('findOrders')).toEqual(['read', true, 'Find orders', undefined]);
    expect(facts('placeOrder')).toEqual(['write-broad', true, 'Ordering', undefined]);
    expect(facts('cancelOrder')).toEqual(['write-broad', true, 'cancelOrder', undefined]);
    expect(facts('setNote')).toEqual(['write-constrained', true, 'setNote', 900]);
    expect(tools.has('get_broken_off')).toBe(true);
    expect(warned).toEqual([]);
    expect(source.context?.()).toBe('Orders: What customers ordered.');
  });

  it('with one object of arguments, without what is not the model’s to give', () => {
    expect(tools.get('placeOrder')?.jsonSchema).toEqual({
      type: 'object',
      properties: { item: { type: 'string' }, count: { type: 'integer', exclusiveMinimum: 0 } },
      required: ['item', 'count'],
      additionalProperties: false,
    });
    expect(Object.keys(tools.get('echo')?.jsonSchema.properties ?? {})).toEqual([
      'part',
      'filter',
      'tags',
      'ids',
      'X-Trace',
      'seen',
    ]);
  });

  it('does not say a write honours a key when the service has no header for one', async () => {
    const keyless = open({ keyHeader: undefined });
    const listed = await keyless.list(signal());
    const honours = (name: string) => listed.find((tool) => tool.operation === name)?.honoursKey;
    expect([honours('placeOrder'), honours('setNote'), honours('cancelOrder')]).toEqual([false, true, true]);
    await keyless.close();
  });
});

describe('a call', () => {
  it('carries the credential, the key and the body', async () => {
    const result = await run('placeOrder', { item: 'tea', count: 2 }, { key: 'k-9' });
    expect(result).toEqual({ outcome: 'ok', text: '{"id":"o-1","item":"tea","count":2,"key":"k-9"}' });
    expect(asked()).toMatchObject({
      method: 'POST',
      url: '/v1/orders',
      body: { item: 'tea', count: 2 },
      headers: { authorization: `Bearer ${ORDER_TOKEN}`, 'idempotency-key': 'k-9' },
    });
  });

  it('writes parameters the way each asks for', async () => {
    await run('echo', {
      part: 'a b/ü?#',
      filter: { a: 1, b: { c: 'x' } },
      tags: ['p', 'q&r'],
      ids: ['1', '2'],
      'X-Trace': 't',
      seen: 'y;z',
    });
    expect(asked()?.url).toBe(
      '/v1/echo/a%20b%2F%C3%BC%3F%23?filter%5Ba%5D=1&filter%5Bb%5D%5Bc%5D=x&tags=p&tags=q%26r&ids=1%2C2',
    );
    expect(asked()?.headers).toMatchObject({ 'x-trace': 't', cookie: 'seen=y%3Bz' });
  });

  it('tells a path’s id from a body’s id', async () => {
    expect(await run('setNote', { id: 'o-1', body_id: 'n-7', text: null })).toEqual({
      outcome: 'ok',
      text: '{"id":"o-1","body":{"id":"n-7","text":null}}',
    });
  });

  it('sends forms, and says when there is nothing to say', async () => {
    expect((await run('sendForm', { a: 'x y', list: [1, 2] })).text).toBe('{"got":"a=x+y&list=1&list=2"}');
    expect(await run('cancelOrder', { id: 'o-1' })).toEqual({
      outcome: 'ok',
      text: 'Done (204), with nothing more to say.',
    });
  });

  it.each(['..', '.', '../../admin', 'a/../../b', '..\\..\\x', ''])('refuses the path argument "%s"', async (part) => {
    const result = await run('echo', { part });
    expect(result).toMatchObject({ outcome: 'failed', noEffect: true });
    expect(service.seen).toEqual([]);
  });

  it.each(['http://evil.example/', '//evil.example', '@evil.example', '%2e%2e', '\\\\evil.example\\x'])(
    'keeps to its host and path whatever an argument says: "%s"',
    async (part) => {
      await run('echo', { part });
      expect(asked()?.url).toBe(`/v1/echo/${encodeURIComponent(part)}`);
    },
  );

  it('refuses a header that would begin another', async () => {
    const result = await run('echo', { part: 'x', 'X-Trace': 'a\r\nX-Admin: yes' });
    expect(result).toMatchObject({ outcome: 'failed', noEffect: true });
    expect(service.seen).toEqual([]);
  });

  it('never shows its credential, even when the service echoes it', async () => {
    const result = await run('echo', { part: 'x', Authorization: 'Bearer mine' });
    expect(asked()?.headers.authorization).toBe(`Bearer ${ORDER_TOKEN}`);
    expect(result.text).toContain('Bearer [credential]');
    expect(result.text).not.toContain(ORDER_TOKEN);
  });
});

describe('a bad day', () => {
  const cases: [number, SourceResult['outcome'], boolean | undefined, RegExp][] = [
    [400, 'failed', undefined, /answered 400: as asked: 400/],
    [404, 'failed', undefined, /answered 404/],
    [408, 'broken', undefined, /answered 408/],
    [425, 'broken', true, /answered 425/],
    [429, 'broken', true, /asks to wait 7 s/],
    [500, 'broken', undefined, /answered 500: as asked: 500/],
    [503, 'broken', undefined, /answered 503/],
  ];
  it.each(cases)('takes %i as %s', async (code, outcome, noEffect, text) => {
    const result = await run('status', { code });
    expect(result.outcome).toBe(outcome);
    expect(result.noEffect).toBe(noEffect);
    expect(result.text).toMatch(text);
  });

  it('passes on what a service says is wrong', async () => {
    const result = await run('placeOrder', { item: 'tea', count: 500 });
    expect(result.outcome).toBe('failed');
    expect(result.text).toBe('orders (POST /orders) answered 422: Too many. [{"field":"count","most":100}]');
  });

  it('stops a call that never ends when it is told to', async () => {
    const controller = new AbortController();
    const running = run('slow', {}, { signal: controller.signal });
    await expect.poll(() => service.seen.length, { timeout: 20_000 }).toBe(1);
    controller.abort(new Error('enough'));
    expect(await running).toEqual({ outcome: 'broken', text: 'orders (GET /slow) did not answer in time.' });
  });

  it('reads no more of a huge answer than its bound', async () => {
    const result = await run('huge');
    expect(result.outcome).toBe('ok');
    expect(result.text.length).toBeLessThan(1_000_100);
    expect(result.text).toMatch(/\[cut: the answer has more than 1000000 bytes\]$/);
  });

  it('says what a picture is instead of showing its bytes', async () => {
    expect((await run('picture')).text).toBe('The answer is image/png, 321 bytes, which is not text.');
  });

  it('follows a redirect within the service and never to another host', async () => {
    expect(await run('moved')).toEqual({ outcome: 'ok', text: '[]' });
    expect(await run('away')).toMatchObject({ outcome: 'failed', text: expect.stringContaining('another host') });
    expect(await run('circle')).toMatchObject({ outcome: 'failed', text: expect.stringContaining('without end') });
    expect(await run('movedWrite')).toMatchObject({ outcome: 'broken', text: expect.stringContaining('not known') });
    expect(service.elsewhere).toEqual([]);
  });

  it('tells a lost connection from one that never was', async () => {
    const lost = await run('get_broken_off');
    expect([lost.outcome, lost.noEffect]).toEqual(['broken', undefined]);
    const free = await freePort();
    const nobody = open({ baseUrl: `http://127.0.0.1:${free}` });
    const result = await nobody.run({
      operation: 'findOrders',
      input: {},
      callKey: 'k',
      userId: 'u',
      signal: signal(),
    });
    expect(result).toMatchObject({ outcome: 'broken', noEffect: true });
    await nobody.close();
  });

  it('names the variable of a credential that is missing', async () => {
    const poor = open({}, {});
    await expect(poor.list(signal())).rejects.toThrow(
      'orders needs the environment variable ORDERS_TOKEN, which is not set.',
    );
    await poor.close();
  });
});

describe('an effect', () => {
  it('is found by its key, or is known not to have happened', async () => {
    const lookUp = tools.get('placeOrder')?.lookUp;
    const ask = (callKey: string) =>
      lookUp?.({ operation: 'placeOrder', input: { item: 'tea', count: 2 }, callKey, userId: 'u', signal: signal() });
    await run('placeOrder', { item: 'tea', count: 2 }, { key: 'k-1' });
    expect(await ask('k-1')).toEqual({ state: 'done', text: '[{"id":"o-1","item":"tea","count":2,"key":"k-1"}]' });
    expect(await ask('k-2')).toEqual({ state: 'not-done' });
  });

  it('is taken back with what its answer said, under a key of its own', async () => {
    const { text } = await run('placeOrder', { item: 'tea', count: 2 }, { key: 'k-1' });
    const undone = await tools.get('placeOrder')?.undo?.({
      operation: 'placeOrder',
      input: { item: 'tea', count: 2 },
      callKey: 'k-1',
      userId: 'u',
      signal: signal(),
      result: text,
    });
    expect(undone?.outcome).toBe('ok');
    expect(service.orders.size).toBe(0);
    expect(asked()).toMatchObject({
      method: 'DELETE',
      url: '/v1/orders/o-1',
      headers: { 'idempotency-key': 'k-1:undo' },
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('There is no free port.');
  return address.port;
}
