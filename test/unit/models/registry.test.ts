import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Degradation } from '../../../agents/models/interfaces.ts';
import { createModels, type ModelSettings } from '../../../agents/models/registry.ts';
import { until } from '../../conformance/model-failures.ts';
import { type OpenAiDouble, startOpenAiDouble } from '../../doubles/openai-double.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const never = new AbortController().signal;
const build = (settings: Partial<ModelSettings> & { providers: ModelSettings['providers'] }) =>
  createModels({ keys: {}, ...settings }, quiet);

describe('the models of a process', () => {
  let double: OpenAiDouble;
  beforeAll(async () => {
    double = await startOpenAiDouble({ keys: ['right-key'] });
  });
  afterAll(() => double.close());

  test('send the key that key_env names, and only there', async () => {
    const keys = { MY_KEY: 'right-key', OPENAI_API_KEY: 'vendor-secret' };
    const models = await build({
      providers: { llm: `openai+${double.url}?model=m&key_env=MY_KEY`, planner: `openai+${double.url}?model=m` },
      keys,
    });
    const said: string[] = [];
    for await (const delta of models.llm.chat({ messages: [{ role: 'user', content: 'hello' }], tools: [] }, never))
      if (delta.type === 'text') said.push(delta.text);
    expect(said.join('')).toBe('You said: hello.');
    await expect(async () => {
      for await (const _delta of models.planner?.chat(
        { messages: [{ role: 'user', content: 'hello' }], tools: [] },
        never,
      ) ?? []);
    }).rejects.toMatchObject({ failure: 'refused' });
    expect(double.requests.map((request) => request.authorization).join()).not.toContain('vendor-secret');
  });

  test('let the next provider answer, and tell the process and the call', async () => {
    const [told, logged]: [Degradation[], Degradation[]] = [[], []];
    const models = await build({
      providers: { llm: `openai+${double.url}?model=double-500&key_env=K,openai+${double.url}?model=m&key_env=K` },
      keys: { K: 'right-key' },
      onDegraded: (event) => logged.push(event),
    });
    const deltas = [];
    for await (const delta of models.llm.chat({ messages: [{ role: 'user', content: 'hello' }], tools: [] }, never, {
      onDegraded: (event) => told.push(event),
    }))
      deltas.push(delta);
    expect(deltas.length).toBeGreaterThan(0);
    expect(told).toHaveLength(1);
    expect(logged).toEqual(told);
  });

  test('let go of a provider that is late, and of one whose listener breaks off', async () => {
    const models = await build({
      providers: {
        llm: `openai+${double.url}?model=double-hang&key_env=K&deadline_ms=50`,
        planner: `openai+${double.url}?model=double-stall&key_env=K`,
      },
      keys: { K: 'right-key' },
    });
    const late = async () => {
      for await (const _delta of models.llm.chat({ messages: [{ role: 'user', content: 'hello' }], tools: [] }, never));
    };
    await expect(late).rejects.toMatchObject({ failure: 'timeout' });
    const hung = double.requests.at(-1);
    await until('the double saw the late one go', () => hung?.aborted === true);
    const long = { messages: [{ role: 'user' as const, content: 'one two three four' }], tools: [] };
    for await (const _delta of models.planner?.chat(long, never) ?? []) break;
    const left = double.requests.at(-1);
    await until('the double saw the listener go', () => left?.aborted === true);
  });

  test('keep one connection for one request after the other', async () => {
    const models = await build({
      providers: { llm: `openai+${double.url}?model=m&key_env=K` },
      keys: { K: 'right-key' },
    });
    await models.prewarm();
    const before = double.connectionsAccepted();
    for (let turn = 0; turn < 5; turn += 1)
      for await (const _delta of models.llm.chat({ messages: [{ role: 'user', content: 'hello' }], tools: [] }, never));
    expect(double.connectionsAccepted()).toBe(before);
  });

  test('embed in the order of the texts, more of them than fit one request', async () => {
    const { embedder } = await build({
      providers: { llm: 'ollama?model=m', embedder: `openai+${double.url}?key_env=K&dimensions=8` },
      keys: { K: 'right-key' },
    });
    const texts = Array.from({ length: 100 }, (_, n) => (n === 50 ? '' : `word${n}`));
    const vectors = await embedder?.embed(texts, never);
    expect(vectors?.map((vector) => vector.length)).toEqual(texts.map(() => 8));
    expect(vectors?.[99]).toEqual((await embedder?.embed(['word99'], never))?.[0]);
    expect(embedder?.version).toBe('text-embedding-3-small@8');
  });

  test('report what an embedder refuses', async () => {
    const { embedder } = await build({
      providers: { llm: 'ollama?model=m', embedder: `openai+${double.url}?model=double-garbage&key_env=K` },
      keys: { K: 'right-key' },
    });
    await expect(embedder?.embed(['a'], never)).rejects.toMatchObject({ failure: 'bad-reply' });
    await expect(embedder?.embed(['a'], AbortSignal.abort())).rejects.toMatchObject({ failure: 'cancelled' });
  });

  test.each([
    [
      { llm: 'openai' },
      'PARLEY_LLM="openai" is not usable: openai/gpt-4.1-mini needs a key, and OPENAI_API_KEY is not set.',
    ],
    [{ llm: 'ollama?model=m', stt: 'deepgram?key_env=DG' }, 'DG is not set'],
    [{ llm: 'ollama?model=m', vad: 'native,silero' }, 'it takes one provider and no chain'],
    [{ llm: 'ollama?model=m', tts: 'local:flite' }, 'PARLEY_TOOL_WORKER_URL is not set'],
    [{ llm: 'ollama?model=m', turnDetector: 'mine' }, '"mine" is not one of livekit-v1-mini'],
  ])('are refused when a string cannot be used (%o)', async (providers, reason) => {
    await expect(build({ providers })).rejects.toThrow(reason);
  });

  test('describe themselves', async () => {
    const models = await build({ providers: { llm: `ollama?model=qwen3,openai+${double.url}?model=m` } });
    expect(models.describe()).toEqual({ llm: `ollama/qwen3,openai@${new URL(double.url).host}/m`, vad: 'native' });
    expect(models.stt).toBeUndefined();
  });
});

describe.each(['native', 'silero'])('voice activity with the %s model', (vad) => {
  test('tells silence from a hum, one probability a window, and each track has its own memory', async () => {
    const model = (await build({ providers: { llm: 'ollama?model=m', vad } })).vad;
    expect(model.label).toBe(vad);
    const tracks = [model.create(), model.create()];
    const probabilities = await Promise.all(
      tracks.map(async (track) => [await track.predict(new Int16Array(512)), await track.predict(new Int16Array(512))]),
    );
    for (const probability of probabilities.flat()) {
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThan(0.5);
    }
    for (const track of tracks) track.close();
  });
});
