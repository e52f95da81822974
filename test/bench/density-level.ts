/** One level of `bench density`: so many calls at once against one stack, two of them measured, for about a minute. */
import type { LivekitAccess } from '../support/livekit-caller.ts';
import type { BenchStack } from './bench-stack.ts';
import { type CheapCallers, startCheapCallers } from './cheap-callers.ts';
import { CpuMeter, processTree, pssMb } from './processes.ts';
import { showThreads, watchThreads } from './thread-costs.ts';
import { noSamples, type TurnSamples, turnCall } from './turn-call.ts';
import type { TurnStep } from './turn-plan.ts';
import { pause } from './until.ts';

export interface DensityLevel {
  calls: number;
  samples: TurnSamples;
  cpuSecondsPerCallMinute: number;
  /** Seconds per call-minute by program and thread. */
  threads: string;
  pssMb: number;
  loopLagP95Ms: number | undefined;
  errors: string[];
}
export interface CheapSource {
  program: string;
  file: string;
}

const MEASURED_CALLERS = 2;
/** Joins come one after the other, as they do in life; their cost is `bench start`'s. */
const STAGGER_MS = 700;
const SETTLE_MS = 4_000;
const SAMPLE_EVERY_MS = 5_000;
/** It takes about two minutes; a stack that has broken down must not take the bench with it. */
const LEVEL_WITHIN_MS = 5 * 60_000;

export async function densityLevel(
  livekit: LivekitAccess,
  stack: BenchStack,
  calls: number,
  steps: readonly TurnStep[],
  cheap: CheapSource | undefined,
): Promise<DensityLevel> {
  const measured = cheap === undefined ? calls : Math.min(MEASURED_CALLERS, calls);
  const before = stack.output().length;
  let callers: CheapCallers | undefined;
  if (cheap !== undefined && calls > measured)
    callers = await startCheapCallers(cheap.program, livekit, {
      count: calls - measured,
      agentName: stack.agentName,
      file: cheap.file,
      staggerMs: STAGGER_MS,
    });
  const samples = noSamples();
  const errors: string[] = [];
  try {
    await pause(SETTLE_MS);
    const startedMs = performance.now();
    const meter = new CpuMeter(stack.roots);
    const threads = watchThreads(stack.roots);
    const watch = watchStack(stack);
    const measuring = Promise.all(
      Array.from({ length: measured }, async (_, index) => {
        await pause(index * STAGGER_MS);
        await turnCall(livekit, stack, steps, samples).catch((error: unknown) => errors.push(String(error)));
      }),
    );
    const late = pause(LEVEL_WITHIN_MS).then(() => 'late' as const);
    if ((await Promise.race([measuring, late])) === 'late')
      errors.push(
        `The measured calls took longer than ${LEVEL_WITHIN_MS / 60_000} minutes: what they had so far counts.`,
      );
    const cpuSeconds = meter.stop();
    const minutes = (performance.now() - startedMs) / 60_000;
    const costs = showThreads(threads(), minutes * calls);
    const { largestPssMb, lagP95Ms } = await watch.stop();
    const complaints = stack.output().slice(before).split('\n').filter(Boolean);
    return {
      calls,
      samples,
      cpuSecondsPerCallMinute: cpuSeconds / minutes / calls,
      threads: costs,
      pssMb: largestPssMb,
      loopLagP95Ms: lagP95Ms,
      errors: [...errors, ...(callers?.errors() ?? []), ...complaints],
    };
  } finally {
    await callers?.stop();
    await pause(SETTLE_MS);
  }
}

export const idlePssMb = (stack: BenchStack): number => pssMb(stack.roots.flatMap(processTree));

function watchStack(stack: BenchStack): { stop(): Promise<{ largestPssMb: number; lagP95Ms: number | undefined }> } {
  let largestPssMb = 0;
  let lagP95Ms: number | undefined;
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    largestPssMb = Math.max(largestPssMb, idlePssMb(stack));
    const lag = await stack.loopLagP95Ms();
    if (lag !== undefined) lagP95Ms = Math.max(lag, lagP95Ms ?? 0);
  };
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, SAMPLE_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
      await look();
      return { largestPssMb, lagP95Ms };
    },
  };
}
