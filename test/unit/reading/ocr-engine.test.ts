/** The engine around the reading thread: what a slow start costs, and what a thread that never starts costs. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../../../agents/models/embedded/log.ts';
import { createOcrEngine } from '../../../agents/seeing/reading/ocr-engine.ts';
import type { OcrThread } from '../../../agents/seeing/reading/ocr-thread-handle.ts';

const LINE = { text: 'the disk is full', box: { x: 0, y: 0, width: 90, height: 12 }, confidence: 0.9 };
const REQUEST = {
  picture: { form: 'grey' as const, bytes: new Uint8Array(4), widthPx: 2, heightPx: 2 },
  deadlineMs: 300_000,
};

/** Threads that are warm `startMs` after they were asked for and read a picture in `readMs`. */
function threads(startMs: number, readMs: number) {
  const started: { read: number; stopped: boolean }[] = [];
  const startThread = (language: string): OcrThread => {
    const told = { read: 0, stopped: false };
    started.push(told);
    const lost = Promise.withResolvers<never>();
    lost.promise.catch(() => undefined);
    const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
    const warm = Promise.race([after(startMs), lost.promise]);
    warm.catch(() => undefined);
    return {
      language,
      warm,
      get alive() {
        return !told.stopped;
      },
      async read() {
        told.read += 1;
        await Promise.race([warm.then(() => after(readMs)), lost.promise]);
        return [LINE];
      },
      async stop(reason) {
        told.stopped = true;
        lost.reject(reason);
      },
    };
  };
  return { started, startThread };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a start that takes longer than its first sender waits is finished, and the next sender finds the thread warm', async () => {
  const { started, startThread } = threads(20_500, 2_000);
  const engine = createOcrEngine({ log: silentLog, startThread });
  for (let attempt = 0; attempt < 3; attempt++) {
    const patience = new AbortController();
    const read = expect(engine.read(REQUEST, patience.signal)).rejects.toThrow('impatient');
    await vi.advanceTimersByTimeAsync(6_000);
    patience.abort(new Error('impatient'));
    await read;
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const read = engine.read(REQUEST, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await read).lines).toEqual([LINE]);
  // None of those who had left was read.
  expect(started).toEqual([{ read: 1, stopped: false }]);
});

test('a picture in work whose sender left is given up a little later, with its thread', async () => {
  const { started, startThread } = threads(100, 30_000);
  const engine = createOcrEngine({ log: silentLog, startThread });
  const patience = new AbortController();
  const read = expect(engine.read(REQUEST, patience.signal)).rejects.toThrow('impatient');
  await vi.advanceTimersByTimeAsync(6_000);
  patience.abort(new Error('impatient'));
  await read;
  expect(started).toEqual([{ read: 1, stopped: false }]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(started).toEqual([{ read: 1, stopped: true }]);
});

test('a thread that never starts is replaced, and its picture is told so', async () => {
  const { started, startThread } = threads(1e9, 0);
  const engine = createOcrEngine({ log: silentLog, startThread });
  const read = expect(engine.read(REQUEST, new AbortController().signal)).rejects.toThrow(
    'did not start within 60000 ms',
  );
  await vi.advanceTimersByTimeAsync(60_000);
  await read;
  const patience = new AbortController();
  const again = expect(engine.read(REQUEST, patience.signal)).rejects.toThrow('impatient');
  await vi.advanceTimersByTimeAsync(10);
  expect(started.map(({ stopped }) => stopped)).toEqual([true, false]);
  patience.abort(new Error('impatient'));
  await again;
});
