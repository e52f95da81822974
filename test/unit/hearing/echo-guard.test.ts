/** The agent's own voice comes back through a speaker: it must not be heard, and a person over it must be. */
import { describe, expect, test } from 'vitest';
import { EchoGuard } from '../../../agents/hearing/echo-guard.ts';
import { blockEnergies } from '../../../media/audio/energy.ts';
import { rms } from '../../../media/audio/pcm.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { microphone, type Placed, RATE_HZ, recording, WINDOW, windows } from './recordings.ts';

const agent = recording('agent-reply');
const caller = recording('caller-interrupts');
const AGENT_AT_MS = 200;

/** Shares of audible windows judged to be echo, from `fromMs` on. */
function judged(
  sounds: readonly Placed[],
  options: {
    seconds?: number;
    fromMs?: number;
    toMs?: number;
    played?: boolean;
    lateMs?: (window: number) => number;
  } = {},
): { share: number; audible: number; longestMiss: number } {
  const guard = new EchoGuard();
  const { seconds = 7, fromMs = 0, toMs = Number.POSITIVE_INFINITY, played = true, lateMs = () => 0 } = options;
  if (played) guard.played(agent.subarray(0, RATE_HZ), RATE_HZ, AGENT_AT_MS);
  let pushed = RATE_HZ;
  let echoes = 0;
  let audible = 0;
  let misses = 0;
  let longestMiss = 0;
  let count = 0;
  for (const { window, atMs } of windows(microphone(seconds, sounds))) {
    // The mouth announces what it plays at most a second ahead.
    for (; played && pushed < agent.length && AGENT_AT_MS + (pushed * 1000) / RATE_HZ < atMs + 900; pushed += 1600)
      guard.played(agent.subarray(pushed, pushed + 1600), RATE_HZ, AGENT_AT_MS + (pushed * 1000) / RATE_HZ);
    const { echo } = guard.judge(blockEnergies(window), atMs + lateMs(count++));
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

describe('on a network', () => {
  const echoAfter = (delayMs: number) => [{ pcm: agent, atMs: AGENT_AT_MS + delayMs, gain: 0.1 }];

  test('windows that are polled every 10 ms and arrive in bursts after a stall are still compared', () => {
    // Polled: up to 10 ms late, by turns. Every second the process stalls for 130 ms and then gets four at once.
    const lateMs = (window: number): number => ((window * 32) % 10) + Math.max(0, 3 - (window % 31)) * 32;
    const heard = judged(echoAfter(180), { lateMs });
    expect(heard.share).toBeGreaterThan(0.95);
    expect(heard.longestMiss).toBeLessThan(3);
  });

  test('a first window that comes half a second late does not shift all that follow', () => {
    const lateMs = (window: number): number => Math.max(0, 400 - window * 32);
    expect(judged(echoAfter(600), { lateMs }).share).toBeGreaterThan(0.95);
  });

  test.each([600, 900, 1100])('an echo %i ms late is known, once there was time to hear it', (delayMs) => {
    expect(judged(echoAfter(delayMs)).share).toBeGreaterThan(0.9);
  });

  test('a jitter buffer that grows by 200 ms in the middle does not let the echo through', () => {
    const cut = 3 * RATE_HZ;
    const sounds = [
      { pcm: agent.subarray(0, cut), atMs: AGENT_AT_MS + 150, gain: 0.1 },
      { pcm: agent.subarray(cut), atMs: AGENT_AT_MS + 3_350, gain: 0.1 },
    ];
    expect(judged(sounds).longestMiss).toBeLessThan(2);
  });
});

describe('sound that is no echo', () => {
  const tune = Int16Array.from({ length: 5 * RATE_HZ }, (_, at) => {
    const beat = Math.floor(at / (RATE_HZ / 3));
    const hertz = 220 * 2 ** (([0, 4, 7, 12, 7, 4][beat % 6] ?? 0) / 12);
    return Math.round(1_500 * Math.exp(-(at % (RATE_HZ / 3)) / 4_000) * Math.sin((2 * Math.PI * hertz * at) / RATE_HZ));
  });
  test('music in the room is left to voice activity', () => {
    expect(judged([{ pcm: tune, atMs: 2_500 }], { fromMs: 2_500 }).share).toBeLessThan(0.1);
  });

  test('steady noise is left to voice activity, and hides no echo that is louder', () => {
    const guard = (sounds: readonly Placed[], fromMs: number) => {
      const ears = new EchoGuard();
      ears.played(agent.subarray(0, 3 * RATE_HZ), RATE_HZ, AGENT_AT_MS);
      const verdicts = [...windows(microphone(3, sounds, 300))].map(({ window, atMs }) => ({
        atMs,
        loud: rms(window) > 500,
        echo: ears.judge(blockEnergies(window), atMs).echo,
      }));
      return verdicts.filter(({ atMs }) => atMs > fromMs);
    };
    const noise = guard([], 1_000);
    expect(noise.filter(({ echo }) => echo).length / noise.length).toBeLessThan(0.1);
    const echoes = guard([{ pcm: agent, atMs: AGENT_AT_MS + 150, gain: 0.25 }], 0).filter(({ loud }) => loud);
    expect(echoes.length).toBeGreaterThan(20);
    expect(echoes.filter(({ echo }) => echo).length / echoes.length).toBeGreaterThan(0.9);
  });
});

test('an echo that ends because headphones were plugged in is forgotten', () => {
  const guard = new EchoGuard();
  const mic = microphone(12, [
    { pcm: agent, atMs: AGENT_AT_MS + 150, gain: 0.1 },
    { pcm: caller, atMs: 10_500, gain: 0.2 },
  ]);
  const turns = [AGENT_AT_MS, 7_000, 10_000];
  const known: boolean[] = [];
  for (const { window, atMs } of windows(mic)) {
    for (const start of turns) {
      const at = Math.round(((atMs - start) * RATE_HZ) / 1_000);
      if (at >= 0 && at < agent.length) guard.played(agent.subarray(at, at + WINDOW), RATE_HZ, atMs);
    }
    const { echo } = guard.judge(blockEnergies(window), atMs);
    if (atMs > 10_500 && rms(window) > 200) known.push(echo);
  }
  expect(known.length).toBeGreaterThan(10);
  expect(known.filter(Boolean).length / known.length).toBeLessThan(0.1);
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
