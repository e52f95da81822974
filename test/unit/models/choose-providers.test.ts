import { describe, expect, test } from 'vitest';
import { chooseProviders, type ProviderProbes, preferredChatModel } from '../../../agents/models/choose-providers.ts';
import { createModels } from '../../../agents/models/registry.ts';
import { agentEnv } from '../../../agents/settings/env.ts';

const nothing: ProviderProbes = {
  ollamaModels: async () => undefined,
  sherpaModelPresent: async () => false,
  pocketsphinxPresent: async () => false,
};

async function chosen(environment: Record<string, string>, probes: Partial<ProviderProbes> = {}) {
  const choices = await chooseProviders(agentEnv.parse(environment), { ...nothing, ...probes });
  return {
    choices,
    provider: Object.fromEntries(choices.map((choice) => [choice.function, choice.provider])),
    why: Object.fromEntries(choices.map((choice) => [choice.function, choice.why])),
  };
}

describe('what is chosen', () => {
  test('on a bare machine is typed only, and it says so', async () => {
    const { provider, why } = await chosen({});
    expect(provider).toEqual({
      stt: undefined,
      tts: 'local:flite',
      llm: 'local:rules',
      router: undefined,
      planner: 'local:rules',
      vision: undefined,
      embedder: undefined,
      vad: 'native',
    });
    expect(why.stt).toMatch(/^Typed only/);
  });

  test('without keys is what the machine has', async () => {
    const { provider } = await chosen({}, { pocketsphinxPresent: async () => true });
    expect(provider.stt).toBe('local:pocketsphinx');
    expect((await chosen({}, { sherpaModelPresent: async () => true })).provider.stt).toBe('local:sherpa');
    expect(
      (await chosen({}, { sherpaModelPresent: async () => true, pocketsphinxPresent: async () => true })).provider.stt,
    ).toBe('local:sherpa,local:pocketsphinx');
  });

  test('with keys is the vendor, and an embedded engine stands by', async () => {
    const { provider, why } = await chosen({ OPENAI_API_KEY: 'a', DEEPGRAM_API_KEY: 'b' });
    expect(provider).toMatchObject({
      stt: 'deepgram?model=nova-3',
      tts: 'openai?model=gpt-4o-mini-tts,local:flite',
      llm: 'openai?model=gpt-4.1-mini,local:rules',
      embedder: 'openai?model=text-embedding-3-small',
    });
    expect(why.llm).toContain('OPENAI_API_KEY');
  });

  test('with Ollama is its best model to talk with, and its own to embed with', async () => {
    const { provider, why } = await chosen(
      {},
      { ollamaModels: async () => ['nomic-embed-text:latest', 'mistral:7b', 'qwen3:4b'] },
    );
    expect(provider.llm).toBe('ollama?model=qwen3%3A4b,local:rules');
    expect(provider.embedder).toBe('ollama?model=nomic-embed-text%3Alatest');
    expect(why.llm).toContain('qwen3:4b');
  });

  test('with an Ollama that only embeds is rules', async () => {
    expect((await chosen({}, { ollamaModels: async () => ['nomic-embed-text'] })).provider.llm).toBe('local:rules');
  });

  test('is always what the user says', async () => {
    const { provider, why } = await chosen({
      OPENAI_API_KEY: 'a',
      PARLEY_LLM: 'local:rules',
      PARLEY_STT: 'local:sherpa',
      PARLEY_VAD: 'silero',
      PARLEY_ROUTER: 'openai',
    });
    expect(provider).toMatchObject({
      llm: 'local:rules',
      stt: 'local:sherpa',
      vad: 'silero',
      router: 'openai',
      planner: 'local:rules',
    });
    expect(why.llm).toBe('PARLEY_LLM says so.');
  });

  test('asks the machine nothing that does not matter', async () => {
    const asked: string[] = [];
    await chosen(
      { OPENAI_API_KEY: 'a', DEEPGRAM_API_KEY: 'b' },
      {
        ollamaModels: async () => void asked.push('ollama'),
        pocketsphinxPresent: async () => asked.push('python') > 0,
        sherpaModelPresent: async () => asked.push('sherpa') > 0,
      },
    );
    expect(asked).toEqual([]);
  });

  test.each([{}, { OPENAI_API_KEY: 'a', DEEPGRAM_API_KEY: 'b' }])(
    'can be built, whatever it is (%o)',
    async (environment) => {
      const { provider } = await chosen(environment, {
        pocketsphinxPresent: async () => true,
        ollamaModels: async () => ['qwen3:4b', 'nomic-embed-text'],
      });
      const { llm, ...rest } = provider;
      const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
      const models = await createModels(
        {
          providers: { ...rest, llm: llm ?? '' },
          keys: { ...environment, PARLEY_INTERNAL_TOKEN: 't' },
          toolWorkerUrl: 'http://127.0.0.1:7000',
        },
        log,
      );
      expect(Object.keys(models.describe())).toEqual(expect.arrayContaining(['stt', 'tts', 'llm', 'vad', 'embedder']));
    },
  );
});

test('a model nobody has heard of is better than none', () => {
  expect(preferredChatModel(['bge-m3', 'something-new:1b'])).toBe('something-new:1b');
  expect(preferredChatModel(['bge-m3'])).toBeUndefined();
});
