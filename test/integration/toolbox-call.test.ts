/**
 * A real call uses a real database and functions through the real tool-worker: asked, answered, switched off in the
 * middle; and what a function computes is nobody else's loss.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createToolboxClient } from '../../agents/acting/toolbox/client.ts';
import type { OpenAiChatRequest } from '../doubles/openai-schema.ts';
import { eventsOf } from '../support/call-record.ts';
import { type CallStack, startCallStack } from '../support/call-stack.ts';
import { eventually } from '../support/eventually.ts';
import { joinAndSpeak } from '../support/speaking-caller.ts';
import { type EmbeddedProcess, startEmbeddedProcess, TOKEN } from './embedded-process.ts';

const AGENT = {
  name: 'seller',
  title: 'Seller',
  description: 'Knows the stock.',
  instructions: 'Say what is in stock.',
  greeting: 'Hello.',
  sources: [
    { kind: 'sql', name: 'shop', urlEnv: 'TEST_SHOP_DATABASE' },
    { kind: 'mcp', name: 'gone', command: ['/no/such/program'] },
  ],
};
/** `where` says which process it runs in; `ponder` never comes to an end, and marks that it began. */
const functions = (mark: string) => `
import { writeFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
const read = { parameters: z.object({}), tier: 'read', deadlineMs: 60000, honoursKey: true };
const where = { ...read, name: 'where', description: 'Where.', label: 'Looking around',
  run: async () => 'process ' + process.pid + (threadId > 0 ? ', a thread of it' : ', itself') };
const ponder = { ...read, name: 'ponder', description: 'Ponders.', label: 'Pondering',
  run: async () => { writeFileSync(${JSON.stringify(mark)}, ''); for (;;); } };
`;
const asked: OpenAiChatRequest[] = [];
let folder: string;
let mark: string;
let toolWorker: EmbeddedProcess;
let stack: CallStack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolbox-call-'));
  mark = join(folder, 'pondering');
  const file = join(folder, 'shop.sqlite');
  const shop = new DatabaseSync(file);
  shop.exec("CREATE TABLE stock (article TEXT, pieces INTEGER); INSERT INTO stock VALUES ('lamp', 17)");
  shop.close();
  await writeFile(
    join(folder, 'seller.agent.ts'),
    `${functions(mark)}export default { ...${JSON.stringify(AGENT)}, tools: [where, ponder] };\n`,
  );
  toolWorker = await startEmbeddedProcess({
    PARLEY_STT: 'deepgram',
    PARLEY_TTS: 'openai',
    PARLEY_CATALOG: folder,
    TEST_SHOP_DATABASE: file,
  });
  const query = {
    name: 'shop_query',
    arguments: { sql: 'SELECT pieces FROM stock WHERE article = ?1', parameters: ['lamp'] },
  };
  stack = await startCallStack({
    openai: {
      msPerCharacter: 15,
      replies: (request) => {
        asked.push(request);
        const words = JSON.stringify(request.messages.findLast(({ role }) => role === 'user')?.content ?? '');
        const named = ['where', 'ponder'].find((name) => words.includes(name));
        const call = named === undefined ? query : { name: named, arguments: {} };
        return { toolCalls: [call], afterTools: 'The database says: {{result}}' };
      },
    },
    env: {
      PARLEY_GREETING: '-',
      PARLEY_CATALOG: folder,
      PARLEY_TOOL_WORKER_URL: toolWorker.url,
      PARLEY_INTERNAL_TOKEN: TOKEN,
    },
  });
});
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await toolWorker?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});
const explain = () => JSON.stringify(asked.at(-1));
const declared = (request: OpenAiChatRequest | undefined) => request?.tools?.map((tool) => tool.function.name) ?? [];

it('runs functions in a thread of the tool-worker, and ends one that computes without end when it is not wanted any more', async () => {
  const client = await joinAndSpeak(stack.livekit.server, 'functions', {
    agent: { name: 'parley' },
    microphone: false,
  });
  try {
    await eventually('the agent is there', () => client.events.some((event) => event.type === 'hello'), {
      deadlineMs: 30_000,
    });
    await client.type('Please ponder.');
    await eventually('it ponders', () => existsSync(mark), { deadlineMs: 40_000, explain });
    await client.type('Tell me where you are.');
    const place = `process ${toolWorker.child.pid}, a thread of it`;
    await eventually('it says where', () => client.agentText().includes(place), { deadlineMs: 60_000, explain });
  } finally {
    await client.leave();
  }
}, 150_000);

it('answers from the database, says which source is not there, and obeys a switch in the middle of the call', async () => {
  const toolbox = createToolboxClient({ url: toolWorker.url, token: TOKEN });
  const signal = new AbortController().signal;
  const client = await joinAndSpeak(stack.livekit.server, 'shop', { agent: { name: 'parley' }, microphone: false });
  try {
    await eventually('the agent is there', () => client.events.some((event) => event.type === 'hello'), {
      deadlineMs: 30_000,
    });
    await eventually(
      'the toolbox lists the database',
      async () => (await toolbox.list('seller', signal)).tools.some(({ name }) => name === 'shop_query'),
      { deadlineMs: 30_000 },
    );
    const results = () => eventsOf(stack.worker, 'shop', 'tool.finished');
    // The list reaches the host a moment after the call began, maybe between a prompt and its tools: asked until it is there.
    await eventually(
      'the model is told of the database and what it holds',
      async () => {
        await client.type('How many lamps are there?');
        const before = asked.length;
        await eventually('the model is asked', () => asked.length > before, { explain });
        return asked.slice(before).some((request) => {
          const system = String(request.messages[0]?.content);
          const told = ['# Services', 'stock', 'The tools of gone are not there now'];
          return declared(request).includes('shop_query') && told.every((part) => system.includes(part));
        });
      },
      { deadlineMs: 40_000, explain },
    );
    await eventually('seventeen is the result', async () =>
      (await results()).some(({ outcome, result }) => outcome === 'ok' && JSON.stringify(result).includes('17')),
    );
    await eventually('it is said', () => client.agentText().includes('17'), { deadlineMs: 40_000 });

    await toolbox.setSwitch({ kind: 'source', name: 'shop', off: true, by: 'olga', reason: 'a drill' }, signal);
    const again = await toolbox.run(
      {
        agent: 'seller',
        tool: 'shop_query',
        input: { sql: 'SELECT 1' },
        callKey: 'off',
        callId: 'test',
        userId: 'test',
        deadlineMs: 5_000,
      },
      signal,
    );
    expect(again).toMatchObject({ outcome: 'error', attempts: 0, text: expect.stringContaining('a drill') });
    await eventually(
      'the model is told that it is off, and has the tool no more',
      async () => {
        const before = asked.length;
        await client.type('And how many lamps now?');
        await eventually('the model is asked', () => asked.length > before, { explain });
        return asked
          .slice(before)
          .some(
            (request) =>
              !declared(request).includes('shop_query') &&
              String(request.messages[0]?.content).includes('The tools of shop are switched off now'),
          );
      },
      { deadlineMs: 40_000, explain },
    );
  } finally {
    await client.leave();
  }
}, 120_000);
