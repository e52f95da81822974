/** The toolbox on a real socket, with its client, and as tools that an executor can run. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { ToolContext } from '../../../../agents/acting/tool.ts';
import { createToolboxClient } from '../../../../agents/acting/toolbox/client.ts';
import { remoteTools } from '../../../../agents/acting/toolbox/remote-tools.ts';
import { createToolboxHandler } from '../../../../agents/acting/toolbox/toolbox-http.ts';
import { UnknownOutcomeError } from '../../../../agents/acting/unknown-outcome.ts';
import { eventually } from '../../../support/eventually.ts';
import { aToolbox, FakeSource, never, request, settle, sourceTool } from './fake-source.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});
const signal = () => new AbortController().signal;

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
async function served(...sources: FakeSource[]) {
  const world = await aToolbox(sources);
  await world.toolbox.list('clerk');
  await settle();
  const answer = createToolboxHandler(world.toolbox, () => 42);
  const url = await listen(createServer((incoming, outgoing) => void answer(incoming, outgoing)));
  return { ...world, url, client: createToolboxClient({ url, token: 't' }) };
}
const context = (given: Partial<ToolContext> = {}): ToolContext => {
  const refuse = () => {
    throw new Error('not used');
  };
  const memory = { recall: refuse, prefetch: refuse, remember: refuse, forget: refuse };
  return {
    callId: 'call-1',
    userId: 'anna',
    agent: 'clerk',
    callKey: 'key',
    timeZone: 'UTC',
    nowMs: 0,
    memory,
    signal: signal(),
    requestPerson: refuse,
    endCall: refuse,
    noteRemembered: refuse,
    noteForgotten: refuse,
    ...given,
  };
};
const write = (operation: string, given = {}) => sourceTool(operation, { tier: 'write-constrained', ...given });

test('lists, runs, looks up and takes back over the wire', async () => {
  const pay = write('pay', {
    lookUp: async () => ({ state: 'not-done' }),
    undo: async ({ result }: { result: string }) => ({ outcome: 'ok', text: `took ${result} back` }),
  });
  const { client } = await served(new FakeSource('crm', [pay]));
  const { tools } = await client.list('clerk', signal());
  expect(tools).toMatchObject([{ name: 'crm_pay', canUndo: true, canLookUp: true, tier: 'write-constrained' }]);
  expect(await client.run(request('crm_pay'), signal())).toMatchObject({ outcome: 'ok', text: 'done', attempts: 1 });
  expect(await client.lookUp(request('crm_pay'), signal())).toEqual({ state: 'not-done' });
  expect(await client.undo(request('crm_pay', { result: 'it' }), signal())).toMatchObject({ text: 'took it back' });
  expect((await client.health(signal())).tools).toMatchObject([{ tool: 'crm_pay', runs: 2 }]);
});

test('a client that goes away stops the run on the other side', async () => {
  const source = new FakeSource('crm', [sourceTool('find')]);
  source.answer = never;
  const { client } = await served(source);
  const gone = new AbortController();
  const running = client.run(request('crm_find'), gone.signal).catch((error: unknown) => String(error));
  await eventually('the run has begun', () => source.runs.length === 1);
  gone.abort();
  expect(await running).toContain('cancelled');
  await eventually('the run is stopped', () => source.runs[0]?.signal.aborted);
});

test('a switch set over the wire is told to whoever asks, with its time', async () => {
  const { client } = await served(new FakeSource('crm', [sourceTool('find')]));
  const off = { kind: 'tool', name: 'crm_find', off: true, by: 'olga', reason: '' } as const;
  expect(await client.setSwitch(off, signal())).toEqual({ ...off, atMs: 42 });
  expect((await client.switches(signal())).switches).toEqual([{ ...off, atMs: 42 }]);
});

test('an agent that does not exist and a request that is none are refused with a sentence', async () => {
  const { client, url } = await served(new FakeSource('crm', []));
  await expect(client.list('nobody', signal())).rejects.toThrow('There is no agent named nobody.');
  const answer = await fetch(`${url}/tools/run`, { method: 'POST', body: '{"agent":7}' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: expect.stringContaining('malformed') });
});

test('a service that hangs costs a deadline: a read failed, a write is unknown', async () => {
  const url = await listen(createServer(() => {}));
  const client = createToolboxClient({ url, token: 't' });
  const described = (name: string, tier: 'read' | 'write-broad') => ({
    name,
    source: { kind: 'mcp' as const, name: 'crm' },
    description: '',
    label: name,
    jsonSchema: { type: 'object' },
    tier,
    deadlineMs: 10,
    honoursKey: false,
    canUndo: false,
    canLookUp: false,
  });
  const tools = remoteTools({ tools: [described('crm_find', 'read'), described('crm_pay', 'write-broad')] }, client);
  const [read, pay] = await Promise.allSettled(tools.map((tool) => tool.run({}, context())));
  expect(read).toMatchObject({
    status: 'rejected',
    reason: expect.not.objectContaining({ name: 'UnknownOutcomeError' }),
  });
  expect(pay).toMatchObject({ status: 'rejected', reason: expect.any(UnknownOutcomeError) });
});

test('as a tool it checks arguments by the declared schema and runs for its call', async () => {
  const source = new FakeSource('crm', [write('pay')]);
  const { client } = await served(source);
  const [tool] = remoteTools(await client.list('clerk', signal()), client);
  if (!tool) throw new Error('There is no tool.');
  expect(tool.jsonSchema).toMatchObject({ properties: { id: { type: 'string' } } });
  expect(tool.parameters.safeParse({ id: 'a' })).toMatchObject({ success: true, data: { id: 'a' } });
  const wrong = tool.parameters.safeParse({ id: 5 });
  expect(wrong.error?.issues[0]?.message).toBe('"id" is 5 and not string.');
  expect(await tool.run({ id: 'a' }, context({ callKey: 'my-key' }))).toBe('done');
  expect(source.runs).toMatchObject([{ operation: 'pay', input: { id: 'a' }, callKey: 'my-key', userId: 'anna' }]);
  source.answer = async () => ({ outcome: 'failed', text: 'no money' });
  await expect(tool.run({ id: 'a' }, context({ callKey: 'other' }))).rejects.toThrow('no money');
  source.answer = async () => ({ outcome: 'broken', text: 'status 502' });
  await expect(tool.run({ id: 'a' }, context({ callKey: 'third' }))).rejects.toBeInstanceOf(UnknownOutcomeError);
});
