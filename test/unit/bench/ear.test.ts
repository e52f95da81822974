/** The ear of the benches: what it calls an answer, an interruption's end and a hole, on the doubles' own voices. */
import { describe, expect, it } from 'vitest';
import { resampleWhole } from '../../../media/audio/resample.ts';
import { EAR_RATE_HZ, Ear } from '../../bench/ear.ts';
import { SPEECH_HZ, speechLikeTone } from '../../doubles/speech-like-tone.ts';

const FRAME = EAR_RATE_HZ / 100;

/** Plays stretches of voice or silence into an ear, 10 ms a frame, from time 0 on. */
function earThatHeard(...stretches: { kind: 'answer' | 'aside' | 'silence'; ms: number }[]): Ear {
  const ear = new Ear();
  let atMs = 0;
  for (const { kind, ms } of stretches) {
    const pcm =
      kind === 'silence'
        ? new Int16Array((EAR_RATE_HZ * ms) / 1_000)
        : resampleWhole(speechLikeTone(ms, kind), SPEECH_HZ, EAR_RATE_HZ);
    for (let at = 0; at + FRAME <= pcm.length; at += FRAME, atMs += 10) ear.hear(pcm.slice(at, at + FRAME), atMs);
  }
  return ear;
}

describe("the benches' ear", () => {
  it('takes the answer and not the filler before it for the answer', () => {
    const ear = earThatHeard({ kind: 'silence', ms: 500 }, { kind: 'aside', ms: 600 }, { kind: 'answer', ms: 1_000 });
    expect(ear.firstVoice(0)).toBe(500);
    expect(ear.answerOnset(0)).toBeGreaterThanOrEqual(1_090);
    expect(ear.answerOnset(0)).toBeLessThanOrEqual(1_110);
  });
  it('does not take an answer that was sounding already for a new one', () => {
    const ear = earThatHeard({ kind: 'answer', ms: 1_000 }, { kind: 'silence', ms: 500 }, { kind: 'answer', ms: 200 });
    expect(ear.answerOnset(400)).toBe(1_500);
  });
  it('finds the last sound before a silence, however short the sounds before it were cut', () => {
    const ear = earThatHeard(
      { kind: 'answer', ms: 1_000 },
      { kind: 'silence', ms: 200 },
      { kind: 'answer', ms: 100 },
      { kind: 'silence', ms: 2_000 },
    );
    expect(ear.lastBeforeSilence(800, 300, 3_300)).toBe(1_290);
    expect(ear.lastBeforeSilence(800, 300, 1_400)).toBeUndefined();
  });
  it('measures the hole that a noise made, and none where the voice went on', () => {
    const ear = earThatHeard({ kind: 'answer', ms: 500 }, { kind: 'silence', ms: 250 }, { kind: 'answer', ms: 500 });
    expect(ear.longestGap(100, 1_200)).toBe(260);
    expect(ear.longestGap(800, 1_200)).toBe(0);
  });
});
