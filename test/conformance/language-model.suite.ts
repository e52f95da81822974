/** What every LanguageModel has to do, whatever stands behind it. Run on each implementation by `language-model.test.ts`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatDelta, ChatRequest, LanguageModel, ToolDeclaration } from '../../agents/models/interfaces.ts';
import { type OpenAiDouble, startOpenAiDouble } from '../doubles/openai-double.ts';
import { unreachablePort } from '../doubles/unreachable-url.ts';
import { collect, until } from './model-failures.ts';

export interface LanguageModelUnderTest {
  name: string;
  make(endpoint: { url: string; model: string }): Promise<LanguageModel>;
}

const WEATHER: ToolDeclaration = {
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};
const LONG = 'One two three four five six seven eight nine ten eleven twelve.';
const ask = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: 'user', content }],
  tools: [],
  ...more,
});
const textOf = (deltas: ChatDelta[]): string =>
  deltas.map((delta) => (delta.type === 'text' ? delta.text : '')).join('');
const never = new AbortController().signal;

export function languageModelConformance(subject: LanguageModelUnderTest): void {
  describe(`the language model ${subject.name}`, () => {
    let double: OpenAiDouble;
    const make = (model = 'well-behaved'): Promise<LanguageModel> => subject.make({ url: double.url, model });

    beforeAll(async () => {
      double = await startOpenAiDouble({
        timings: { perTokenMs: 2 },
        replies: {
          'count slowly': LONG,
          'weather in paris': {
            toolCalls: [{ name: 'get_weather', arguments: { city: 'Paris' } }],
            afterTools: 'It is {{result}} in Paris.',
          },
          'weather in three cities': {
            toolCalls: ['Paris', 'Rome', 'Oslo'].map((city) => ({ name: 'get_weather', arguments: { city } })),
          },
        },
      });
    });
    afterAll(() => double.close());

    test('sends the pictures of a turn with its words, as the vendor takes them', async () => {
      const jpegBase64 = Buffer.from('not really a picture').toString('base64');
      const messages: ChatRequest['messages'] = [
        { role: 'user', content: 'count slowly', pictures: [{ jpegBase64, detail: 'low' }] },
      ];
      const { error } = await collect((await make()).chat({ messages, tools: [] }, never));
      expect(error).toBeUndefined();
      const sent = JSON.stringify(double.requests.at(-1)?.body);
      expect(sent).toContain(`data:image/jpeg;base64,${jpegBase64}`);
      expect(sent).toContain('count slowly');
    });

    test('streams the answer in parts and in order', async () => {
      const { chunks, error } = await collect((await make()).chat(ask('count slowly'), never));
      expect(error).toBeUndefined();
      expect(textOf(chunks)).toBe(LONG);
      expect(chunks.filter((delta) => delta.type === 'text').length).toBeGreaterThan(5);
    });

    test('gives the first part while the rest is still being written', async () => {
      const stream = (await make()).chat(ask('count slowly'), never)[Symbol.asyncIterator]();
      await stream.next();
      expect(double.requests.at(-1)?.finished).toBe(false);
      await stream.return?.();
    });

    test('reports what the answer used, under its own name', async () => {
      const model = await make();
      const { chunks } = await collect(model.chat(ask('hello'), never));
      const usage = chunks.filter((delta) => delta.type === 'usage');
      expect(usage).toHaveLength(1);
      expect(usage[0]).toMatchObject({ provider: model.label });
      expect(usage[0]?.inputTokens).toBeGreaterThan(0);
      expect(usage[0]?.outputTokens).toBeGreaterThan(0);
    });

    test('gives a tool call whole', async () => {
      const { chunks } = await collect((await make()).chat(ask('weather in paris', { tools: [WEATHER] }), never));
      const calls = chunks.filter((delta) => delta.type === 'tool-call');
      expect(calls).toHaveLength(1);
      expect(calls[0]?.name).toBe('get_weather');
      expect(calls[0]?.id).toBeTruthy();
      expect(JSON.parse(calls[0]?.argumentsJson ?? '')).toEqual({ city: 'Paris' });
    });

    test('gives every one of three tool calls', async () => {
      const { chunks } = await collect(
        (await make()).chat(ask('weather in three cities', { tools: [WEATHER] }), never),
      );
      const cities = chunks.flatMap((delta) =>
        delta.type === 'tool-call' ? [JSON.parse(delta.argumentsJson).city] : [],
      );
      expect(cities).toEqual(['Paris', 'Rome', 'Oslo']);
    });

    test('declares tools with the schema they came with', async () => {
      await collect((await make()).chat(ask('hello', { tools: [WEATHER] }), never));
      expect(double.requests.at(-1)?.chat?.tools?.[0]?.function).toMatchObject({
        name: 'get_weather',
        parameters: WEATHER.parameters,
      });
    });

    test('sends a conversation with tool results that the vendor accepts, and goes on from it', async () => {
      const request: ChatRequest = {
        tools: [WEATHER],
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'hello' },
          { role: 'assistant', content: 'Hello. How can I help?' },
          { role: 'user', content: 'weather in paris' },
          {
            role: 'assistant',
            content: 'Let me look.',
            toolCalls: [
              { id: 'call_a', name: 'get_weather', argumentsJson: '{"city":"Paris"}' },
              { id: 'call_b', name: 'get_weather', argumentsJson: '{"city":"Paris"}' },
            ],
          },
          { role: 'tool', toolCallId: 'call_a', name: 'get_weather', content: 'sunny' },
          { role: 'tool', toolCallId: 'call_b', name: 'get_weather', content: 'warm' },
        ],
      };
      const { chunks, error } = await collect((await make()).chat(request, never));
      expect(error).toBeUndefined();
      expect(textOf(chunks)).toBe('It is sunny and warm in Paris.');
      expect(double.requests.at(-1)?.chat?.messages.map((message) => message.role)).toEqual([
        'system',
        'user',
        'assistant',
        'user',
        'assistant',
        'tool',
        'tool',
      ]);
    });

    test('passes temperature zero, the token limit and the tool choice on', async () => {
      await collect(
        (await make()).chat(
          ask('hello', { temperature: 0, maxOutputTokens: 77, tools: [WEATHER], toolChoice: 'none' }),
          never,
        ),
      );
      const sent = double.requests.at(-1)?.chat;
      expect(sent?.temperature).toBe(0);
      expect(sent?.max_completion_tokens ?? sent?.max_tokens).toBe(77);
      expect(sent?.tool_choice).toBe('none');
    });

    test('ends silently when aborted in the middle, and lets go of the server at once', async () => {
      const abort = new AbortController();
      const { chunks, error } = await collect((await make()).chat(ask('count slowly'), abort.signal), () =>
        abort.abort(),
      );
      expect(error).toBeUndefined();
      expect(textOf(chunks).length).toBeLessThan(LONG.length);
      const request = double.requests.at(-1);
      await until('the double saw its client go', () => request?.aborted === true);
    });

    test('ends silently when aborted before anything came', async () => {
      const abort = new AbortController();
      const answer = collect((await make('double-hang')).chat(ask('hello'), abort.signal));
      setTimeout(() => abort.abort(), 50);
      expect(await answer).toEqual({ chunks: [], error: undefined });
    });

    test('asks nobody when it is aborted already', async () => {
      const before = double.requests.length;
      expect(await collect((await make()).chat(ask('hello'), AbortSignal.abort()))).toEqual({
        chunks: [],
        error: undefined,
      });
      expect(double.requests.length).toBe(before);
    });

    test.each([
      ['double-401', 'refused', false],
      ['double-400', 'refused', false],
      ['double-429', 'rate-limited', true],
      ['double-500', 'unreachable', true],
      ['double-503', 'unreachable', true],
    ] as const)('says what a refusal (%s) means', async (model, failure, retryable) => {
      const { chunks, error } = await collect((await make(model)).chat(ask('hello'), never));
      expect(chunks).toEqual([]);
      expect(error).toMatchObject({ failure, retryable });
    });

    test.each(['double-die-at-once', 'double-garbage', 'double-empty'])(
      'throws when nothing usable comes (%s)',
      async (behaviour) => {
        const { chunks, error } = await collect((await make(behaviour)).chat(ask('count slowly'), never));
        expect(textOf(chunks)).toBe('');
        expect(error?.retryable).toBe(true);
      },
    );

    test('hands on what came and then throws when the answer breaks off', async () => {
      const { chunks, error } = await collect((await make('double-die')).chat(ask('count slowly'), never));
      expect(textOf(chunks)).toBe('One two three ');
      expect(error).toMatchObject({ failure: 'died-mid-stream', retryable: true });
    });

    test('throws when nobody listens there', async () => {
      const model = await subject.make({ url: `http://127.0.0.1:${await unreachablePort()}/v1`, model: 'm' });
      const { error } = await collect(model.chat(ask('hello'), never));
      expect(error).toMatchObject({ failure: 'unreachable', retryable: true });
    });

    test('keeps twenty answers at once apart', async () => {
      const model = await make();
      const said = await Promise.all(
        Array.from({ length: 20 }, async (_, n) =>
          textOf((await collect(model.chat(ask(`number ${n}`), never))).chunks),
        ),
      );
      expect(said).toEqual(Array.from({ length: 20 }, (_, n) => `You said: number ${n}.`));
    });

    test('reports each failure to the one who asked, also when others succeed meanwhile', async () => {
      const [good, bad] = [await make(), await make('double-500')];
      const results = await Promise.all(
        [good, bad, good, bad].map((model) => collect(model.chat(ask('hello'), never))),
      );
      expect(results.map(({ error }) => error?.failure)).toEqual([undefined, 'unreachable', undefined, 'unreachable']);
    });

    test('never throws when it warms up', async () => {
      const model = await subject.make({ url: `http://127.0.0.1:${await unreachablePort()}/v1`, model: 'm' });
      await expect(model.prewarm(never)).resolves.toBeUndefined();
    });
  });
}
