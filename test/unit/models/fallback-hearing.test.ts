import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Breaker } from '../../../agents/models/breaker.ts';
import { DEFAULT_DEADLINES } from '../../../agents/models/deadlines.ts';
import { FallbackSpeechToText } from '../../../agents/models/fallback-speech-to-text.ts';
import {
  type Degradation,
  ModelError,
  type SpeechToText,
  type TranscriptEvent,
  type TranscriptOptions,
} from '../../../agents/models/interfaces.ts';

/** A recogniser that the test drives: each stream it opened, with what was pushed. */
function ears(label: string) {
  const streams: { options: TranscriptOptions; heard: number[]; finalized: number; closed: boolean }[] = [];
  const model: SpeechToText = {
    label,
    open(options) {
      const stream = { options, heard: [] as number[], finalized: 0, closed: false };
      streams.push(stream);
      return {
        push: (pcm) => void stream.heard.push(pcm[0] ?? -1),
        finalize: () => {
          stream.finalized += 1;
        },
        close: () => {
          stream.closed = true;
        },
      };
    },
  };
  const last = () => {
    const stream = streams.at(-1);
    if (!stream) throw new Error(`${label} was never opened`);
    return stream;
  };
  return {
    model,
    streams,
    last,
    opens: () => last().options.onOpen?.(),
    says: (event: TranscriptEvent) => last().options.onEvent(event),
    dies: (retryable = true) =>
      last().options.onEvent({
        type: 'failed',
        error: new ModelError(label, retryable ? 'died-mid-stream' : 'refused', 'lost', { retryable }),
      }),
  };
}
const window = (n: number) => new Int16Array(512).fill(n);
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function listening(...members: ReturnType<typeof ears>[]) {
  const events: TranscriptEvent[] = [];
  const degradations: Degradation[] = [];
  const abort = new AbortController();
  const chain = new FallbackSpeechToText(
    members.map(({ model }) => ({ model, breaker: new Breaker({ failures: 2, restMs: 10_000 }) })),
    DEFAULT_DEADLINES,
  );
  const stream = chain.open({
    sampleRateHz: 16_000,
    language: 'en',
    signal: abort.signal,
    onEvent: (event) => events.push(event),
    onDegraded: (event) => degradations.push(event),
  });
  return { stream, events, degradations, abort, types: () => events.map((event) => event.type) };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.setTimerTickMode('nextTimerAsync');
});
afterEach(() => vi.useRealTimers());

describe('a chain of recognisers', () => {
  test('reopens a stream that was working, where it was, and lets it hear again what no final has covered', async () => {
    const first = ears('first');
    const second = ears('second');
    const { stream, events } = listening(first, second);
    first.opens();
    stream.push(window(1));
    first.says({ type: 'final', text: 'one' });
    stream.push(window(2));
    stream.push(window(3));
    stream.finalize();
    first.dies();
    stream.push(window(4));
    await later(1);
    expect(first.streams).toHaveLength(2);
    expect(first.last().heard).toEqual([2, 3, 4]);
    expect(first.last().finalized).toBe(1);
    expect(second.streams).toHaveLength(0);
    first.opens();
    first.says({ type: 'final', text: 'two three' });
    expect(events).toEqual([
      { type: 'final', text: 'one' },
      { type: 'interrupted', error: expect.any(ModelError), next: 'first' },
      { type: 'recovered', provider: 'first' },
      { type: 'final', text: 'two three' },
    ]);
  });

  test('goes to the next at once when the first does not even open', async () => {
    const [first, second] = [ears('first'), ears('second')];
    const { stream, degradations, types } = listening(first, second);
    stream.push(window(7));
    first.dies();
    await later(1);
    expect(second.last().heard).toEqual([7]);
    second.opens();
    expect(types()).toEqual(['interrupted', 'recovered']);
    expect(degradations).toEqual([
      { function: 'stt', from: 'first', to: 'second', failure: 'died-mid-stream', message: 'first: lost' },
    ]);
  });

  test('never asks one again that refused', async () => {
    const [first, second] = [ears('first'), ears('second')];
    listening(first, second);
    first.dies(false);
    for (let i = 0; i < 4; i += 1) {
      await later(2500);
      second.dies();
    }
    expect(first.streams).toHaveLength(1);
    expect(second.streams.length).toBeGreaterThan(2);
  });

  test('says that it stays deaf when all refuse', () => {
    const only = ears('only');
    const { types, stream } = listening(only);
    only.dies(false);
    expect(types()).toEqual(['failed']);
    stream.push(window(1));
    stream.finalize();
    stream.close();
    expect(only.streams).toHaveLength(1);
  });

  test('waits longer before each further attempt, and gives up in the end', async () => {
    const only = ears('only');
    const { types } = listening(only);
    const openedAt: number[] = [];
    const startMs = performance.now();
    while (!types().includes('failed')) {
      openedAt.push(Math.round(performance.now() - startMs));
      const count = only.streams.length;
      only.dies();
      while (only.streams.length === count && !types().includes('failed')) await later(10);
      if (openedAt.length > 50) throw new Error('it never gives up');
    }
    const gaps = openedAt.slice(1).map((at, i) => at - (openedAt[i] ?? 0));
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(performance.now() - startMs).toBeGreaterThan(DEFAULT_DEADLINES.hearingGiveUpMs - 2500);
    expect(performance.now() - startMs).toBeLessThan(DEFAULT_DEADLINES.hearingGiveUpMs + 2500);
  });

  test('gives up as well on one that opens and dies again and again', async () => {
    const only = ears('only');
    const { types } = listening(only);
    for (let i = 0; i < 50 && !types().includes('failed'); i += 1) {
      only.opens();
      only.dies();
      await later(2100);
    }
    expect(types().at(-1)).toBe('failed');
  });

  test('counts a stream that lasted as a fresh start', async () => {
    const only = ears('only');
    const { types } = listening(only);
    for (let hour = 0; hour < 30; hour += 1) {
      only.opens();
      await later(60_000);
      only.dies();
      await later(1);
    }
    expect(types()).not.toContain('failed');
    expect(only.streams).toHaveLength(31);
  });

  test('keeps no more of the past than its bound', async () => {
    const only = ears('only');
    const { stream } = listening(only);
    only.opens();
    for (let n = 0; n < 1000; n += 1) stream.push(window(n));
    only.dies();
    await later(1);
    const bound = (16 * DEFAULT_DEADLINES.hearingReplayMs) / 512;
    expect(only.last().heard.length).toBeLessThanOrEqual(bound);
    expect(only.last().heard.at(-1)).toBe(999);
  });

  test('is silent after it was closed or aborted, whatever its recogniser still says', async () => {
    for (const end of ['close', 'abort'] as const) {
      const only = ears('only');
      const { stream, abort, events } = listening(only);
      only.opens();
      if (end === 'close') stream.close();
      else abort.abort();
      only.says({ type: 'partial', text: 'late' });
      only.dies();
      await later(5000);
      expect(events).toEqual([]);
      expect(only.last().closed).toBe(true);
      expect(only.streams).toHaveLength(1);
    }
  });

  test('drops what an older stream says after the next was opened', async () => {
    const [first, second] = [ears('first'), ears('second')];
    const { types } = listening(first, second);
    first.dies();
    await later(1);
    first.streams[0]?.options.onEvent({ type: 'final', text: 'late' });
    first.dies();
    expect(types()).toEqual(['interrupted']);
    expect(second.streams).toHaveLength(1);
  });
});
