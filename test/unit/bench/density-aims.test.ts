import { expect, test } from 'vitest';
import { type LevelFigures, verdict } from '../../bench/density-aims.ts';

const good: LevelFigures = {
  calls: 10,
  voiceToVoiceMs: { p50: 540, p95: 620 },
  bargeInMs: { p50: 150, p95: 220 },
  cpuSecondsPerCallMinute: 3,
  idleMb: 450,
  addedMbPerCall: 12,
};

test('a level within every aim is met, one at the edge too', () => {
  expect(verdict(good)).toBe('met');
  expect(verdict({ ...good, addedMbPerCall: undefined })).toBe('met');
});

test('what is missed is said with its figure', () => {
  expect(verdict({ ...good, cpuSecondsPerCallMinute: 4.64, idleMb: 485.2 })).toBe(
    'missed: CPU 4.6 > 3 s; idle 485 > 450 MB',
  );
});

test('above ten calls more time is allowed, and a figure without samples is not taken for a good one', () => {
  expect(verdict({ ...good, calls: 20, voiceToVoiceMs: { p50: 600, p95: 701 } })).toBe('missed: p95 701 > 700 ms');
  expect(verdict({ ...good, bargeInMs: { p50: Number.NaN, p95: Number.NaN } })).toBe(
    'missed: barge-in p50 not measured; p95 not measured',
  );
});
