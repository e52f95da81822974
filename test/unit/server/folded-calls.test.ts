/** Looking at a call again costs what is new of it, and what was forgotten is gone from there too. */
import { expect, test } from 'vitest';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { foldedCalls } from '../../../server/calls/folded-calls.ts';
import { liveViews } from '../../../server/calls/live-views.ts';
import { eventsOf, logCall, STARTED, TURN } from './logged-call.ts';

const soon = () => AbortSignal.timeout(40_000);

function counted() {
  const log = createInMemoryEventLog();
  const read: number[] = [];
  const watched = {
    ...log,
    read: async (...asked: Parameters<typeof log.read>) => {
      const page = await log.read(...asked);
      read.push(page.length);
      return page;
    },
  };
  const entriesRead = () => read.splice(0).reduce((sum, count) => sum + count, 0);
  return { log, calls: foldedCalls(watched), watched, entriesRead };
}

test('a call of hours is read once, then only what was added', async () => {
  const { log, calls, entriesRead } = counted();
  const turns = Array.from({ length: 1_300 }, (_, at) => ({ ...TURN[1], generation: at + 1 }) as (typeof TURN)[number]);
  await log.append('long', 'user-1', eventsOf('long', [STARTED, ...turns]));
  expect((await calls.of('long', soon())).conversation).toHaveLength(1_300);
  expect(entriesRead()).toBe(1_301);
  expect((await calls.of('long', soon())).lastSeq).toBe(1_301);
  expect(entriesRead()).toBe(0);
  await log.append('long', 'user-1', eventsOf('long', turns.slice(0, 2), 1_302));
  expect((await calls.of('long', soon())).conversation).toHaveLength(1_302);
  expect(entriesRead()).toBe(2);
});

test('what a forgotten user said is not shown from what was kept', async () => {
  const { log, calls } = counted();
  await logCall(log, 'call-1');
  expect(JSON.stringify(await calls.of('call-1', soon()))).toContain('23 times 17');
  await log.forgetUser('user-1');
  const after = await calls.of('call-1', soon());
  expect(JSON.stringify(after)).not.toMatch(/23 times 17|Martin|391/);
  expect(after.conversation).toHaveLength(2);
});

test('nor is it in the line of a call of theirs that is live', async () => {
  const { log, watched } = counted();
  await logCall(log, 'call-1', false);
  const views = liveViews(watched);
  expect(JSON.stringify(await views.now(soon()))).toContain('It is 391.');
  await log.forgetUser('user-1');
  expect(JSON.stringify(await views.now(soon()))).not.toMatch(/391|23 times 17|Martin/);
});

test('only so many calls are kept, and all are answered', async () => {
  const { log, calls, entriesRead } = counted();
  for (let at = 0; at < 20; at++) await logCall(log, `call-${at}`);
  for (let at = 0; at < 20; at++) await calls.of(`call-${at}`, soon());
  entriesRead();
  await calls.of('call-19', soon());
  expect(entriesRead()).toBe(0);
  expect((await calls.of('call-0', soon())).status).toBe('ended');
  expect(entriesRead()).toBeGreaterThan(0);
});
