/**
 * `bench start`: the second start of `npm start -- --no-open` until it says `ready`, and what a caller waits for: the
 * agent in the room and its first word, alone and ten callers at once.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LivekitAccess } from '../support/livekit-caller.ts';
import { npmStart } from '../support/npm-start.ts';
import { startLivekit } from '../support/worker-stack.ts';
import { joinAsBenchCaller } from './bench-caller.ts';
import type { BenchStack } from './bench-stack.ts';
import { callToken } from './call-token.ts';
import { startDoubles } from './doubles-process.ts';
import { startOurStack } from './our-stack.ts';
import { startPeerStack } from './peer-stack.ts';
import { figures, show } from './percentiles.ts';
import type { BenchOptions, BenchReport } from './report.ts';
import { allReplies } from './turn-plan.ts';
import { pause, until } from './until.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const GREETING_WITHIN_MS = 20_000;
const CALLERS_AT_ONCE = 10;
/** A call that has just ended is cleared away before the next one is measured. */
const BETWEEN_CALLS_MS = 1_500;

export async function startBench(options: BenchOptions): Promise<BenchReport> {
  const starts = await secondStarts(options.quick ? 1 : 3, options.say);
  const rows: Record<string, string | number>[] = [
    { what: '`npm start` to `ready`, second start, ms', parley: show(figures(starts)) },
  ];
  const joins = await joinTimes(options);
  for (const how of ['alone', `${CALLERS_AT_ONCE} at once`] as const)
    for (const what of ['agent present', 'greeting heard'] as const)
      rows.push({
        what: `join to ${what}, ${how}, p50 / p95, ms`,
        ...Object.fromEntries(
          [...joins].map(([name, each]) => {
            const times = how === 'alone' ? each.alone : each.together;
            return [name, show(figures(what === 'agent present' ? times.presentMs : times.greetingMs))];
          }),
        ),
      });
  return {
    bench: 'start',
    rows,
    notes: [
      'Greetings that never came: ' +
        [...joins].map(([name, each]) => `${name} ${each.alone.missing + each.together.missing}`).join(', ') +
        '.',
    ],
    raw: { starts, joins: Object.fromEntries(joins) },
  };
}

async function secondStarts(count: number, say: (line: string) => void): Promise<number[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-start-'));
  const times: number[] = [];
  try {
    for (let run = 0; run <= count; run += 1) {
      const askedMs = performance.now();
      await using started = npmStart({ folder: ROOT, dataDir });
      const endWithMe = () => started.child.kill('SIGTERM');
      process.once('exit', endWithMe);
      await started.ready;
      process.off('exit', endWithMe);
      const tookMs = performance.now() - askedMs;
      say(`npm start, run ${run + 1}: ready after ${Math.round(tookMs)} ms`);
      // The first one installs and generates what later ones find.
      if (run > 0) times.push(tookMs);
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  return times;
}

interface JoinTimes {
  presentMs: number[];
  greetingMs: number[];
  missing: number;
}
const noTimes = (): JoinTimes => ({ presentMs: [], greetingMs: [], missing: 0 });

async function joinTimes(options: BenchOptions): Promise<Map<string, { alone: JoinTimes; together: JoinTimes }>> {
  await using stack = new AsyncDisposableStack();
  const livekit = await startLivekit();
  stack.defer(() => livekit.stop());
  const doubles = await startDoubles({ hear: [], replies: allReplies(), finalizeMs: options.finalizeMs });
  stack.defer(() => doubles.stop());
  const addresses = { livekit: livekit.server, deepgram: doubles.deepgram, openai: doubles.openai };
  const ours = await startOurStack(addresses);
  stack.defer(() => ours.stop());
  const stacks: BenchStack[] = [ours];
  if (options.peer) {
    const peer = await startPeerStack(addresses);
    stack.defer(() => peer.stop());
    stacks.push(peer);
  }
  const all = new Map(stacks.map((each) => [each.name, { alone: noTimes(), together: noTimes() }]));
  for (const each of stacks) {
    const into = all.get(each.name);
    if (!into) continue;
    options.say(`joins: ${each.name}`);
    for (let i = 0; i < (options.quick ? 3 : 15); i += 1) {
      await oneJoin(livekit.server, each, into.alone);
      await pause(BETWEEN_CALLS_MS);
    }
    for (let round = 0; round < (options.quick ? 1 : 3); round += 1) {
      await Promise.all(Array.from({ length: CALLERS_AT_ONCE }, () => oneJoin(livekit.server, each, into.together)));
      await pause(2 * BETWEEN_CALLS_MS);
    }
  }
  return all;
}

async function oneJoin(livekit: LivekitAccess, stack: BenchStack, into: JoinTimes): Promise<void> {
  const caller = await joinAsBenchCaller(livekit.url, await callToken(livekit, stack.agentName));
  try {
    const greeting = await until(() => caller.ear.firstVoice(0), GREETING_WITHIN_MS);
    if (caller.agentPresentMs !== undefined) into.presentMs.push(caller.agentPresentMs - caller.joinAskedMs);
    if (greeting === undefined) into.missing += 1;
    else into.greetingMs.push(greeting - caller.joinAskedMs);
  } finally {
    await caller.leave();
  }
}
