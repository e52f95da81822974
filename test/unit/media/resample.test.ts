import { describe, expect, test } from 'vitest';
import { rms } from '../../../media/audio/pcm.ts';
import { createResampler, resampleWhole } from '../../../media/audio/resample.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const tone = (hz: number, rateHz: number, seconds = 0.5, level = 10_000): Int16Array =>
  Int16Array.from({ length: rateHz * seconds }, (_, at) =>
    Math.round(level * Math.sin((2 * Math.PI * hz * at) / rateHz)),
  );
const middle = (pcm: Int16Array): Int16Array => pcm.subarray(pcm.length >> 2, (pcm.length * 3) >> 2);

describe.each([
  [8000, 16_000],
  [16_000, 24_000],
  [24_000, 16_000],
  [24_000, 48_000],
  [48_000, 24_000],
  [48_000, 16_000],
  [22_050, 24_000],
])('from %i to %i Hz', (fromHz, toHz) => {
  test('a tone keeps its loudness and its pitch', () => {
    const out = resampleWhole(tone(1000, fromHz), fromHz, toHz);
    expect(rms(middle(out))).toBeCloseTo(10_000 / Math.SQRT2, -2);
    const inside = middle(out);
    let crossings = 0;
    for (let at = 1; at < inside.length; at += 1)
      if ((inside[at - 1] ?? 0) < 0 && (inside[at] ?? 0) >= 0) crossings += 1;
    expect(crossings / (inside.length / toHz)).toBeCloseTo(1000, -1);
  });

  test('it lasts as long as it did, and starts where it started', () => {
    expect(Math.abs(resampleWhole(tone(500, fromHz, 1), fromHz, toHz).length - toHz)).toBeLessThanOrEqual(2);
    const step = new Int16Array(fromHz / 10).fill(8000, fromHz / 20);
    const at = resampleWhole(step, fromHz, toHz).findIndex((sample) => sample > 4000);
    expect(Math.abs(at / toHz - 0.05)).toBeLessThan(0.0005);
  });

  test('chunks of any size give the same samples as one piece', () => {
    const input = tone(700, fromHz, 0.3);
    const resampler = createResampler(fromHz, toHz);
    const out: number[] = [];
    for (let at = 0, size = 1; at < input.length; at += size, size = (size * 7 + 3) % 501 || 1)
      out.push(...resampler.push(input.subarray(at, at + size)));
    out.push(...resampler.flush());
    expect(Int16Array.from(out)).toEqual(resampleWhole(input, fromHz, toHz));
  });
});

test('what the lower rate cannot carry is removed, not folded back', () => {
  const out = resampleWhole(tone(11_000, 24_000), 24_000, 16_000);
  expect(20 * Math.log10(rms(middle(out)) / (10_000 / Math.SQRT2))).toBeLessThan(-50);
});

test('a full-scale square is clipped, never wrapped around', () => {
  const square = Int16Array.from({ length: 4800 }, (_, at) => (at % 100 < 50 ? 32_767 : -32_768));
  const out = resampleWhole(square, 48_000, 24_000);
  for (let at = 40; at < out.length - 40; at += 25)
    expect(Math.abs((out[at] ?? 0) - (out[at + 1] ?? 0))).toBeLessThan(65_535);
  expect(Math.max(...out)).toBe(32_767);
});

test('a rate that is none is refused with its value', () => {
  expect(() => createResampler(16_000, 0)).toThrow('not 0');
  expect(() => createResampler(Number.NaN, 16_000)).toThrow('not NaN');
});

test('a second of audio costs under 20 ms', () => {
  const input = tone(1000, 24_000, 1);
  resampleWhole(input, 24_000, 16_000);
  const ms =
    cpuMs(() => {
      for (let round = 0; round < 10; round += 1) resampleWhole(input, 24_000, 16_000);
    }) / 10;
  console.info(`24 to 16 kHz: ${ms.toFixed(2)} ms for a second of audio`);
  expect(ms).toBeLessThan(20);
});
