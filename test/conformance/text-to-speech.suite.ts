/** What every TextToSpeech has to do, whatever stands behind it. Run on each implementation by `text-to-speech.test.ts`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TextToSpeech } from '../../agents/models/interfaces.ts';
import { type OpenAiDouble, startOpenAiDouble } from '../doubles/openai-double.ts';
import { SPEECH_HZ, speechLikeTone } from '../doubles/speech-like-tone.ts';
import { unreachablePort } from '../doubles/unreachable-url.ts';
import { collect, until } from './model-failures.ts';

export interface TextToSpeechUnderTest {
  name: string;
  make(endpoint: { url: string; model: string }): Promise<TextToSpeech>;
  /** Hands audio on before the clause is complete; the framework's plugin does not. */
  streams: boolean;
  /** Audio it may lose at the end of a clause, in ms; the framework's plugin drops what is less than a frame. */
  tailLossMs: number;
}

const SENTENCE = 'The quick brown fox jumps over the lazy dog.';
const MS_PER_CHARACTER = 40;
const never = new AbortController().signal;

export function textToSpeechConformance(subject: TextToSpeechUnderTest): void {
  describe(`the voice ${subject.name}`, () => {
    let double: OpenAiDouble;
    const make = (model = 'well-behaved'): Promise<TextToSpeech> => subject.make({ url: double.url, model });

    beforeAll(async () => {
      double = await startOpenAiDouble({ msPerCharacter: MS_PER_CHARACTER });
    });
    afterAll(() => double.close());

    test('speaks every sample of the text, in order', async () => {
      const voice = await make();
      const { chunks, error } = await collect(voice.synthesize(SENTENCE, { signal: never }));
      expect(error).toBeUndefined();
      expect(voice.sampleRateHz).toBe(SPEECH_HZ);
      const heard = join(chunks);
      const expected = speechLikeTone(SENTENCE.length * MS_PER_CHARACTER);
      expect(heard.length).toBeLessThanOrEqual(expected.length);
      expect(heard.length).toBeGreaterThanOrEqual(expected.length - (subject.tailLossMs * SPEECH_HZ) / 1000);
      expect(Buffer.compare(Buffer.from(heard.buffer), Buffer.from(expected.buffer, 0, heard.byteLength))).toBe(0);
    });

    test('gives chunks whose buffers hold nothing else', async () => {
      const { chunks } = await collect((await make()).synthesize(SENTENCE, { signal: never }));
      expect(chunks.every((pcm) => pcm.byteOffset === 0 && pcm.buffer.byteLength === pcm.byteLength)).toBe(true);
    });

    if (subject.streams)
      test('gives the first samples while the rest is still being made', async () => {
        const stream = (await make()).synthesize(SENTENCE, { signal: never })[Symbol.asyncIterator]();
        await stream.next();
        expect(double.requests.at(-1)?.finished).toBe(false);
        await stream.return?.();
      });

    test('reports what was spoken, under the name of who spoke it', async () => {
      const voice = await make();
      const usage: unknown[] = [];
      await collect(voice.synthesize(SENTENCE, { signal: never, onUsage: (used) => usage.push(used) }));
      expect(usage).toEqual([{ provider: voice.label, characters: SENTENCE.length, audioSeconds: expect.any(Number) }]);
    });

    test('says nothing for a text of nothing', async () => {
      const before = double.requests.length;
      expect(await collect((await make()).synthesize('  ', { signal: never }))).toEqual({
        chunks: [],
        error: undefined,
      });
      expect(double.requests.length).toBe(before);
    });

    test('ends silently when aborted, and lets go of the server at once', async () => {
      const abort = new AbortController();
      const spoken = collect((await make('double-stall')).synthesize(SENTENCE, { signal: abort.signal }));
      await until(
        'the request arrived',
        () => double.requests.at(-1)?.speech === SENTENCE && double.requests.at(-1)?.finished === false,
      );
      const request = double.requests.at(-1);
      setTimeout(() => abort.abort(), 50);
      expect((await spoken).error).toBeUndefined();
      await until('the double saw its client go', () => request?.aborted === true);
    });

    test('asks nobody when it is aborted already', async () => {
      const before = double.requests.length;
      expect(await collect((await make()).synthesize(SENTENCE, { signal: AbortSignal.abort() }))).toEqual({
        chunks: [],
        error: undefined,
      });
      expect(double.requests.length).toBe(before);
    });

    test.each([
      ['double-401', 'refused', false],
      ['double-429', 'rate-limited', true],
      ['double-500', 'unreachable', true],
    ] as const)('says what a refusal (%s) means', async (model, failure, retryable) => {
      const { chunks, error } = await collect((await make(model)).synthesize(SENTENCE, { signal: never }));
      expect(chunks).toEqual([]);
      expect(error).toMatchObject({ failure, retryable });
    });

    test.each(['double-die-at-once', 'double-garbage', 'double-empty', 'double-die'])(
      'throws when the audio is not whole (%s)',
      async (behaviour) => {
        const { error } = await collect((await make(behaviour)).synthesize(SENTENCE, { signal: never }));
        expect(error?.retryable).toBe(true);
      },
    );

    test('never plays a page of a proxy', async () => {
      const { chunks } = await collect((await make('double-garbage')).synthesize(SENTENCE, { signal: never }));
      expect(chunks).toEqual([]);
    });

    test('throws when nobody listens there', async () => {
      const voice = await subject.make({ url: `http://127.0.0.1:${await unreachablePort()}/v1`, model: 'm' });
      expect((await collect(voice.synthesize(SENTENCE, { signal: never }))).error).toMatchObject({
        failure: 'unreachable',
        retryable: true,
      });
    });

    test('speaks ten texts at once, each whole', async () => {
      const voice = await make();
      const lengths = await Promise.all(
        Array.from(
          { length: 10 },
          async (_, n) =>
            join((await collect(voice.synthesize('word '.repeat(n + 2).trim(), { signal: never }))).chunks).length,
        ),
      );
      const expected = Array.from(
        { length: 10 },
        (_, n) => Math.max(200, ('word '.repeat(n + 2).length - 1) * MS_PER_CHARACTER) * (SPEECH_HZ / 1000),
      );
      for (const [n, length] of lengths.entries()) {
        expect(length).toBeLessThanOrEqual(expected[n] ?? 0);
        expect(length).toBeGreaterThanOrEqual((expected[n] ?? 0) - (subject.tailLossMs * SPEECH_HZ) / 1000);
      }
    });

    test('never throws when it warms up', async () => {
      const voice = await subject.make({ url: `http://127.0.0.1:${await unreachablePort()}/v1`, model: 'm' });
      await expect(voice.prewarm(never)).resolves.toBeUndefined();
    });
  });
}

function join(chunks: Int16Array[]): Int16Array<ArrayBuffer> {
  const all = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
