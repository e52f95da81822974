/** The agent's own voice comes back through a speaker: it must not be heard, and a person over it must be. */
import { describe, expect, test } from 'vitest';
import { EchoGuard } from '../../../agents/hearing/echo-guard.ts';
import { blockEnergies } from '../../../media/audio/energy.ts';
import { rms } from '../../../media/audio/pcm.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { microphone, type Placed, RATE_HZ, recording, windows } from './recordings.ts';

const agent = recording('agent-reply');
const caller = recording('caller-interrupts');
const AGENT_AT_MS = 200;

/** Shares of audible windows judged to be echo, from `fromMs` on. */
function judged(
  sounds: readonly Placed[],
  options: { seconds?: number; fromMs?: number; toMs?: number; played?: boolean } = {},
): { share: number; audible: number; longestMiss: number } {
  const guard = new EchoGuard();
  const { seconds = 7, fromMs = 0, toMs = Number.POSITIVE_INFINITY, played = true } = options;
  if (played) guard.played(agent.subarray(0, RATE_HZ), RATE_HZ, AGENT_AT_MS);
  let pushed = RATE_HZ;
  let echoes = 0;
  let audible = 0;
  let misses = 0;
  let longestMiss = 0;
  for (const { window, atMs } of windows(microphone(seconds, sounds))) {
    // The mouth announces what it plays at most a second ahead.
    for (; played && pushed < agent.length && AGENT_AT_MS + (pushed * 1000) / RATE_HZ < atMs + 900; pushed += 1600)
      guard.played(agent.subarray(pushed, pushed + 1600), RATE_HZ, AGENT_AT_MS + (pushed * 1000) / RATE_HZ);
    const { echo } = guard.judge(blockEnergies(window), atMs);
    if (atMs < fromMs || atMs > toMs || rms(window) < 80) continue;
    audible += 1;
    if (echo) echoes += 1;
    misses = echo ? 0 : misses + 1;
    longestMiss = Math.max(longestMiss, misses);
  }
  return { share: echoes / audible, audible, longestMiss };
}

describe('the agent alone', () => {
  test.each([20, 60, 120, 200, 300, 400])('comes back at -20 dB after %i ms and is known for what it is', (delayMs) => {
    const heard = judged([{ pcm: agent, atMs: AGENT_AT_MS + delayMs, gain: 0.1 }]);
    expect(heard.audible).toBeGreaterThan(50);
    expect(heard.share).toBeGreaterThan(0.9);
  });

  test.each([0.05, 0.2, 0.3])('also at a gain of %f, once it is known', (gain) => {
    expect(
      judged([{ pcm: agent, atMs: AGENT_AT_MS + 150, gain }], { fromMs: AGENT_AT_MS + 1500 }).share,
    ).toBeGreaterThan(0.9);
  });
});

describe('a person', () => {
  test('over the echo gets through', () => {
    const sounds = [
      { pcm: agent, atMs: AGENT_AT_MS + 150, gain: 0.1 },
      { pcm: caller, atMs: 2500, gain: 0.5 },
    ];
    // What is left are the gaps between the caller's words, where the echo is all there is.
    expect(judged(sounds, { fromMs: 2600, toMs: 4400 }).share).toBeLessThan(0.45);
  });

  test('on headphones is never taken for echo, even when soft', () => {
    expect(judged([{ pcm: caller, atMs: 2500, gain: 0.15 }], { fromMs: 2500 }).share).toBeLessThan(0.1);
  });

  test('is heard while nothing is played, whatever was played before', () => {
    expect(judged([{ pcm: caller, atMs: 500 }], { played: false }).share).toBe(0);
    expect(
      judged(
        [
          { pcm: agent, atMs: 350, gain: 0.1 },
          { pcm: caller, atMs: 7500, gain: 0.1 },
        ],
        { seconds: 10, fromMs: 7400 },
      ).share,
    ).toBe(0);
  });
});

test('what was announced and not played explains nothing', () => {
  const guard = new EchoGuard();
  guard.played(agent.subarray(0, 2 * RATE_HZ), RATE_HZ, 0);
  guard.stoppedAt(300);
  let echoes = 0;
  for (const { window, atMs } of windows(microphone(2, [{ pcm: caller, atMs: 900, gain: 0.1 }])))
    if (atMs > 850 && guard.judge(blockEnergies(window), atMs).echo) echoes += 1;
  expect(echoes).toBe(0);
});

test('a window costs under 0.1 ms', () => {
  const guard = new EchoGuard();
  const mic = [...windows(microphone(5, [{ pcm: agent, atMs: 350, gain: 0.1 }]))].map(({ window, atMs }) => ({
    blocks: blockEnergies(window),
    atMs,
  }));
  const run = (): number => {
    guard.played(agent.subarray(0, 3 * RATE_HZ), RATE_HZ, AGENT_AT_MS);
    return (
      cpuMs(() => {
        for (const { blocks, atMs } of mic) guard.judge(blocks, atMs);
      }) / mic.length
    );
  };
  run();
  const ms = Math.min(run(), run(), run());
  console.info(`echo guard: ${(1000 * ms).toFixed(0)} microseconds a window`);
  expect(ms).toBeLessThan(0.1);
});
