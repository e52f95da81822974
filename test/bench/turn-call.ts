/** One measured call from join to leave: plays a plan against a stack and returns the samples. */

import type { LivekitAccess } from '../support/livekit-caller.ts';
import { type BenchCaller, joinAsBenchCaller } from './bench-caller.ts';
import type { BenchStack } from './bench-stack.ts';
import { callToken } from './call-token.ts';
import { ask, interrupt, makeNoise, untilQuiet } from './conversation.ts';
import type { TurnStep } from './turn-plan.ts';
import { pause, until } from './until.ts';

export interface TurnSamples {
  voiceToVoiceMs: number[];
  /** The same for requests, after which an agent may wait for more. */
  requestVoiceToVoiceMs: number[];
  bargeInMs: number[];
  coughPauseMs: number[];
  backchannelPauseMs: number[];
  /** Answers that did not come, came before the caller had finished, or were not stopped by an interruption. */
  missing: number;
  early: number;
  notStopped: number;
  /** Coughs and hums after which the answer did not go on. */
  cutByNoise: number;
  pausedUtterances: number;
  falseEnds: number;
  joinToPresentMs: number[];
  joinToGreetingMs: number[];
  /** As the agent itself reports them; only ours does. */
  stageTimes: Record<string, number>[];
}
export const noSamples = (): TurnSamples => ({
  voiceToVoiceMs: [],
  requestVoiceToVoiceMs: [],
  bargeInMs: [],
  coughPauseMs: [],
  backchannelPauseMs: [],
  missing: 0,
  early: 0,
  notStopped: 0,
  cutByNoise: 0,
  pausedUtterances: 0,
  falseEnds: 0,
  joinToPresentMs: [],
  joinToGreetingMs: [],
  stageTimes: [],
});

const GREETING_WITHIN_MS = 15_000;
/** People do not interrupt at the first syllable, nor always at the same one. */
const INTERRUPT_AFTER_MS = [800, 1_000, 1_250] as const;
const COUGH_AFTER_MS = 1_000;

export async function turnCall(
  livekit: LivekitAccess,
  stack: BenchStack,
  steps: readonly TurnStep[],
  samples: TurnSamples,
): Promise<void> {
  const caller = await joinAsBenchCaller(livekit.url, await callToken(livekit, stack.agentName));
  try {
    const greeting = await until(() => caller.ear.firstVoice(0), GREETING_WITHIN_MS);
    if (greeting === undefined)
      throw new Error(
        `${stack.name} did not greet within ${GREETING_WITHIN_MS} ms; the agent ${caller.agentPresentMs === undefined ? 'never joined' : 'was there'}.`,
      );
    samples.joinToGreetingMs.push(greeting - caller.joinAskedMs);
    if (caller.agentPresentMs !== undefined) samples.joinToPresentMs.push(caller.agentPresentMs - caller.joinAskedMs);
    for (const [index, step] of steps.entries()) await play(step, index, caller, samples);
    await untilQuiet(caller);
    samples.stageTimes.push(...caller.stageTimes);
  } finally {
    await caller.leave();
  }
}

async function play(step: TurnStep, index: number, caller: BenchCaller, samples: TurnSamples): Promise<void> {
  switch (step.do) {
    case 'ask-and-interrupt': {
      note(samples, await ask(caller, step.question));
      await pause(INTERRUPT_AFTER_MS[index % INTERRUPT_AFTER_MS.length] ?? 1_000);
      const { sounded, stopMs, voiceToVoiceMs } = await interrupt(caller, step.interruption);
      if (sounded && stopMs === undefined) samples.notStopped += 1;
      if (stopMs !== undefined) samples.bargeInMs.push(stopMs);
      if (voiceToVoiceMs !== undefined) samples.requestVoiceToVoiceMs.push(voiceToVoiceMs);
      else if (stopMs !== undefined || !sounded) samples.missing += 1;
      return;
    }
    case 'ask-with-pause': {
      const asked = await ask(caller, step.utterance);
      samples.pausedUtterances += 1;
      if (asked.falseEnd) samples.falseEnds += 1;
      return;
    }
    case 'make-noise': {
      note(samples, await ask(caller, step.question));
      await pause(COUGH_AFTER_MS);
      for (const [noise, pauses] of [
        [step.cough, samples.coughPauseMs],
        [step.backchannel, samples.backchannelPauseMs],
      ] as const) {
        const { pauseMs } = await makeNoise(caller, noise);
        if (pauseMs === undefined) samples.cutByNoise += 1;
        else pauses.push(pauseMs);
      }
    }
  }
}

function note(samples: TurnSamples, asked: { voiceToVoiceMs: number | undefined; early: boolean }): void {
  if (asked.voiceToVoiceMs !== undefined) samples.voiceToVoiceMs.push(asked.voiceToVoiceMs);
  else if (asked.early) samples.early += 1;
  else samples.missing += 1;
}
