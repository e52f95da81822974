/** What every event log must do, whatever it is built on. A conformance file opens a fresh log per test and runs this. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EventLog, entriesOf, type LogRow } from '../../agents/log/event-log.ts';
import { asked, composed, ended, heard, joined, longCall, script, started } from '../support/call-script.ts';

const failure = (name: string) => expect.objectContaining({ name: 'StoreError', failure: name });

async function take(rows: AsyncIterable<LogRow>, count: number): Promise<LogRow[]> {
  const taken: LogRow[] = [];
  for await (const row of rows) {
    taken.push(row);
    if (taken.length === count) break;
  }
  return taken;
}
const seqs = (rows: readonly LogRow[]): number[] => rows.map((row) => row.entry.seq);

export function eventLogSuite(
  name: string,
  open: (options: { subscriberBufferRows?: number }) => Promise<EventLog>,
): void {
  describe(`${name}: an event log`, () => {
    let log: EventLog;
    let stop: AbortController;
    beforeEach(async () => {
      log = await open({});
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await log.close();
    });

    it('gives back exactly what was appended, in order', async () => {
      const events = script('c1', [
        started,
        joined('u1'),
        asked(1, 'my name is Martin'),
        composed(1, 'Hello Martin.'),
        heard(1, 'Hello Martin.'),
        ended,
      ]);
      expect(await log.append('c1', 'u1', events)).toBe(6);
      expect(await log.read('c1')).toEqual(events);
    });

    it('reads after a seq, a page at a time', async () => {
      await log.append('c1', 'u1', longCall('c1', 20));
      expect((await log.read('c1', 5, 3)).map((entry) => entry.seq)).toEqual([6, 7, 8]);
      const all = [];
      for await (const entry of entriesOf(log, 'c1', 18)) all.push(entry.seq);
      expect(all).toEqual([19, 20, 21]);
      expect(await log.read('no-such-call')).toEqual([]);
    });

    it('stores an event once when it is sent twice', async () => {
      const events = longCall('c1', 4);
      await log.append('c1', 'u1', events.slice(0, 3));
      expect(await log.append('c1', 'u1', events)).toBe(5);
      expect(await log.append('c1', 'u1', events.slice(1, 2))).toBe(5);
      expect(await log.read('c1')).toEqual(events);
    });

    it('refuses a hole in the sequence and stores nothing of that append', async () => {
      const events = longCall('c1', 5);
      await log.append('c1', 'u1', events.slice(0, 2));
      await expect(log.append('c1', 'u1', events.slice(3))).rejects.toEqual(failure('gap'));
      const holed = events.filter((event) => event.seq !== 4);
      await expect(log.append('c1', 'u1', holed)).rejects.toThrow('event 4 is missing');
      expect((await log.read('c1')).length).toBe(2);
    });

    it('refuses another event under a stored seq: a call has one writer', async () => {
      await log.append('c1', 'u1', longCall('c1', 2));
      await expect(log.append('c1', 'u1', script('c1', [ended], 2))).rejects.toEqual(failure('conflict'));
    });

    it('refuses an event of another call, and one that is no event, naming it', async () => {
      await expect(log.append('c1', 'u1', longCall('c2', 1))).rejects.toEqual(failure('invalid'));
      const [first] = longCall('c1', 1);
      if (!first) throw new Error('the script is empty');
      await expect(log.append('c1', 'u1', [{ ...first, seq: -4 }])).rejects.toThrow('-4');
    });

    it('keeps a refused append of one call from touching appends of others made at the same moment', async () => {
      const good = Promise.all(['a', 'b', 'c'].map((call) => log.append(call, 'u1', longCall(call, 10))));
      const bad = log.append('d', 'u1', longCall('d', 3).slice(1));
      await expect(bad).rejects.toEqual(failure('gap'));
      expect(await good).toEqual([11, 11, 11]);
    });

    it('takes many calls at once, each in its own order', async () => {
      const calls = Array.from({ length: 10 }, (_, index) => `call-${index}`);
      await Promise.all(
        calls.map(async (callId) => {
          for (const event of longCall(callId, 30)) await log.append(callId, 'u1', [event]);
        }),
      );
      for (const callId of calls)
        expect((await log.read(callId)).map((entry) => entry.seq)).toEqual(
          Array.from({ length: 31 }, (_, index) => index + 1),
        );
    });

    it('keeps its place for an event of a later version', async () => {
      const later = { ...longCall('c1', 1)[1], type: 'hologram.shown', v: 9, metres: 2 };
      await log.append('c1', 'u1', longCall('c1', 0));
      // A later version's writer is not typed here: the store takes what has an envelope.
      await log.append('c1', 'u1', JSON.parse(JSON.stringify([later])));
      expect((await log.read('c1'))[1]).toMatchObject({
        type: 'foreign',
        originalType: 'hologram.shown',
        seq: 2,
        v: 9,
      });
    });

    it('reads only the types that are asked for, and so many of those', async () => {
      const events = longCall('c1', 5);
      await log.append('c1', 'u1', events);
      const types = [...new Set(events.map(({ type }) => type))].slice(1, 2);
      const wanted = events.filter(({ type }) => types.includes(type));
      expect(await log.read('c1', 0, 1_000, types)).toEqual(wanted);
      expect(await log.read('c1', 0, 2, types)).toEqual(wanted.slice(0, 2));
      expect(await log.read('c1', wanted[0]?.seq, 1_000, types)).toEqual(wanted.slice(1));
    });

    it('says when text was last destroyed', async () => {
      expect(await log.lastForgottenMs()).toBe(0);
      await log.append('c1', 'u1', longCall('c1', 2));
      expect(await log.lastForgottenMs()).toBe(0);
      await log.forgetUser('u1');
      expect(await log.lastForgottenMs()).toBeGreaterThan(0);
    });

    it('lists calls newest first, filtered and paged', async () => {
      for (const [index, callId] of ['c1', 'c2', 'c3', 'c4'].entries()) {
        const events = script(callId, [started, joined(index < 2 ? 'u1' : 'u2')]).map((event) => ({
          ...event,
          atMs: event.atMs + index * 10_000,
        }));
        await log.append(callId, undefined, events);
      }
      await log.append('c1', 'u1', script('c1', [ended], 3));
      const first = await log.calls({}, { limit: 3 });
      expect(first.calls.map((call) => call.callId)).toEqual(['c4', 'c3', 'c2']);
      const second = await log.calls({}, { limit: 3, ...(first.next === undefined ? {} : { cursor: first.next }) });
      expect(second).toMatchObject({
        calls: [{ callId: 'c1', userId: 'u1', agent: 'parley', roomName: 'room-1', outcome: 'completed', lastSeq: 3 }],
        next: undefined,
      });
      expect((await log.calls({ userId: 'u1' }, { limit: 9 })).calls.map((call) => call.callId)).toEqual(['c2', 'c1']);
      expect((await log.calls({ status: 'live' }, { limit: 9 })).calls.map((call) => call.callId)).toEqual([
        'c4',
        'c3',
        'c2',
      ]);
      expect((await log.calls({ status: 'ended' }, { limit: 9 })).calls.map((call) => call.callId)).toEqual(['c1']);
    });

    it('shows a subscriber what is stored and then what comes, without a hole or a repetition', async () => {
      const events = longCall('c1', 40);
      await log.append('c1', 'u1', events.slice(0, 20));
      const following = take(log.subscribe({ callId: 'c1' }, 5, stop.signal), 36);
      for (const event of events.slice(20)) {
        await log.append('c1', 'u1', [event]);
        await log.append('other', 'u1', longCall('other', event.seq));
      }
      expect(seqs(await following)).toEqual(Array.from({ length: 36 }, (_, index) => index + 6));
    });

    it('shows all calls from now on', async () => {
      await log.append('old', 'u1', longCall('old', 3));
      const following = take(log.subscribe('all', await log.head(), stop.signal), 4);
      await log.append('a', 'u1', longCall('a', 1));
      await log.append('b', 'u1', longCall('b', 1));
      expect((await following).map((row) => row.entry.callId)).toEqual(['a', 'a', 'b', 'b']);
    });

    it('ends a subscription quietly when its signal aborts', async () => {
      const rows: LogRow[] = [];
      const following = (async () => {
        for await (const row of log.subscribe('all', 0, stop.signal)) rows.push(row);
      })();
      await log.append('c1', 'u1', longCall('c1', 2));
      stop.abort();
      await following;
      expect(rows.length).toBeLessThanOrEqual(3);
    });

    it('drops a subscriber that falls behind, saying from where it may follow again', async () => {
      const small = await open({ subscriberBufferRows: 10 });
      try {
        const rows = small.subscribe('all', 0, stop.signal)[Symbol.asyncIterator]();
        await small.append('c1', 'u1', longCall('c1', 1));
        await rows.next();
        await rows.next();
        // Twice caught up: by then it is live and no longer reads pages.
        for (const callId of ['c2', 'c3']) {
          const live = rows.next();
          await small.append(callId, 'u1', longCall(callId, 0));
          await live;
        }
        await small.append('c4', 'u1', longCall('c4', 30));
        await expect(async () => {
          for (let index = 0; index < 31; index++) await rows.next();
        }).rejects.toEqual(failure('slow-subscriber'));
      } finally {
        await small.close();
      }
    });

    it('forgets a user: what they said reads as empty, what others said does not, and the rest stays', async () => {
      await log.append(
        'c1',
        undefined,
        script('c1', [
          started,
          { type: 'person.requested', reason: { private: 'before anyone was known' } },
          joined('u1'),
        ]),
      );
      await log.append('c1', 'u1', script('c1', [asked(1, 'my secret')], 4));
      await log.append('c2', 'u2', script('c2', [started, joined('u2', 'Anna'), asked(1, 'hello')]));
      expect((await log.forgetUser('u1')).keysDestroyed).toBeGreaterThan(0);
      const [, before, joinedEvent, turn] = await log.read('c1');
      expect(before).toMatchObject({ reason: { private: '', destroyed: true } });
      expect(joinedEvent).toMatchObject({ userId: 'u1', name: { private: '', destroyed: true } });
      expect(turn).toMatchObject({ generation: 1, text: { private: '', destroyed: true } });
      expect((await log.read('c2'))[2]).toMatchObject({ text: { private: 'hello' } });
      expect(await log.verify('c1')).toEqual({ intact: true, events: 4 });
    });

    it('goes on with a forgotten user who calls again', async () => {
      await log.append('c1', 'u1', script('c1', [started, joined('u1'), asked(1, 'first')]));
      await log.forgetUser('u1');
      await log.append('c1', 'u1', script('c1', [asked(2, 'second')], 4));
      const entries = await log.read('c1');
      expect(entries[2]).toMatchObject({ text: { private: '', destroyed: true } });
      expect(entries[3]).toMatchObject({ text: { private: 'second' } });
    });

    it('has an intact chain, and no chain for a call it does not know', async () => {
      await log.append('c1', 'u1', longCall('c1', 3));
      expect(await log.verify('c1')).toEqual({ intact: true, events: 4 });
      await expect(log.verify('nobody')).rejects.toEqual(failure('not-found'));
    });
  });
}
