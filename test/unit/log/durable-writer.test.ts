import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDurableWriter } from '../../../agents/log/durable-writer.ts';
import type { EventLog } from '../../../agents/log/event-log.ts';
import type { CallEvent } from '../../../agents/log/events.ts';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { StoreError, type StoreFailure } from '../../../agents/log/store-error.ts';
import { longCall } from '../../support/call-script.ts';

/** A log that fails as long as it is told to. */
function fragileLog() {
  const log = createInMemoryEventLog();
  const disk: { failure: StoreFailure | undefined; attempts: number } = { failure: undefined, attempts: 0 };
  const append: EventLog['append'] = async (...args) => {
    disk.attempts += 1;
    if (disk.failure) throw new StoreError(disk.failure, `the disk says ${disk.failure}`);
    return await log.append(...args);
  };
  return { log, disk, append };
}

function writerOn(append: EventLog['append'], more: { maxBufferedBytes?: number } = {}) {
  const reports: string[] = [];
  const writer = createDurableWriter({
    log: { append },
    onCommitted: (callId, seq) => reports.push(`${callId} committed ${seq}`),
    onFailed: (callId, seq, outcome) => reports.push(`${callId} ${outcome} ${seq}`),
    onHealth: (health) => reports.push(health),
    retryMs: 100,
    maxRetryMs: 400,
    ...more,
  });
  return { writer, reports };
}

describe('the durable writer', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('says how far a call is durable', async () => {
    const { append, log } = fragileLog();
    const { writer, reports } = writerOn(append);
    writer.write('c1', 'u1', longCall('c1', 2));
    expect(await writer.drain(1_000)).toBe(true);
    expect(reports).toEqual(['c1 committed 3']);
    expect((await log.read('c1')).length).toBe(3);
  });

  it('loses nothing to a full disk that still fits in the buffer, and says so once', async () => {
    const { append, log, disk } = fragileLog();
    const { writer, reports } = writerOn(append);
    disk.failure = 'disk-full';
    const events = longCall('c1', 30);
    for (const event of events) {
      writer.write('c1', 'u1', [event]);
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(reports).toEqual(['failing', 'c1 delayed 1']);
    expect(writer.buffered().events).toBe(31);
    disk.failure = undefined;
    await vi.advanceTimersByTimeAsync(400);
    expect(reports.slice(2)).toEqual(['recovered', 'c1 committed 31']);
    expect(await log.read('c1')).toEqual(events);
    expect(writer.buffered()).toEqual({ events: 0, bytes: 0 });
  });

  it('tries again with growing pauses, not in a storm', async () => {
    const { append, disk } = fragileLog();
    const { writer } = writerOn(append);
    disk.failure = 'busy';
    for (const event of longCall('c1', 50)) writer.write('c1', 'u1', [event]);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(disk.attempts).toBeGreaterThan(5);
    expect(disk.attempts).toBeLessThan(15);
  });

  it('names what a full buffer drops, and takes it when it is sent again', async () => {
    const { append, log, disk } = fragileLog();
    const events = longCall('c1', 20);
    const bytesOf = (list: CallEvent[]) => list.reduce((sum, event) => sum + JSON.stringify(event).length, 0);
    const { writer, reports } = writerOn(append, { maxBufferedBytes: bytesOf(events.slice(0, 12)) });
    disk.failure = 'disk-full';
    writer.write('c1', 'u1', events.slice(0, 15));
    await vi.advanceTimersByTimeAsync(10);
    writer.write('c1', 'u1', events.slice(15));
    expect(reports).toEqual(['c1 dropped 13', 'failing', 'c1 delayed 1', 'c1 dropped 16']);
    disk.failure = undefined;
    await vi.advanceTimersByTimeAsync(500);
    writer.write('c1', 'u1', events.slice(12));
    expect(await writer.drain(1_000)).toBe(true);
    expect(await log.read('c1')).toEqual(events);
  });

  it('reports an event that the store will never take, and goes on with what follows it properly', async () => {
    const { append, log } = fragileLog();
    const { writer, reports } = writerOn(append);
    const events = longCall('c1', 4);
    writer.write('c1', 'u1', events.slice(2));
    await vi.advanceTimersByTimeAsync(10);
    expect(reports).toEqual(['c1 refused 3']);
    writer.write('c1', 'u1', events);
    await vi.advanceTimersByTimeAsync(10);
    expect(reports.at(-1)).toBe('c1 committed 5');
    expect((await log.read('c1')).length).toBe(5);
  });

  it('keeps the trouble of one call from holding up another', async () => {
    const { append, disk } = fragileLog();
    const { writer, reports } = writerOn((callId, ...rest) => {
      if (callId === 'bad') disk.failure = 'io';
      const result = append(callId, ...rest);
      disk.failure = undefined;
      return result;
    });
    writer.write('bad', 'u1', longCall('bad', 1));
    writer.write('good', 'u1', longCall('good', 1));
    await vi.advanceTimersByTimeAsync(10);
    expect(reports).toContain('good committed 2');
  });

  it('gives up waiting at its deadline and says that it did', async () => {
    const { append, disk } = fragileLog();
    const { writer, reports } = writerOn(append);
    disk.failure = 'disk-full';
    writer.write('c1', 'u1', longCall('c1', 1));
    const closing = writer.close(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await closing).toBe(false);
    writer.write('c1', 'u1', longCall('c1', 2).slice(2));
    expect(reports.at(-1)).toBe('c1 dropped 3');
    expect(vi.getTimerCount()).toBe(0);
  });
});
