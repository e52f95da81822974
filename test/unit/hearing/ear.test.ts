/** One microphone with the real voice-activity model on recorded voices: what the turn machine is told, and when. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Ear } from '../../../agents/hearing/ear.ts';
import type { TurnEvent } from '../../../agents/hearing/turn-events.ts';
import {
  ModelError,
  type SpeechToText,
  type TranscriptEvent,
  type VoiceActivityModel,
} from '../../../agents/models/interfaces.ts';
import { loadNativeVoiceActivity, nativeVoiceActivity } from '../../../agents/models/native-voice-activity.ts';
import { concatPcm, rms } from '../../../media/audio/pcm.ts';
import { resampleWhole } from '../../../media/audio/resample.ts';
import { microphone, type Placed, RATE_HZ, recording, WINDOW, windows } from './recordings.ts';

const agent = recording('agent-reply');
const caller = recording('caller-interrupts');
const right = recording('caller-right');

beforeAll(loadNativeVoiceActivity);

type Heard = { atMs: number; event: TurnEvent };

/** An ear whose recogniser only keeps what it was sent. */
function open(vad: VoiceActivityModel = nativeVoiceActivity) {
  const events: Heard[] = [];
  const sent: Int16Array[] = [];
  const degraded: string[] = [];
  let tell: (event: TranscriptEvent) => void = () => {};
  let nowMs = 0;
  let finalized = 0;
  let closed = false;
  const abort = new AbortController();
  const stt: SpeechToText = {
    label: 'kept',
    open: ({ onEvent }) => {
      tell = onEvent;
      return {
        push: (pcm) => sent.push(pcm),
        finalize: () => {
          finalized += 1;
        },
        close: () => {
          closed = true;
        },
      };
    },
  };
  const ear = new Ear({
    vad,
    stt,
    language: 'en',
    signal: abort.signal,
    onTurnEvent: (event) => events.push({ atMs: nowMs, event }),
    onDegraded: (reason) => degraded.push(reason),
  });
  const hear = async (pcm: Int16Array): Promise<void> => {
    for (const { window, atMs } of windows(pcm)) {
      nowMs = atMs;
      ear.push(window, atMs);
      // The model answers in under a millisecond; the next window comes 32 ms later.
      await vadSettled(ear);
    }
  };
  return {
    ear,
    hear,
    events,
    sent,
    degraded,
    abort,
    tell: (event: TranscriptEvent) => tell(event),
    finalized: () => finalized,
    closed: () => closed,
  };
}
async function vadSettled(ear: Ear): Promise<void> {
  while (ear.busy) await new Promise((resolve) => setImmediate(resolve));
}
const types = (events: readonly Heard[]): string[] => events.map(({ event }) => event.type);
const first = (events: readonly Heard[], type: TurnEvent['type']): Heard | undefined =>
  events.find(({ event }) => event.type === type);
const lastStop = (events: readonly Heard[]): Extract<TurnEvent, { type: 'voice-stopped' }> | undefined =>
  events.map(({ event }) => event).findLast((event) => event.type === 'voice-stopped');
/** When the first loud sample of a recording sounds. */
const startOf = (pcm: Int16Array): number => (pcm.findIndex((sample) => Math.abs(sample) > 2000) * 1000) / RATE_HZ;
/** When the last loud sample of a recording sounds. */
const endOf = (pcm: Int16Array): number => (pcm.findLastIndex((sample) => Math.abs(sample) > 600) * 1000) / RATE_HZ;

describe('a voice', () => {
  test('is noticed within 150 ms, confirmed from the third window, and its end is placed within 60 ms', async () => {
    const { hear, events } = open();
    await hear(microphone(5, [{ pcm: caller, atMs: 1000 }]));
    expect(first(events, 'voice-started')?.atMs).toBeLessThan(1000 + startOf(caller) + 150);
    expect(types(events).filter((type) => type === 'voice-continued').length).toBeGreaterThan(20);
    const stopped = lastStop(events);
    expect(Math.abs((stopped?.lastLoudAtMs ?? 0) - (1000 + endOf(caller)))).toBeLessThan(60);
    expect(events.at(-1)?.event.type).toBe('voice-stopped');
    expect((events.at(-1)?.atMs ?? 0) - (stopped?.lastLoudAtMs ?? 0)).toBeLessThan(100);
  });

  test('starts and stops take turns, and time never runs backwards', async () => {
    const { hear, events } = open();
    await hear(
      microphone(8, [
        { pcm: caller, atMs: 500 },
        { pcm: right, atMs: 4000 },
        { pcm: right, atMs: 5500 },
      ]),
    );
    const edges = types(events).filter((type) => type !== 'voice-continued');
    edges.forEach((type, at) => {
      expect(type).toBe(at % 2 === 0 ? 'voice-started' : 'voice-stopped');
    });
    expect(edges.length).toBeGreaterThanOrEqual(6);
  });

  test.each<[string, (pcm: Int16Array) => Int16Array]>([
    ['clipped', (pcm) => pcm.map((sample) => Math.max(-6000, Math.min(6000, sample * 8)))],
    ['with a constant offset', (pcm) => pcm.map((sample) => Math.min(32_767, sample + 3000))],
    ['soft', (pcm) => pcm.map((sample) => Math.round(sample / 12))],
    ['of a telephone', (pcm) => resampleWhole(resampleWhole(pcm, 16_000, 8000), 8000, 16_000)],
  ])('%s is heard, and ends', async (_name, change) => {
    const { hear, events } = open();
    await hear(change(microphone(5, [{ pcm: caller, atMs: 1000 }])));
    expect(first(events, 'voice-started')?.atMs).toBeGreaterThan(900);
    expect(first(events, 'voice-started')?.atMs).toBeLessThan(1000 + startOf(caller) + 200);
    expect(events.at(-1)?.event.type).toBe('voice-stopped');
    expect(Math.abs((lastStop(events)?.lastLoudAtMs ?? 0) - (1000 + endOf(caller)))).toBeLessThan(160);
  });

  test('on a noisy line is heard and said to be noisy', async () => {
    const { hear, events } = open();
    await hear(microphone(6, [{ pcm: caller, atMs: 2000 }], 2500));
    expect(first(events, 'voice-started')?.atMs).toBeLessThan(2000 + startOf(caller) + 300);
    expect(lastStop(events)).toMatchObject({ noisy: true });
  });
});

test.each([
  ['silence', 0],
  ['hiss', 200],
  ['loud noise', 8000],
])('%s is nobody', async (_name, hiss) => {
  const { hear, events } = open();
  await hear(microphone(5, [], hiss));
  expect(types(events).filter((type) => type === 'voice-continued')).toEqual([]);
});

describe('the agent through a speaker', () => {
  const play = async (sounds: readonly Placed[]) => {
    const opened = open();
    const { ear } = opened;
    const mic = microphone(7, sounds);
    const cutAt = 60 * WINDOW;
    ear.played(resampleWhole(agent.slice(0, 3 * RATE_HZ), 16_000, 24_000), 24_000, 200);
    await opened.hear(mic.subarray(0, cutAt));
    const before = opened.events.length;
    for (const { window, atMs } of windows(mic.subarray(cutAt))) {
      ear.push(window, atMs + (cutAt * 1000) / RATE_HZ);
      await vadSettled(ear);
    }
    return { ...opened, before };
  };

  test.each([40, 150, 350])('at -20 dB and %i ms late neither interrupts nor is transcribed', async (delayMs) => {
    // What was announced is kept for four seconds, so the reply is cut to three.
    const reply = agent.slice(0, 3 * RATE_HZ);
    const { events, sent, ear } = await play([{ pcm: reply, atMs: 200 + delayMs, gain: 0.1 }]);
    expect(types(events)).not.toContain('voice-continued');
    expect(ear.stats.echoWindows).toBeGreaterThan(40);
    expect(rms(concatPcm(sent))).toBeLessThan(rms(microphone(7, [{ pcm: reply, atMs: 200 + delayMs, gain: 0.1 }])) / 2);
  });

  test('does not hide a caller who speaks over it', async () => {
    const { events, sent } = await play([
      { pcm: agent.slice(0, 3 * RATE_HZ), atMs: 350, gain: 0.1 },
      { pcm: caller, atMs: 2000, gain: 0.6 },
    ]);
    expect(types(events)).toContain('voice-continued');
    expect(rms(concatPcm(sent).subarray(2.2 * RATE_HZ, 3.5 * RATE_HZ))).toBeGreaterThan(500);
  });
});

describe('when things go wrong', () => {
  test('a model that fails leaves loudness to decide, and says so once', async () => {
    const { hear, events, degraded } = open({
      label: 'broken',
      create: () => ({ predict: () => Promise.reject(new Error('no model')), close: () => {} }),
    });
    await hear(microphone(5, [{ pcm: caller, atMs: 1000 }]));
    expect(types(events)).toContain('voice-continued');
    expect(events.at(-1)?.event.type).toBe('voice-stopped');
    expect(degraded).toEqual(['Voice activity failed; loudness decides who speaks.']);
  });

  test('an ear that falls behind drops the oldest windows, but recognition gets every sample', () => {
    const { ear, sent } = open({
      label: 'stuck',
      create: () => ({ predict: () => new Promise<number>(() => {}), close: () => {} }),
    });
    for (let at = 0; at < 100; at += 1) ear.push(new Int16Array(WINDOW), at * 32);
    expect(ear.stats.droppedWindows).toBe(100 - 1 - 16);
    expect(concatPcm(sent).length).toBe(100 * WINDOW);
    ear.close();
  });

  test('a window of the wrong size is refused with its size', () => {
    expect(() => open().ear.push(new Int16Array(480), 0)).toThrow('not of 480');
  });

  test('a closed ear says that the voice has stopped, and then nothing more', async () => {
    const { hear, events, abort, closed, tell } = open();
    await hear(microphone(2, [{ pcm: caller, atMs: 500 }]));
    abort.abort();
    expect(closed()).toBe(true);
    expect(events.at(-1)?.event.type).toBe('voice-stopped');
    const before = events.length;
    await hear(microphone(1, [{ pcm: caller, atMs: 0 }]));
    tell({ type: 'final', text: 'too late' });
    expect(events.length).toBe(before);
  });

  test('recognition lost and found, and its words, become turn events', () => {
    const { tell, events, ear, finalized } = open();
    const error = new ModelError('deepgram', 'died-mid-stream', 'the socket closed', { retryable: true });
    tell({ type: 'partial', text: 'what' });
    tell({ type: 'final', text: 'What time', confidence: 0.9 });
    tell({ type: 'interrupted', error, next: undefined });
    tell({ type: 'recovered', provider: 'deepgram' });
    tell({ type: 'failed', error });
    tell({ type: 'usage', provider: 'deepgram', audioSeconds: 1 });
    ear.finalize();
    expect(finalized()).toBe(1);
    expect(events.map(({ event }) => event)).toEqual([
      { type: 'partial', text: 'what' },
      { type: 'final', text: 'What time', confidence: 0.9 },
      { type: 'hearing-lost' },
      { type: 'hearing-restored' },
      { type: 'hearing-lost' },
    ]);
  });

  test('with the talk key up nothing is heard and nothing is sent', async () => {
    const { ear, hear, events, sent } = open();
    ear.setOpen(false);
    await hear(microphone(3, [{ pcm: caller, atMs: 500 }]));
    expect(events).toEqual([]);
    expect(rms(concatPcm(sent))).toBe(0);
  });
});
