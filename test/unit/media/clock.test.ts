import { describe, expect, test } from 'vitest';
import { DeadlineError, realClock, sleep, VirtualClock, withDeadline } from '../../../media/clock.ts';
import { LatestSlot } from '../../../media/latest-slot.ts';

describe('the virtual clock', () => {
  test('fires timers in order, each at its own time, also those set meanwhile', () => {
    const clock = new VirtualClock(100);
    const seen: string[] = [];
    clock.setTimer(20, () => seen.push(`late ${clock.nowMs()}`));
    clock.setTimer(10, () => {
      seen.push(`early ${clock.nowMs()}`);
      clock.setTimer(5, () => seen.push(`nested ${clock.nowMs()}`));
    });
    const cleared = clock.setTimer(12, () => seen.push('never'));
    cleared.clear();
    clock.advance(50);
    expect(seen).toEqual(['early 110', 'nested 115', 'late 120']);
    expect(clock.nowMs()).toBe(150);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('sleep', () => {
  test('ends after its time, or at once with the reason of its signal, and leaves no timer', async () => {
    const clock = new VirtualClock();
    const done = sleep(30, new AbortController().signal, clock);
    clock.advance(30);
    await done;
    const abort = new AbortController();
    const broken = sleep(30, abort.signal, clock);
    abort.abort(new Error('hung up'));
    await expect(broken).rejects.toThrow('hung up');
    expect(clock.pendingTimers).toBe(0);
    await expect(sleep(1, abort.signal, clock)).rejects.toThrow('hung up');
  });

  test('the real clock really waits', async () => {
    const startedAt = realClock.nowMs();
    await sleep(20, new AbortController().signal);
    expect(realClock.nowMs() - startedAt).toBeGreaterThanOrEqual(19);
  });
});

describe('a deadline', () => {
  test('gives the outcome when it comes in time, else says what took too long', async () => {
    const clock = new VirtualClock();
    const { signal } = new AbortController();
    expect(await withDeadline(Promise.resolve(7), 10, signal, 'Recall', clock)).toBe(7);
    const { promise, reject } = Promise.withResolvers<number>();
    const late = withDeadline(promise, 150, signal, 'Recall', clock);
    clock.advance(150);
    await expect(late).rejects.toThrow(new DeadlineError('Recall', 150));
    reject(new Error('too late to matter'));
    expect(clock.pendingTimers).toBe(0);
  });

  test('ends with its signal, and passes a failure on', async () => {
    const abort = new AbortController();
    const waiting = withDeadline(new Promise<never>(() => {}), 1000, abort.signal);
    abort.abort(new Error('cut'));
    await expect(waiting).rejects.toThrow('cut');
    await expect(
      withDeadline(Promise.reject(new Error('refused')), 1000, new AbortController().signal),
    ).rejects.toThrow('refused');
  });
});

describe('the slot for the newest value', () => {
  test('a slow reader gets the newest, and what was replaced is counted', async () => {
    const slot = new LatestSlot<number>();
    const { signal } = new AbortController();
    slot.put(1);
    slot.put(2);
    expect(await slot.next(signal)).toBe(2);
    expect(slot.replaced).toBe(1);
    expect(slot.take()).toBeUndefined();
    const next = slot.next(signal);
    await expect(slot.next(signal)).rejects.toThrow('already waiting');
    slot.put(3);
    expect(await next).toBe(3);
  });

  test('a reader that gives up does not swallow the next value', async () => {
    const slot = new LatestSlot<number>();
    const abort = new AbortController();
    const gone = slot.next(abort.signal);
    abort.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    slot.put(4);
    expect(slot.take()).toBe(4);
  });
});
