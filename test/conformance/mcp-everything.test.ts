/** What an MCP source does with the reference server of the protocol's authors, over both of the protocol's transports. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type EverythingServer, everythingCommand, startEverythingServer } from '../support/mcp-everything.ts';
import { mcpSource, type SourceUnderTest } from '../support/mcp-sources.ts';

describe.each(['stdio', 'streamable HTTP'])('the reference MCP server over %s', (transport) => {
  let server: EverythingServer | undefined;
  let config: Record<string, unknown>;
  let client: SourceUnderTest;

  beforeAll(async () => {
    if (transport === 'stdio') config = { command: everythingCommand };
    else {
      server = await startEverythingServer();
      config = { url: server.url };
    }
    client = mcpSource({ config: { ...config, trusted: true } });
  });
  afterAll(async () => {
    await client?.source.close();
    await server?.[Symbol.asyncDispose]();
  });

  it('has its tools listed with the tiers that it states, for it is trusted', async () => {
    const tools = new Map((await client.list()).map((tool) => [tool.operation, tool]));
    expect(tools.get('echo')).toMatchObject({ tier: 'read', jsonSchema: { type: 'object', required: ['message'] } });
    expect(tools.get('toggle-simulated-logging')).toMatchObject({ tier: 'write-constrained' });
    expect(client.source.context?.()?.length).toBeGreaterThan(100);
    expect(client.said.filter((line) => line.includes('left out'))).toEqual([]);
  });

  it('has every tool a broad write when it is not trusted, but for what the agent file says', async () => {
    await using wary = mcpSource({
      config: {
        ...config,
        include: ['get-*', 'echo'],
        exclude: ['get-env'],
        operations: { 'get-sum': { tier: 'read', label: 'Adding up' } },
      },
    });
    const tools = await wary.list();
    expect(tools.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['echo', 'get-sum', 'get-tiny-image']),
    );
    expect(tools.every(({ operation }) => operation !== 'get-env' && /^(get-|echo)/.test(operation))).toBe(true);
    for (const { operation, tier } of tools) expect(tier).toBe(operation === 'get-sum' ? 'read' : 'write-broad');
    expect(tools.find(({ operation }) => operation === 'get-sum')?.label).toBe('Adding up');
  });

  it('answers in words', async () => {
    expect(await client.run('echo', { message: 'hello' })).toEqual({ outcome: 'ok', text: 'Echo: hello' });
    expect(await client.run('get-sum', { a: 2, b: 3 })).toEqual({ outcome: 'ok', text: 'The sum of 2 and 3 is 5.' });
  });

  it('answers with a picture, links and structure, each said as text', async () => {
    expect((await client.run('get-tiny-image')).text).toMatch(/^.+\n\[picture\]\n.+$/);
    expect((await client.run('get-resource-links', { count: 2 })).text.match(/\[link to [^\]]+\]/g)).toHaveLength(2);
    const { outcome, text } = await client.run('get-structured-content', { location: 'New York' });
    expect(outcome).toBe('ok');
    expect(JSON.parse(text)).toMatchObject({ temperature: expect.any(Number) });
  });

  it('says that arguments are wrong', async () => {
    const { outcome, text } = await client.run('get-sum', { a: 'two' });
    expect(outcome).toBe('failed');
    expect(text).toContain('get-sum');
  });

  it('is left alone in a long call when the caller gives it up, and answers the next', async () => {
    const giveUp = new AbortController();
    const long = client.run('trigger-long-running-operation', { duration: 600, steps: 600 }, { signal: giveUp.signal });
    expect((await client.run('echo', { message: 'meanwhile' })).outcome).toBe('ok');
    giveUp.abort(new Error('The caller hung up.'));
    expect(await long).toMatchObject({ outcome: 'broken', text: expect.stringContaining('did not answer in time') });
    expect((await client.run('echo', { message: 'after' })).text).toBe('Echo: after');
  });
});

it('The reference MCP server may be started again: its clients get a new session by themselves.', async () => {
  const first = await startEverythingServer();
  await using client = mcpSource({ config: { url: first.url } });
  expect((await client.run('echo', { message: '1' })).outcome).toBe('ok');
  await first[Symbol.asyncDispose]();
  await using _second = await startEverythingServer(Number(new URL(first.url).port));
  const answered = await eventually('it answers again', async () => {
    const result = await client.run('echo', { message: '2' });
    return result.outcome === 'ok' && result;
  });
  expect(answered.text).toBe('Echo: 2');
});
