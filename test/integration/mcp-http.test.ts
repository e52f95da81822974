/** An MCP server over streamable HTTP, with every bad behaviour that one may have. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type McpHttpDouble, startMcpHttpDouble } from '../doubles/mcp-http-double.ts';
import { unreachablePort } from '../doubles/unreachable-url.ts';
import { eventually } from '../support/eventually.ts';
import { mcpSource, type SourceUnderTest } from '../support/mcp-sources.ts';

const TOKEN = 'a-token-nobody-may-see';

describe('an MCP server over HTTP', () => {
  let server: McpHttpDouble;
  let client: SourceUnderTest;
  beforeEach(async () => {
    server = await startMcpHttpDouble({ token: TOKEN });
    client = mcpSource({ config: { url: server.url, bearerEnv: 'MCP_TOKEN' }, env: { MCP_TOKEN: TOKEN } });
  });
  afterEach(async () => {
    await client.source.close();
    await server[Symbol.asyncDispose]();
  });

  it('lists and runs, whether it answers by JSON or by a stream', async () => {
    expect((await client.list()).map(({ operation }) => operation)).toContain('streamed');
    expect(await client.run('echo', { a: 1 })).toEqual({ outcome: 'ok', text: '{"a":1}' });
    expect(await client.run('streamed')).toEqual({ outcome: 'ok', text: 'in a stream' });
    const call = server.received.find(({ message }) => message.method === 'tools/call');
    expect(call?.message.params).toMatchObject({ _meta: { 'parley/callKey': 'key-1' } });
    expect(server.sessionsMade).toBe(1);
  });

  it('is shown the token, which nobody else sees', async () => {
    await using wrong = mcpSource({
      config: { url: server.url, bearerEnv: 'MCP_TOKEN' },
      env: { MCP_TOKEN: 'a-wrong-token' },
    });
    await expect(wrong.list()).rejects.toThrow('The MCP server double refused the token it was shown (HTTP 401).');
    await using none = mcpSource({ config: { url: server.url, bearerEnv: 'MCP_TOKEN' } });
    await expect(none.list()).rejects.toThrow('the environment variable MCP_TOKEN is not set.');
    await client.run('down');
    expect([...wrong.said, ...none.said, ...client.said].join()).not.toMatch(/a-wrong-token|a-token-nobody-may-see/);
  });

  it('that forgot our session is given a new one, and the call is made in it', async () => {
    await client.run('echo');
    server.forgetSessions();
    expect(await client.run('echo', { again: true })).toEqual({ outcome: 'ok', text: '{"again":true}' });
    server.forgetSessions();
    expect((await client.list()).length).toBeGreaterThan(0);
    expect(server.sessionsMade).toBeGreaterThanOrEqual(3);
  });

  it('that says its list has changed is heard', async () => {
    await client.list();
    await eventually('the change is told', () => {
      // The stream it is said on is opened after the handshake: it is said until it is heard.
      server.tell({ method: 'notifications/tools/list_changed' });
      return client.listChanges > 0;
    });
  });

  it.each(['big', 'bigEvent'])('that sends 50 MB (%s) is cut short and connected anew', async (operation) => {
    const result = await client.run(operation);
    expect(result.outcome).toBe('broken');
    expect(result.text).toContain('It sent an answer of more than 4194304 bytes, which was not read to its end.');
    expect((await client.run('echo')).outcome).toBe('ok');
    await eventually('the answer was broken off', () => server.brokenOff > 0);
  });

  it('that floods us with notices is disconnected', async () => {
    await using flooded = mcpSource({
      config: { url: server.url, bearerEnv: 'MCP_TOKEN' },
      env: { MCP_TOKEN: TOKEN },
      tuning: { floodWindowMs: 60_000 },
    });
    const result = await flooded.run('notices');
    expect(result.outcome).toBe('broken');
    expect(result.text).toContain('It sent more than 2000 messages within 60000 ms.');
    expect((await flooded.run('echo')).outcome).toBe('ok');
  });

  it('that ends its stream again and again and wants it opened at once is disconnected', async () => {
    await using restless = await startMcpHttpDouble({ restless: true });
    await using nervous = mcpSource({ config: { url: restless.url }, tuning: { floodWindowMs: 60_000 } });
    await nervous.list();
    await eventually('it is disconnected', () =>
      nervous.said.some((line) => line.includes('It ended its stream of messages more than 30 times within 60000 ms.')),
    );
  });

  it.each(['cutOff', 'cutOffJson'])('that breaks off in its answer (%s) leaves no outcome', async (operation) => {
    const result = await client.run(operation);
    expect(result.outcome).toBe('broken');
    expect(result.noEffect).toBeUndefined();
    expect((await client.run('echo')).outcome).toBe('ok');
  });

  it('is told of a call that was given up, and the answer is no longer waited for', async () => {
    await client.list();
    const giveUp = new AbortController();
    const hanging = client.run('hang', {}, { signal: giveUp.signal });
    await eventually('the call has arrived', () =>
      server.received.some(({ message }) => message.params?.name === 'hang'),
    );
    giveUp.abort(new Error('The caller hung up.'));
    expect((await hanging).outcome).toBe('broken');
    await eventually('it was told', () =>
      server.received.some(({ message }) => message.method === 'notifications/cancelled'),
    );
    await eventually('the answer was broken off', () => server.brokenOff > 0);
    expect((await client.run('echo')).outcome).toBe('ok');
  });

  it('is believed about what it did not begin', async () => {
    expect(await client.run('busy')).toMatchObject({ outcome: 'broken', noEffect: true });
    const down = await client.run('down');
    expect(down).toEqual({ outcome: 'broken', text: expect.stringContaining('HTTP 500') });
    expect(await client.run('notJson')).toMatchObject({ outcome: 'broken' });
  });

  it('that is not there is named, and found when it comes', async () => {
    await using absent = mcpSource({ config: { url: `http://127.0.0.1:${await unreachablePort()}/mcp` } });
    const result = await absent.run('echo');
    expect(result).toMatchObject({ outcome: 'broken', noEffect: true });
    expect(result.text).toContain('The MCP server double cannot be reached');
  });

  it('that was started again on the same port is used again', async () => {
    await client.run('echo');
    const port = Number(new URL(server.url).port);
    await server[Symbol.asyncDispose]();
    expect((await client.run('echo')).outcome).toBe('broken');
    server = await startMcpHttpDouble({ token: TOKEN, port });
    await eventually('it answers again', async () => (await client.run('echo')).outcome === 'ok');
  });
});
