/** Functions of agent files on a real socket and in real threads: as several hosts see them, and when they misbehave. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { threadId } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { readBackOf } from '../../../../agents/acting/read-back.ts';
import type { Tool, ToolContext } from '../../../../agents/acting/tool.ts';
import { readArguments } from '../../../../agents/acting/tool-arguments.ts';
import { createToolboxClient, type ToolboxClient } from '../../../../agents/acting/toolbox/client.ts';
import { HostToolbox } from '../../../../agents/acting/toolbox/host-toolbox.ts';
import { createToolboxService } from '../../../../agents/acting/toolbox/toolbox-service.ts';
import { handOverTool, returnTool } from '../../../../agents/acting/tools/hand-over.ts';
import { UnknownOutcomeError } from '../../../../agents/acting/unknown-outcome.ts';
import { toolsOf } from '../../../../agents/call/tooling.ts';
import { Catalog } from '../../../../agents/catalog/catalog.ts';
import { createMemoryService } from '../../../../agents/memory/service.ts';
import { taskAgents } from '../../../../agents/tasks/task-agents.ts';
import { realClock } from '../../../../media/clock.ts';
import { eventually } from '../../../support/eventually.ts';
import { serveMemory, TOKEN } from '../../../support/memory-http.ts';
import { memorySwitches, request } from './fake-source.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..', '..');
const FUNCTIONS = join(ROOT, 'test', 'support', 'catalog-of-functions');
const OFFICE = join(ROOT, 'agents', 'catalog');
const LIMIT_MS = 120_000;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'functions-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A tool-worker's toolbox of the catalog in `folder`, behind a socket. */
async function aToolWorker(folder: string, memory = { url: 'http://127.0.0.1:9', token: '' }) {
  const warnings: unknown[] = [];
  const log = { info: () => {}, warn: (facts: object, message: string) => void warnings.push({ ...facts, message }) };
  const switches = memorySwitches();
  const service = await createToolboxService({ catalogDir: folder, environment: {}, switches, memory, log });
  const server: Server = createServer((incoming, outgoing) => void service.answer(incoming, outgoing));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await service.close();
  });
  const client = createToolboxClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't' });
  return { client, warnings };
}

/** What one host has of an agent's own tools. */
async function aHost(client: ToolboxClient, folder: string, agent: string) {
  const host = new HostToolbox({ client, clock: realClock, log: { warn: () => {} } });
  closing.push(() => host.close());
  const { definition } = await new Catalog(folder).get(agent);
  const tools = new Map([...toolsOf(definition)].map(([name, tool]) => [name, host.guard(tool)]));
  return (name: string): Tool => {
    const tool = tools.get(name);
    if (!tool) throw new Error(`${agent} has no ${name}.`);
    return tool;
  };
}
let keys = 0;
const context = (given: Partial<ToolContext> = {}): ToolContext => {
  const refuse = () => {
    throw new Error('not used');
  };
  return {
    callId: 'call-1',
    userId: 'anna',
    agent: 'worker',
    callKey: `key-${keys++}`,
    timeZone: 'Europe/Berlin',
    nowMs: Date.UTC(2026, 0, 1),
    memory: { recall: refuse, prefetch: refuse, remember: refuse, forget: refuse },
    signal: new AbortController().signal,
    requestPerson: refuse,
    endCall: refuse,
    noteRemembered: refuse,
    noteForgotten: refuse,
    ...given,
  };
};

async function aWorker() {
  const { client, warnings } = await aToolWorker(FUNCTIONS);
  const tool = await aHost(client, FUNCTIONS, 'worker');
  const mark = join(await tempFolder(), 'begun');
  const begun = () => eventually('the function has begun', () => existsSync(mark));
  return { client, warnings, tool, mark, begun };
}

test('a function runs in a thread of the tool-worker, and knows for whom', { timeout: LIMIT_MS }, async () => {
  const { tool } = await aWorker();
  const told = JSON.parse(await tool('where').run({}, context({ callKey: 'k' })));
  expect(told).toMatchObject({ callId: 'call-1', userId: 'anna', agent: 'worker', callKey: 'k' });
  expect(told).toMatchObject({ timeZone: 'Europe/Berlin', nowMs: Date.UTC(2026, 0, 1) });
  expect(told.threadId).not.toBe(threadId);
  expect(await tool('beside_the_call').run({}, context())).toBe(String(threadId));
});

test('two hosts share one state, and one key has one effect, whoever asks', { timeout: LIMIT_MS }, async () => {
  const { client, tool } = await aWorker();
  const other = await aHost(client, FUNCTIONS, 'worker');
  expect(await tool('count').run({}, context({ callKey: 'first' }))).toBe('1');
  expect(await other('count').run({}, context({ callKey: 'first' }))).toBe('1');
  expect(await other('count').run({}, context({ callKey: 'second' }))).toBe('2');
});

test('the receptionist on two hosts has one office: moved on one, it is moved on the other', {
  timeout: LIMIT_MS,
}, async () => {
  const { client } = await aToolWorker(OFFICE);
  const here = await aHost(client, OFFICE, 'receptionist');
  const there = await aHost(client, OFFICE, 'receptionist');
  const asked = (callKey: string) => context({ agent: 'receptionist', callKey, nowMs: Date.UTC(2026, 0, 5) });
  // Its deadline is a second: on a busy machine the thread may take longer than that to start.
  const before = await eventually('the office answers', () =>
    there('find_appointments')
      .run({}, asked('before'))
      .catch(() => undefined),
  );
  expect(before).toContain('Thursday, January 8');
  const move = { from: '2026-01-08', to: '2026-01-09' };
  expect(readBackOf(here('move_appointment'), move)).toBe(
    'I would move your appointment on Thursday, January 8 to Friday, January 9.',
  );
  const problem = (name: string, input: object) => here(name).check?.(input, asked('check'));
  expect(await problem('move_appointment', move)).toBeUndefined();
  expect(await problem('move_appointment', { from: '2026-01-07', to: '2026-01-09' })).toMatch(
    /^there is no appointment on Wednesday, January 7; there is Thursday, January 8 at 10:00/,
  );
  expect(await problem('move_appointment', { ...move, to: '2026-01-02' })).toBe('Friday, January 2 is over');
  expect(await problem('cancel_appointment', { day: '2026-01-09' })).toMatch(/^there is no appointment on Friday/);
  expect(await problem('cancel_appointment', { day: '2026-01-08' })).toBeUndefined();
  expect(await problem('refund', { euros: 700, reason: 'late' })).toMatch(/^you have paid 600 euros/);
  expect(await problem('refund', { euros: 250, reason: 'late' })).toBeUndefined();
  expect(await here('move_appointment').run(move, asked('move'))).toContain('now on Friday, January 9');
  const found = await there('find_appointments').run({}, asked('after'));
  expect(found).toContain('Friday, January 9');
  expect(found).not.toContain('Thursday');
  expect(await there('move_appointment').lookUp?.(move, asked('move'))).toMatchObject({ state: 'done' });
  expect(await there('move_appointment').undo?.(move, 'moved', asked('move'))).toContain('now on Thursday, January 8');
});

test('look-up and undo run where the function ran', { timeout: LIMIT_MS }, async () => {
  const { tool } = await aWorker();
  const keep = tool('keep');
  const asked = context({ callKey: 'kept' });
  expect(await keep.lookUp?.({ what: 'it' }, asked)).toEqual({ state: 'not-done' });
  expect(await keep.run({ what: 'it' }, asked)).toBe('kept it');
  expect(await keep.lookUp?.({ what: 'it' }, asked)).toEqual({ state: 'done', text: 'it' });
  expect(await keep.undo?.({ what: 'it' }, 'kept it', asked)).toBe('no longer kept it');
  expect(await keep.lookUp?.({ what: 'it' }, asked)).toEqual({ state: 'not-done' });
});

test('a function that computes without end holds up neither calls nor other tools, and is ended when nobody wants it', {
  timeout: LIMIT_MS,
}, async () => {
  const folder = await tempFolder();
  const worker = join(FUNCTIONS, 'worker.agent.ts');
  await writeFile(
    join(folder, 'other.agent.ts'),
    `import worker from ${JSON.stringify(worker)};\nexport default { ...worker, name: 'other' };\n`,
  );
  await writeFile(join(folder, 'worker.agent.ts'), `export { default } from ${JSON.stringify(worker)};\n`);
  const { client, warnings } = await aToolWorker(folder);
  const tool = await aHost(client, folder, 'worker');
  const other = await aHost(client, folder, 'other');
  const mark = join(folder, 'begun');
  expect(await tool('count').run({}, context())).toBe('1');
  const unwanted = new AbortController();
  let over = false;
  const spinning = tool('spin_and_write')
    .run({ mark }, context({ signal: unwanted.signal }))
    .catch((error: unknown) => error)
    .finally(() => {
      over = true;
    });
  await eventually('it spins', () => existsSync(mark));
  // What carries the audio goes on turning, and so do the tools of others.
  let frames = 0;
  const audio = setInterval(() => {
    frames += 1;
  }, 10);
  closing.push(() => clearInterval(audio));
  await eventually('a hundred frames', () => frames >= 100);
  expect(await other('count').run({}, context({ agent: 'other' }))).toBe('1');
  expect(over).toBe(false);

  unwanted.abort();
  expect(await spinning).toBeInstanceOf(Error);
  // A thread of its own, anew: what the one before it had counted is gone.
  expect(await tool('count').run({}, context())).toBe('1');
  expect(await other('count').run({}, context({ agent: 'other' }))).toBe('2');
  expect(JSON.stringify(warnings)).toContain('spin_and_write did not react');
});

test('a write that is ended at its deadline may have acted, and says so; the next call works', {
  timeout: LIMIT_MS,
}, async () => {
  const { tool, mark } = await aWorker();
  await tool('count').run({}, context());
  const late = tool('spin_until_late').run({ mark }, context());
  await expect(late).rejects.toBeInstanceOf(UnknownOutcomeError);
  await eventually('the next call works', async () => {
    const counted = await tool('count')
      .run({}, context())
      .catch(() => undefined);
    return counted === '1';
  });
});

test('what waited behind a thread that was ended never began, and is done by the next one', {
  timeout: LIMIT_MS,
}, async () => {
  const { tool, mark, begun } = await aWorker();
  const unwanted = new AbortController();
  const spinning = tool('spin_and_write')
    .run({ mark }, context({ signal: unwanted.signal }))
    .catch(() => 'ended');
  await begun();
  const counted = tool('count').run({}, context());
  unwanted.abort();
  expect(await spinning).toBe('ended');
  expect(await counted).toBe('1');
});

test('a function that waits for ever is let go of alone: its thread and the state in it stay', {
  timeout: LIMIT_MS,
}, async () => {
  const { tool, mark, begun } = await aWorker();
  expect(await tool('count').run({}, context())).toBe('1');
  const unwanted = new AbortController();
  const waiting = tool('wait_for_ever')
    .run({ mark }, context({ signal: unwanted.signal }))
    .catch(() => 'let go of');
  await begun();
  unwanted.abort();
  expect(await waiting).toBe('let go of');
  expect(await tool('count').run({}, context())).toBe('2');
});

test('what fails where nobody waits is logged, and ends nothing', { timeout: LIMIT_MS }, async () => {
  const { tool, warnings } = await aWorker();
  expect(await tool('count').run({}, context())).toBe('1');
  expect(await tool('fail_later').run({}, context())).toBe('as if all were well');
  await eventually('both are logged', () => {
    const text = JSON.stringify(warnings);
    return text.includes('nobody waits for me') && text.includes('nor for me');
  });
  expect(await tool('count').run({}, context())).toBe('2');
});

test('a function that leaves, or takes all memory, takes only its thread with it', { timeout: LIMIT_MS }, async () => {
  const { tool } = await aWorker();
  await expect(tool('leave').run({}, context())).rejects.toBeInstanceOf(UnknownOutcomeError);
  expect(await tool('count').run({}, context())).toBe('1');
  await expect(tool('hoard').run({}, context())).rejects.toBeInstanceOf(UnknownOutcomeError);
  expect(await tool('count').run({}, context())).toBe('1');
});

test('a function that says no has failed and has not broken; arguments are checked by its own schema', {
  timeout: LIMIT_MS,
}, async () => {
  const { client, tool } = await aWorker();
  await expect(tool('refuse').run({}, context())).rejects.toThrow('the office is closed');
  await expect(tool('refuse').run({}, context())).rejects.not.toBeInstanceOf(UnknownOutcomeError);
  const wrong = await client.run(
    request('keep', { agent: 'worker', input: { what: 7 } }),
    new AbortController().signal,
  );
  expect(wrong).toMatchObject({ outcome: 'error', text: expect.stringContaining('not valid') });
  const { tools } = await client.health(new AbortController().signal);
  expect(tools.find((one) => one.tool === 'refuse')).toMatchObject({ failures: 2, breaker: 'closed' });
});

test('a schema that makes of arguments what JSON cannot hold is given them as they came', {
  timeout: LIMIT_MS,
}, async () => {
  const { tool } = await aWorker();
  const weekday = tool('weekday');
  const asked = readArguments(weekday, '{"day":"2026-01-08"}');
  if ('problem' in asked) throw new Error(asked.problem);
  expect(asked.argumentsJson).toBe('{"day":"2026-01-08"}');
  expect(readBackOf(weekday, asked.input)).toBe('I would look up 2026-01-08T00:00:00.000Z.');
  expect(await weekday.run(asked.input, context())).toBe('4');
  expect(readArguments(weekday, '{"day":"soon"}')).toMatchObject({ problem: expect.stringContaining('ISO date') });
});

test('a function has the memory of its caller, and is told that there is no call', { timeout: LIMIT_MS }, async () => {
  const folder = await tempFolder();
  const log = { info: () => {}, warn: () => {} };
  const kept = await createMemoryService({ dbFile: join(folder, 'm.db'), masterKeyFile: join(folder, 'key'), log });
  const memory = await serveMemory(kept);
  closing.push(async () => {
    await memory.close();
    await kept.close();
  });
  const { client } = await aToolWorker(FUNCTIONS, { url: memory.url, token: TOKEN });
  const tool = await aHost(client, FUNCTIONS, 'worker');
  expect(await tool('remember_it').run({ fact: 'Anna likes tea' }, context())).toBe('Anna likes tea');
  await expect(tool('ask_a_person').run({}, context())).rejects.toThrow("give it runsIn: 'call'");
});

test('an edit of the file holds from the next call on, with a state of its own', { timeout: LIMIT_MS }, async () => {
  const folder = await tempFolder();
  const file = join(folder, 'shop.agent.ts');
  const version = (word: string) => `
    import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
    let counted = 0;
    const count = { name: 'count', description: 'Counts.', label: 'Counting', parameters: z.object({}), tier: 'read',
      deadlineMs: 30000, honoursKey: true, run: async () => '${word} ' + ++counted };
    export default { name: 'shop', title: 'Shop', description: 'A shop.', instructions: 'Sell.', greeting: 'Hello.',
      tools: [count] };`;
  await writeFile(file, version('before'));
  const { client } = await aToolWorker(folder);
  const tool = await aHost(client, folder, 'shop');
  expect(await tool('count').run({}, context({ agent: 'shop' }))).toBe('before 1');
  expect(await tool('count').run({}, context({ agent: 'shop' }))).toBe('before 2');
  await writeFile(file, version('after it was edited'));
  expect(await tool('count').run({}, context({ agent: 'shop' }))).toBe('after it was edited 1');
});

test('a switch of all functions refuses them at the toolbox, whatever a host has heard', {
  timeout: LIMIT_MS,
}, async () => {
  const { client, tool } = await aWorker();
  const { signal } = new AbortController();
  await client.setSwitch({ kind: 'source', name: 'function', off: true, by: 'olga', reason: 'a drill' }, signal);
  await expect(tool('count').run({}, context())).rejects.toThrow('switched off by an operator (a drill)');
  expect((await client.list('worker', signal)).tools).toEqual([]);
});

test('a background task has the same functions, run in the same place', { timeout: LIMIT_MS }, async () => {
  const folder = await tempFolder();
  const worker = join(FUNCTIONS, 'worker.agent.ts');
  await writeFile(
    join(folder, 'tasker.agent.ts'),
    `import worker from ${JSON.stringify(worker)};
     export default { ...worker, name: 'tasker',
       tools: worker.tools.map((tool) => (tool.name === 'count' ? { ...tool, fitForTasks: true } : tool)) };`,
  );
  const { client } = await aToolWorker(folder);
  const host = await aHost(client, folder, 'tasker');
  const { remoteFunction } = await import('../../../../agents/acting/toolbox/remote-functions.ts');
  const agentOf = taskAgents({
    catalog: new Catalog(folder),
    remoteTools: async () => [],
    placed: (tool) => remoteFunction(tool, client),
    timeZone: 'UTC',
    policy: () => ({ version: 0, rules: [] }),
  });
  const { tools } = await agentOf('tasker', new AbortController().signal);
  expect([...tools.keys()].sort()).toEqual(['count', 'get_time']);
  expect(await host('count').run({}, context({ agent: 'tasker' }))).toBe('1');
  expect(await tools.get('count')?.run({}, context({ agent: 'tasker' }))).toBe('2');
});

test('whatever touches the call itself runs beside it', () => {
  const tools = [handOverTool([{ agent: 'other', description: 'Others.' }]), returnTool('front')];
  expect(tools.map(({ runsIn }) => runsIn)).toEqual(['call', 'call']);
});
