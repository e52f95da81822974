/** `bench density`: more and more calls at once, ours at every level and the peer as far as it is likely to hold. */

import { silence } from '../support/human-speech.ts';
import { startLivekit } from '../support/worker-stack.ts';
import type { BenchStack } from './bench-stack.ts';
import { joined, lengthMs } from './caller-audio.ts';
import { buildCheapCaller, recordPackets } from './cheap-callers.ts';
import { verdict } from './density-aims.ts';
import { type CheapSource, type DensityLevel, densityLevel, idlePssMb } from './density-level.ts';
import { startDoubles } from './doubles-process.ts';
import { startOurStack } from './our-stack.ts';
import { startPeerStack } from './peer-stack.ts';
import { figures, show } from './percentiles.ts';
import type { BenchOptions, BenchReport } from './report.ts';
import { type TurnStep, turnPlan } from './turn-plan.ts';

/** A process per call: above this it fails on two cores before anything can be measured. */
const MOST_PEER_CALLS = 5;
const WITHOUT_CHEAP_CALLERS = 5;
/** The cheap callers do not listen: they interrupt an answer about 1.5 s after it began, and wait out the next. */
const TO_THE_REQUEST_MS = 2_200;
const TO_THE_QUESTION_MS = 3_500;
const ROUNDS_HEARD = 12;

export async function densityBench(options: BenchOptions): Promise<BenchReport> {
  const plan = await turnPlan({ questions: 5, paused: 0, noises: 0 });
  const steps = options.quick ? plan.steps.slice(0, 3) : [...plan.steps, ...plan.steps];
  await using stack = new AsyncDisposableStack();
  const livekit = await startLivekit();
  stack.defer(() => livekit.stop());
  const hear = Array.from({ length: ROUNDS_HEARD }, () => plan.hear).flat();
  const doubles = await startDoubles({ hear, replies: plan.replies, finalizeMs: options.finalizeMs });
  stack.defer(() => doubles.stop());
  const built = await buildCheapCaller();
  let cheap: CheapSource | undefined;
  const notes: string[] = [];
  if ('program' in built) {
    const pcm = cheapCallersVoice(plan.steps);
    options.say(`recording ${Math.round(lengthMs(pcm) / 1_000)} s of caller, unless it is there`);
    const file = await recordPackets(built.program, livekit.server, `density-${pcm.length}`, pcm);
    cheap = { program: built.program, file };
  } else notes.push(`${built.reason} Up to ${WITHOUT_CHEAP_CALLERS} calls are made by rtc-node callers instead.`);
  const addresses = { livekit: livekit.server, deepgram: doubles.deepgram, openai: doubles.openai };
  const rows: Record<string, string | number>[] = [];
  const raw: Record<string, DensityLevel[]> = {};
  for (const start of options.peer ? [startOurStack, startPeerStack] : [startOurStack]) {
    const each = await start(addresses);
    try {
      const idle = idlePssMb(each);
      const levels: DensityLevel[] = [];
      raw[each.name] = levels;
      for (const calls of levelsFor(options, each, cheap !== undefined)) {
        options.say(`${each.name}: ${calls} at once`);
        const level = await densityLevel(livekit.server, each, calls, steps, cheap).catch((error: unknown) => {
          notes.push(`${each.name}, ${calls} calls: not measured. ${String(error)}`);
        });
        if (!level) continue;
        rows.push(rowOf(each, level, levels.at(-1), idle));
        levels.push(level);
        notes.push(`${each.name}, ${calls} calls, CPU-s per call-minute by thread: ${level.threads}`);
        if (level.errors.length > 0) options.say(level.errors.slice(0, 5).join('\n').slice(0, 2_000));
      }
    } finally {
      await each.stop();
    }
  }
  return { bench: 'density', rows, notes, raw };
}

const levelsFor = (options: BenchOptions, stack: BenchStack, cheap: boolean): number[] =>
  options.calls.filter(
    (calls) => (stack.name === 'parley' || calls <= MOST_PEER_CALLS) && (cheap || calls <= WITHOUT_CHEAP_CALLERS),
  );

function rowOf(
  stack: BenchStack,
  level: DensityLevel,
  before: DensityLevel | undefined,
  idleMb: number,
): Record<string, string | number> {
  const { samples } = level;
  const voiceToVoiceMs = figures(samples.voiceToVoiceMs);
  const bargeInMs = figures(samples.bargeInMs);
  const addedMbPerCall =
    before && level.calls > before.calls ? (level.pssMb - before.pssMb) / (level.calls - before.calls) : undefined;
  return {
    stack: stack.name,
    calls: level.calls,
    'voice to voice p50 / p95, ms': show(voiceToVoiceMs),
    'barge-in p50 / p95, ms': show(bargeInMs),
    'CPU-s per call-minute': level.cpuSecondsPerCallMinute.toFixed(1),
    'PSS idle, MB': Math.round(idleMb),
    'PSS per call, MB': Math.round((level.pssMb - idleMb) / level.calls),
    'PSS per added call, MB': addedMbPerCall === undefined ? '-' : Math.round(addedMbPerCall),
    'loop lag p95, ms': level.loopLagP95Ms === undefined ? '-' : level.loopLagP95Ms.toFixed(1),
    'missing / early / not stopped': `${samples.missing} / ${samples.early} / ${samples.notStopped}`,
    errors: level.errors.length,
    aims: verdict({ ...level, voiceToVoiceMs, bargeInMs, idleMb, addedMbPerCall }),
  };
}

function cheapCallersVoice(steps: readonly TurnStep[]): Int16Array {
  return joined(
    steps.flatMap((step) =>
      step.do === 'ask-and-interrupt'
        ? [step.question.pcm, silence(TO_THE_REQUEST_MS), step.interruption.pcm, silence(TO_THE_QUESTION_MS)]
        : [],
    ),
  );
}
