/**
 * The caller is heard while the agent has the floor: pause at the onset, then cut or go on. Words cut; a listener's
 * noise, a cough and a short voice without words do not; voice that goes on cuts even without words. Pure.
 */
import { cut, pause, resume } from './turn-floor.ts';
import type { Floor, Step, TurnState } from './turn-state.ts';
import { evidence } from './turn-utterance.ts';

type Verdict = 'cut' | 'resume' | { waitUntilMs: number } | 'wait';

/** A reply that has been paused for nothing this often waits for a confirmed voice before it pauses again. */
const JUMPY_PAUSES = 2;

/** Called at the first window of a voice (`confirmed` false) and at each window that confirms it. */
export function pauseForVoice(step: Step, confirmed: boolean): void {
  const { floor } = step.state;
  if (!floor || isNoise(step.state, step.nowMs) || (floor.falsePauses >= JUMPY_PAUSES && !confirmed)) return;
  // The reply has gone on under a listener's long "yeah": each window of it pausing again would make the reply stutter.
  if (confirmed && floor.falsePauses > 0 && evidence(step.state) === 'backchannel') return;
  pause(step);
}

/** What has been voice for long and never a word interrupts nobody: an agent that waited for it would never speak again. */
export function isNoise(state: TurnState, nowMs: number): boolean {
  const { voice, options } = state;
  return voice.on && nowMs - voice.startedAtMs >= options.wordlessVoiceMs && evidence(state) === 'none';
}

export function verdict(state: TurnState, nowMs: number): Verdict {
  const { floor, voice, utterance, options } = state;
  if (!floor) return 'wait';
  const heard = evidence(state);
  if (heard === 'words') return 'cut';
  if (floor.pausedAtMs === null) return 'wait';
  const longestMs = floor.pausedAtMs + options.falsePauseMs;
  if (voice.on) {
    const sustainedMs = voice.startedAtMs + options.sustainedVoiceMs;
    if (heard === 'backchannel') return nowMs >= longestMs ? 'resume' : { waitUntilMs: longestMs };
    // A voice that was already there when the pause began gets the whole time all the same.
    const cutAtMs = Math.max(sustainedMs, longestMs);
    const noiseAtMs = voice.startedAtMs + options.wordlessVoiceMs;
    if (noiseAtMs <= cutAtMs) return nowMs >= noiseAtMs ? 'resume' : { waitUntilMs: noiseAtMs };
    return nowMs >= cutAtMs ? 'cut' : { waitUntilMs: cutAtMs };
  }
  if (heard === 'backchannel') return 'resume';
  const coughOverMs = utterance.noticedAtMs + options.coughQuietMs;
  const wordsByMs = floor.phase === 'preparing' ? Math.max(longestMs, heldUntilMs(state, floor)) : longestMs;
  const resumeAtMs = voice.voicedMs < options.coughMs ? Math.min(longestMs, coughOverMs) : wordsByMs;
  return nowMs >= resumeAtMs ? 'resume' : { waitUntilMs: resumeAtMs };
}

/**
 * A reply that does not sound yet can wait for the words of a voice without anybody noticing: for those of the voice it
 * was held for. Bursts that follow without a word (a dog, a television, recognition lost) do not hold it any longer.
 */
function heldUntilMs({ utterance, options }: TurnState, floor: Floor): number {
  const heldSinceMs = floor.pausedAtMs ?? utterance.noticedAtMs;
  return Math.min(utterance.noticedAtMs, heldSinceMs + options.sustainedVoiceMs) + options.heldReplyMs;
}

/** Applies the verdict. True when something changed. */
export function settleBargeIn(step: Step): boolean {
  const decided = verdict(step.state, step.nowMs);
  if (decided === 'cut') cut(step, 'barge-in');
  else if (decided === 'resume') resume(step);
  else return false;
  return true;
}

export function bargeInWakeAtMs(state: TurnState, nowMs: number): number | undefined {
  const decided = verdict(state, nowMs);
  return typeof decided === 'object' ? decided.waitUntilMs : undefined;
}
