/**
 * The parts of a measured conversation: ask, interrupt, pause inside an utterance, cough into an answer. Each waits
 * until the agent is quiet, acts, and returns what the ear noticed; what does not come in time is undefined.
 */
import type { BenchCaller } from './bench-caller.ts';
import type { SpokenUtterance } from './caller-audio.ts';
import { pause, until } from './until.ts';

/** The recogniser's double takes speech that returns within 800 ms for the same utterance. */
const BETWEEN_UTTERANCES_MS = 1_000;
const QUIET_BEFORE_MS = 500;
const QUIET_WITHIN_MS = 15_000;
const ANSWER_WITHIN_MS = 6_000;
/** Silence that counts as having stopped. */
const STOPPED_MS = 300;
const NOISE_WATCH_MS = 2_500;

export interface Asked {
  /** Last spoken sample on the wire to the first sample of the answer heard; undefined: none came, or it came early. */
  voiceToVoiceMs: number | undefined;
  /** An answer began to sound before the caller had finished. */
  early: boolean;
  /** An answer began to sound before the last phrase had begun. */
  falseEnd: boolean;
}

export async function untilQuiet(caller: BenchCaller): Promise<void> {
  await pause(BETWEEN_UTTERANCES_MS);
  await until(() => (caller.ear.quietForMs(performance.now()) >= QUIET_BEFORE_MS ? true : undefined), QUIET_WITHIN_MS);
}

/** Says it into the silence after the last answer. */
export async function ask(caller: BenchCaller, utterance: SpokenUtterance): Promise<Asked> {
  await untilQuiet(caller);
  const { startMs, endMs } = await caller.line.say(utterance.pcm);
  const earlyOnset = caller.ear.answerOnset(startMs);
  const falseEnd = earlyOnset !== undefined && earlyOnset < startMs + (utterance.phrases.at(-1)?.startMs ?? 0);
  if (earlyOnset !== undefined && earlyOnset < endMs) {
    await untilQuiet(caller);
    return { voiceToVoiceMs: undefined, early: true, falseEnd };
  }
  return { voiceToVoiceMs: await answeredAfter(caller, endMs), early: false, falseEnd };
}

/** Talks into an answer that sounds (`sounded`: it does). `stopMs`: first loud sample on the wire to the last one heard before it was quiet. */
export async function interrupt(
  caller: BenchCaller,
  utterance: SpokenUtterance,
): Promise<{ sounded: boolean; stopMs: number | undefined; voiceToVoiceMs: number | undefined }> {
  const sounded = caller.ear.quietForMs(performance.now()) < STOPPED_MS;
  const { startMs, endMs } = await caller.line.say(utterance.pcm);
  const last = sounded ? caller.ear.lastBeforeSilence(startMs, STOPPED_MS, performance.now()) : undefined;
  const stopped = last !== undefined && last < endMs;
  return {
    sounded,
    stopMs: stopped ? last - startMs : undefined,
    voiceToVoiceMs: stopped || !sounded ? await answeredAfter(caller, endMs) : undefined,
  };
}

async function answeredAfter(caller: BenchCaller, endMs: number): Promise<number | undefined> {
  const onset = await until(() => caller.ear.answerOnset(endMs), ANSWER_WITHIN_MS);
  return onset === undefined ? undefined : onset - endMs;
}

/** Makes a noise while an answer sounds. `pauseMs`: the hole it made; undefined: the answer did not go on. */
export async function makeNoise(caller: BenchCaller, noise: SpokenUtterance): Promise<{ pauseMs: number | undefined }> {
  const said = await caller.line.say(noise.pcm);
  await pause(NOISE_WATCH_MS);
  const goesOn = caller.ear.quietForMs(performance.now()) < STOPPED_MS;
  return { pauseMs: goesOn ? caller.ear.longestGap(said.startMs, performance.now()) : undefined };
}
