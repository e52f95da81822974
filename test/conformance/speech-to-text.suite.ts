/** What every SpeechToText has to do, whatever stands behind it. Run on each implementation by `speech-to-text.test.ts`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SpeechToText, TranscriptEvent, TranscriptStream } from '../../agents/models/interfaces.ts';
import { type DeepgramConnection, type DeepgramDouble, startDeepgramDouble } from '../doubles/deepgram-double.ts';
import { speechLikeTone } from '../doubles/speech-like-tone.ts';
import { unreachablePort } from '../doubles/unreachable-url.ts';
import { until } from './model-failures.ts';

export interface SpeechToTextUnderTest {
  name: string;
  make(endpoint: { url: string; model: string; openMs: number; finalMs: number }): Promise<SpeechToText>;
}

const RATE_HZ = 16_000;
const WINDOW = 512;
const FIRST = 'my name is Martin';
const SECOND = 'what is my name';

export function speechToTextConformance(subject: SpeechToTextUnderTest): void {
  describe(`the recogniser ${subject.name}`, () => {
    let double: DeepgramDouble;
    beforeAll(async () => {
      double = await startDeepgramDouble({ script: [FIRST, SECOND] });
    });
    afterAll(() => double.close());

    /** A stream with everything it said; closed by `done`. */
    async function listening(model = 'nova-3', url = double.url) {
      // Only one that must be found late has to be quick; the others may take what a busy machine takes.
      const deadlineMs = /hang|stall|die|garbage/.test(model) ? 400 : 10_000;
      const recogniser = await subject.make({ url, model, openMs: deadlineMs, finalMs: deadlineMs });
      const abort = new AbortController();
      const events: TranscriptEvent[] = [];
      const before = double.connections.length;
      const stream = recogniser.open({
        sampleRateHz: RATE_HZ,
        language: 'en',
        signal: abort.signal,
        onEvent: (event) => events.push(event),
      });
      const finals = (): string[] => events.flatMap((event) => (event.type === 'final' ? [event.text] : []));
      const failures = (): TranscriptEvent[] => events.filter((event) => event.type === 'failed');
      const connection = async (): Promise<DeepgramConnection> => {
        await until('the double was connected to', () => double.connections.length > before);
        const mine = double.connections[before];
        if (!mine) throw new Error('there is no connection');
        return mine;
      };
      return { recogniser, abort, events, stream, finals, failures, connection };
    }

    test('gives partials while it listens, and the final when it is asked', async () => {
      const { stream, events, finals } = await listening();
      say(stream, 1200);
      await until('a partial came', () => events.some((event) => event.type === 'partial'));
      quiet(stream, 96);
      stream.finalize();
      await until('the final came', () => finals().length > 0);
      stream.close();
      expect(finals()).toEqual([FIRST]);
      expect(events.findIndex((event) => event.type === 'partial')).toBeLessThan(
        events.findIndex((event) => event.type === 'final'),
      );
      expect(events.filter((event) => event.type === 'partial').every((event) => FIRST.startsWith(event.text))).toBe(
        true,
      );
    });

    test('loses nothing that was said while the stream was being opened', async () => {
      const { stream, finals, connection } = await listening();
      say(stream, 800);
      stream.finalize();
      await until('the final came', () => finals().length > 0);
      expect((await connection()).audioBytes).toBeGreaterThanOrEqual(0.8 * RATE_HZ * 2 - WINDOW * 2);
      stream.close();
    });

    test('gives a final by itself after a silence', async () => {
      const { stream, finals } = await listening();
      say(stream, 800);
      quiet(stream, 600);
      await until('the final came', () => finals().length > 0);
      stream.close();
      expect(finals()).toEqual([FIRST]);
    });

    test('hears one utterance after the other on the same stream', async () => {
      const { stream, finals } = await listening();
      for (const count of [1, 2]) {
        say(stream, 800);
        quiet(stream, 64);
        stream.finalize();
        await until(`final ${count} came`, () => finals().length === count);
        quiet(stream, 1500);
      }
      stream.close();
      expect(finals()).toEqual([FIRST, SECOND]);
    });

    test('takes being asked for a final of silence for what it is', async () => {
      const { stream, events, connection } = await listening();
      quiet(stream, 320);
      stream.finalize();
      const seen = await connection();
      await until('the double was asked', () => seen.controls.includes('Finalize'));
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(events.filter((event) => event.type !== 'usage')).toEqual([]);
      stream.close();
    });

    test('opens the stream as the vendor wants it, and sends nothing the vendor refuses', async () => {
      const { stream, connection, finals } = await listening();
      const seen = await connection();
      say(stream, 500);
      stream.finalize();
      await until('the final came', () => finals().length > 0);
      stream.close();
      await until('the double saw the end', () => !seen.open);
      expect(seen.query).toMatchObject({
        model: 'nova-3',
        encoding: 'linear16',
        sample_rate: '16000',
        channels: '1',
        interim_results: 'true',
      });
      expect(seen.authorization).toBe('Token key');
      expect(seen.complaints).toEqual([]);
      expect(seen.controls.at(-1)).toBe('CloseStream');
    });

    test('says how much audio was heard', async () => {
      const { stream, events, finals } = await listening();
      say(stream, 1600);
      stream.finalize();
      await until('the final came', () => finals().length > 0);
      stream.close();
      const seconds = events.reduce((sum, event) => sum + (event.type === 'usage' ? event.audioSeconds : 0), 0);
      expect(seconds).toBeCloseTo(1.6, 1);
    });

    test('says nothing more once it is closed', async () => {
      const { stream, events } = await listening();
      say(stream, 800);
      stream.finalize();
      stream.close();
      const count = events.length;
      stream.push(new Int16Array(WINDOW));
      stream.finalize();
      stream.close();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(events.length).toBe(count);
    });

    test('lets go of the server when it is aborted', async () => {
      const { stream, abort, connection, failures } = await listening();
      const seen = await connection();
      say(stream, 200);
      abort.abort();
      await until('the double saw the end', () => !seen.open);
      expect(failures()).toEqual([]);
    });

    test.each([
      ['double-401', 'refused', false],
      ['double-429', 'rate-limited', true],
      ['double-500', 'unreachable', true],
    ] as const)('says once what a refusal (%s) means', async (model, failure, retryable) => {
      const { stream, failures } = await listening(model);
      say(stream, 300);
      await until('it failed', () => failures().length > 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(failures()).toEqual([{ type: 'failed', error: expect.objectContaining({ failure, retryable }) }]);
      stream.close();
    });

    test('fails when nobody listens there', async () => {
      const { stream, failures } = await listening('nova-3', `ws://127.0.0.1:${await unreachablePort()}`);
      await until('it failed', () => failures().length > 0);
      expect(failures()).toEqual([
        { type: 'failed', error: expect.objectContaining({ failure: 'unreachable', retryable: true }) },
      ]);
      stream.close();
    });

    test.each(['double-hang', 'double-stall', 'double-die', 'double-die-at-once', 'double-garbage'])(
      'is never deaf without saying so (%s)',
      async (behaviour) => {
        const { stream, failures } = await listening(behaviour);
        say(stream, 1000);
        stream.finalize();
        await until('it failed', () => failures().length > 0);
        expect(failures()).toEqual([{ type: 'failed', error: expect.objectContaining({ retryable: true }) }]);
        stream.close();
      },
    );

    test('keeps ten streams at once apart', async () => {
      const streams = await Promise.all(Array.from({ length: 10 }, () => listening()));
      for (const { stream } of streams) {
        say(stream, 600);
        stream.finalize();
      }
      await until('every stream has its final', () => streams.every(({ finals }) => finals().length > 0));
      expect(streams.map(({ finals }) => finals())).toEqual(streams.map(() => [FIRST]));
      for (const { stream } of streams) stream.close();
    });
  });
}

function say(stream: TranscriptStream, ms: number): void {
  const tone = speechLikeTone(ms);
  const pcm = Int16Array.from({ length: (RATE_HZ * ms) / 1000 }, (_, i) => tone[Math.floor(i * 1.5)] ?? 0);
  pushWindows(stream, pcm);
}
function quiet(stream: TranscriptStream, ms: number): void {
  pushWindows(stream, new Int16Array((RATE_HZ * ms) / 1000));
}
/** In the windows a call pushes, and reusing one window as a caller may. */
function pushWindows(stream: TranscriptStream, pcm: Int16Array): void {
  for (let at = 0; at < pcm.length; at += WINDOW) stream.push(pcm.subarray(at, at + WINDOW));
}
