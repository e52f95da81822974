/** The embedded voice and brain behind the very clients that speak to the vendors: one kind of provider, whoever serves it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedModels, type EmbeddedModels } from '../../agents/models/embedded/embedded-models.ts';
import { type EmbeddedServer, startEmbeddedServer } from '../../agents/models/embedded/embedded-server.ts';
import { createModels, type Models } from '../../agents/models/registry.ts';
import { collect } from './model-failures.ts';

const silent = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const never = new AbortController().signal;
let engines: EmbeddedModels;
let server: EmbeddedServer;
let models: Models;

const build = (key: string) =>
  createModels(
    {
      providers: { llm: 'local:rules', tts: 'local:flite' },
      keys: { PARLEY_INTERNAL_TOKEN: key },
      toolWorkerUrl: server.url,
    },
    silent,
  );

beforeAll(async () => {
  engines = createEmbeddedModels({
    dataFolder: mkdtempSync(join(tmpdir(), 'parley-embedded-')),
    environment: {},
    token: 'secret',
    log: silent,
  });
  server = await startEmbeddedServer({
    port: 0,
    token: 'secret',
    health: () => ({}),
    handlers: engines.handlers,
    upgrades: engines.upgrades,
    log: silent,
  });
  models = await build('secret');
});
afterAll(async () => {
  await engines.close();
  await server.close();
});

test('the rules answer in parts and say what they used, which costs nothing', async () => {
  const { chunks, error } = await collect(
    models.llm.chat(
      { messages: [{ role: 'user', content: 'my name is Martin' }], tools: [], temperature: 0, maxOutputTokens: 60 },
      never,
    ),
  );
  expect(error).toBeUndefined();
  expect(chunks.map((delta) => (delta.type === 'text' ? delta.text : '')).join('')).toContain('Martin');
  expect(chunks.at(-1)).toMatchObject({ type: 'usage', provider: 'local/rules' });
});

test('the rules ask for a tool and go on from its result', async () => {
  const tools = [
    {
      name: 'calculate',
      description: 'Arithmetic',
      parameters: { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'] },
    },
  ];
  const question = { role: 'user' as const, content: 'what is 23 times 17?' };
  const asked = await collect(models.llm.chat({ messages: [question], tools }, never));
  const call = asked.chunks.find((delta) => delta.type === 'tool-call');
  if (call?.type !== 'tool-call') throw new Error(`no tool was asked for: ${JSON.stringify(asked)}`);
  expect(call.name).toBe('calculate');
  const messages = [
    question,
    {
      role: 'assistant' as const,
      content: '',
      toolCalls: [{ id: call.id, name: call.name, argumentsJson: call.argumentsJson }],
    },
    { role: 'tool' as const, toolCallId: call.id, name: call.name, content: '391' },
  ];
  const answered = await collect(models.llm.chat({ messages, tools }, never));
  expect(answered.chunks.map((delta) => (delta.type === 'text' ? delta.text : '')).join('')).toContain('391');
});

test('flite speaks a sentence at the rate that was promised', async () => {
  const { chunks, error } = await collect(models.tts?.synthesize('My name is Martin.', { signal: never }) ?? []);
  expect(error).toBeUndefined();
  const seconds = chunks.reduce((sum, pcm) => sum + pcm.length, 0) / (models.tts?.sampleRateHz ?? 1);
  expect(seconds).toBeGreaterThan(0.8);
  expect(seconds).toBeLessThan(3);
  expect(
    Math.max(...chunks.map((pcm) => pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0))),
  ).toBeGreaterThan(3000);
});

test('nobody gets in with another key', async () => {
  const others = await build('guessed');
  expect(
    (await collect(others.llm.chat({ messages: [{ role: 'user', content: 'hello' }], tools: [] }, never))).error,
  ).toMatchObject({ failure: 'refused' });
  expect((await collect(others.tts?.synthesize('Hello.', { signal: never }) ?? [])).error).toMatchObject({
    failure: 'refused',
  });
});
