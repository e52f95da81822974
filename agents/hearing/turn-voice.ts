/**
 * Voice on and off, as the turn machine keeps it. A voice about which nothing more is heard has stopped: a muted track
 * delivers no windows at all, and a machine that waits for one would be deaf.
 */
import { pauseForVoice } from './barge-in.ts';
import { dropSpeculation } from './turn-floor.ts';
import type { Step, TurnState } from './turn-state.ts';

/** Voice confirmed for this long is more than a cough: what was prepared is for words that go on. */
const GOES_ON_MS = 200;
/** Two bursts with less than this between them are one voice. */
const SAME_VOICE_MS = 200;

export function voiceStarted(step: Step): void {
  const { state, nowMs } = step;
  if (state.pushToTalk.on) return;
  if (!state.voice.on) {
    // The closure of a consonant is no end of a voice: what lasts is counted from before it.
    const goesOn = nowMs - state.voice.lastEventAtMs < SAME_VOICE_MS && state.utterance.noticedAtMs > 0;
    state.voice = {
      on: true,
      startedAtMs: goesOn ? state.voice.startedAtMs : nowMs,
      lastEventAtMs: nowMs,
      voicedMs: 32,
    };
  }
  state.voice.lastEventAtMs = nowMs;
  state.utterance.finalizeSent = false;
  if (state.floor) {
    if (state.utterance.silentSinceMs === null) state.utterance.overAgent = true;
    pauseForVoice(step, false);
  }
}

export function voiceContinued(step: Step, voicedMs: number): void {
  const { state, nowMs } = step;
  if (state.pushToTalk.on || !Number.isFinite(voicedMs)) return;
  if (!state.voice.on) voiceStarted(step);
  state.voice.lastEventAtMs = nowMs;
  state.voice.voicedMs = Math.max(state.voice.voicedMs, voicedMs);
  state.silence.quietSinceMs = nowMs;
  pauseForVoice(step, true);
  if (voicedMs >= GOES_ON_MS) dropSpeculation(step);
}

export function voiceStopped(step: Step, lastLoudAtMs: number, voicedMs: number, noisy = false): void {
  const { state, nowMs } = step;
  if (!state.voice.on) return;
  const { voice, utterance } = state;
  voice.on = false;
  voice.lastEventAtMs = nowMs;
  if (Number.isFinite(voicedMs)) voice.voicedMs = Math.max(voice.voicedMs, voicedMs);
  utterance.voicedMs += voice.voicedMs;
  utterance.silentSinceMs = Number.isFinite(lastLoudAtMs)
    ? Math.min(nowMs, Math.max(voice.startedAtMs, lastLoudAtMs))
    : nowMs;
  utterance.noticedAtMs = nowMs;
  utterance.noisy = noisy;
}

export function settleVoice(step: Step): boolean {
  const atMs = voiceWakeAtMs(step.state);
  if (atMs === undefined || step.nowMs < atMs) return false;
  voiceStopped(step, step.state.voice.lastEventAtMs, step.state.voice.voicedMs);
  return true;
}

export function voiceWakeAtMs({ voice, options }: TurnState): number | undefined {
  return voice.on ? voice.lastEventAtMs + options.staleVoiceMs : undefined;
}
