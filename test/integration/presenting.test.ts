/**
 * An agent shows what it speaks of, in a real room, with the embedded brain: somebody who receives the picture finds the
 * plot on it, and so does whoever comes later, or whoever is left when the agent's process dies.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchAgentPicture } from '../support/agent-picture.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsCaller } from '../support/livekit-caller.ts';
import { type SeeingStack, type ShowingCaller, startReading, startSeeingStack } from '../support/seeing-stack.ts';
import type { EmbeddedProcess } from './embedded-process.ts';

/** The colours of bars and of the ground. */
const SEA = [20, 100, 90] as const;
const GROUND = [251, 249, 244] as const;
const CSV = `Month,Region,Revenue (EUR)
${Array.from({ length: 8 }, (_, at) => `2026-0${at + 1}-01,North,${1200 + at * 310}\n2026-0${at + 1}-01,South,${900 + at * 120}`).join('\n')}
`;
let reading: EmbeddedProcess;
let stack: SeeingStack;
beforeAll(async () => {
  reading = await startReading();
  stack = await startSeeingStack(reading, { env: { PARLEY_LLM: 'local:rules' }, hosts: 2 });
}, 60_000);
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await reading?.stop();
});

async function withSales(room: string): Promise<ShowingCaller> {
  const caller = await stack.call(room);
  await caller.sendFile('sales.csv', 'text/csv', Buffer.from(CSV));
  await eventually('the file is read', () => caller.events.some((event) => event.type === 'file'), {
    deadlineMs: 30_000,
  });
  return caller;
}
const presented = (caller: ShowingCaller) => caller.events.filter((event) => event.type === 'presenting');
const explain = (caller: ShowingCaller) => () => JSON.stringify([caller.events, caller.agentText()]);

it('shows a chart while it speaks of it, shows it to latecomers, keeps it through other turns, and takes it away', {
  timeout: 180_000,
}, async () => {
  await using caller = await withSales('charts');
  const picture = watchAgentPicture(caller.room);
  await caller.type('Draw a bar chart of the revenue by month.');
  await eventually('bars are seen', () => (picture.frame()?.shareOf(SEA) ?? 0) > 0.05, {
    deadlineMs: 45_000,
    explain: explain(caller),
  });
  expect(picture.frame()?.shareOf(GROUND)).toBeGreaterThan(0.4);
  expect(picture.frame()).toMatchObject({ widthPx: 1280, heightPx: 720 });
  expect(presented(caller)).toEqual([
    {
      type: 'presenting',
      on: true,
      title: 'Revenue by month',
      description: expect.stringMatching(/^Bar chart of Revenue \(EUR\) by month: 8 values, from 2,100 at Jan/),
    },
  ]);
  await eventually(
    'the agent says what stands out',
    () => /lowest is 2,100.*highest is 5,110/.test(caller.agentText()),
    {
      explain: explain(caller),
    },
  );

  await caller.type('What time is it?');
  await eventually('another answer', () => /It is|it's|o'clock|\d/.test(caller.agentText().split('5,110')[1] ?? ''), {
    deadlineMs: 30_000,
    explain: explain(caller),
  });
  const { server } = stack.livekit;
  const late = await joinAsCaller(server, 'charts', { identity: 'latecomer', subscribe: true });
  const lateView = watchAgentPicture(late.room);
  await eventually('a latecomer sees the bars', () => (lateView.frame()?.shareOf(SEA) ?? 0) > 0.05, {
    deadlineMs: 45_000,
  });
  await late.leave();

  await caller.type('Stop showing it.');
  await eventually('it is taken away', () => picture.from() === undefined, {
    deadlineMs: 30_000,
    explain: explain(caller),
  });
  expect(presented(caller).at(-1)).toMatchObject({ on: false, title: 'Revenue by month' });
});

it('says what is wrong with a chart that cannot be drawn, and shows the table instead', {
  timeout: 180_000,
}, async () => {
  await using caller = await withSales('tables');
  const picture = watchAgentPicture(caller.room);
  await caller.type('Plot happiness by month.');
  await eventually('the reason', () => /no column "?happiness"?.*Revenue/i.test(caller.agentText()), {
    deadlineMs: 30_000,
    explain: explain(caller),
  });
  expect(presented(caller)).toEqual([]);
  await caller.type('Show me the table.');
  await eventually('the sheet', () => (picture.frame()?.shareOf(GROUND) ?? 0) > 0.3, {
    deadlineMs: 45_000,
    explain: explain(caller),
  });
  expect(presented(caller)[0]).toMatchObject({
    title: 'sales.csv',
    description: expect.stringMatching(/10 of 16 rows/),
  });
});

it('is shown again by the host that takes the call over', { timeout: 180_000 }, async () => {
  await using caller = await withSales('taken-over');
  const picture = watchAgentPicture(caller.room);
  await caller.type('Draw a bar chart of the revenue by month.');
  await eventually('bars are seen', () => (picture.frame()?.shareOf(SEA) ?? 0) > 0.05, {
    deadlineMs: 45_000,
    explain: explain(caller),
  });
  const first = picture.from();
  const shownBefore = presented(caller).length;
  const host = await eventually('the one host that has a call', () => {
    const busy = stack.worker.worker.report().hosts.filter(({ load }) => load.calls > 0);
    return busy.length === 1 && busy[0];
  });
  process.kill(host.pid ?? 0, 'SIGKILL');
  await eventually(
    'the bars are seen again',
    () => presented(caller).length > shownBefore && (picture.frame()?.shareOf(SEA) ?? 0) > 0.05,
    {
      deadlineMs: 60_000,
      explain: explain(caller),
    },
  );
  expect(first).toBeDefined();
  expect(presented(caller).at(-1)).toMatchObject({ on: true, title: 'Revenue by month' });
});
