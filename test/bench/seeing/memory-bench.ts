/**
 * Whether an hour of a camera leaves anything behind: 108,000 frames, each in a buffer of its own as the native side
 * hands them over, through slot, eye, change detection, thumbnails and token budget, as fast as they go. Time is virtual,
 * the work is real. Throws when memory grew.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { I420Frame } from '../../../agents/seeing/frame.ts';
import { createPictureWork } from '../../../agents/seeing/picture-work.ts';
import { Sight } from '../../../agents/seeing/sight.ts';
import { VirtualClock } from '../../../media/clock.ts';
import { LatestSlot } from '../../../media/latest-slot.ts';
import { line, paragraph, randomFrom, render, svg, withNoise } from '../../support/video-scenes.ts';
import type { BenchOptions, BenchReport } from '../report.ts';

const FPS = 30;
const VGA = { widthPx: 640, heightPx: 480 };
/** Of virtual time: somebody holds something else up. */
const SCENE_MS = 20_000;
const SAMPLE_MS = 60_000;
/** One kept frame is 0.46 MB: a thousandth of them would show. */
const MOST_GROWTH_MB = 20;

export interface MemorySample {
  atMs: number;
  rssMb: number;
  /** Heap and buffers after a collection. */
  usedMb: number;
}

export async function hourOfFrames({ quick, say }: Pick<BenchOptions, 'quick' | 'say'>): Promise<BenchReport> {
  const frames = quick ? 9_000 : 108_000;
  const scenes = await noisyScenes();
  const clock = new VirtualClock(1_000_000);
  const slot = new LatestSlot<I420Frame>();
  const stop = new AbortController();
  let sightings = 0;
  let thumbnails = 0;
  const sight = new Sight({
    pictures: createPictureWork(),
    // Somebody waits for words, so every change of the camera is read.
    reader: {
      read: async () => [{ text: `Line ${sightings}`, box: { x: 40, y: 40, width: 99, height: 20 }, confidence: 1 }],
    },
    language: 'eng',
    canSeePictures: true,
    callerIdentity: () => 'caller',
    nowMs: () => clock.nowMs(),
    clock,
    signal: stop.signal,
    onSighting: () => {
      sightings += 1;
    },
    onThumbnail: () => {
      thumbnails += 1;
    },
    onWishMet: () => undefined,
    onError: (what, error) => say(`${what}: ${String(error)}`),
  });
  sight.watchFor('the build has finished');
  sight.opened({
    id: { track: 'camera', participantIdentity: 'caller', trackSid: 'camera' },
    frames: slot,
    signal: stop.signal,
  });
  const startMs = clock.nowMs();
  const samples: MemorySample[] = [];
  const before = process.cpuUsage();
  for (let count = 0; count < frames; count++) {
    const sinceMs = (count * 1_000) / FPS;
    const scene = scenes[Math.floor(sinceMs / SCENE_MS) % scenes.length];
    const picture = scene?.[count % scene.length];
    if (!picture) throw new Error('The recording has no frames.');
    clock.advanceTo(startMs + sinceMs);
    slot.put(ownBuffer(picture, Math.round(clock.nowMs())));
    // Thumbnails are made in other threads; a second of them may not pass in no time.
    await new Promise((resolve) => setImmediate(resolve));
    if (count % FPS === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    if (count % ((SAMPLE_MS / 1_000) * FPS) === 0) {
      samples.push({ atMs: sinceMs, ...(await memory()) });
      if (samples.length % 10 === 1) say(`minute ${samples.length - 1}: ${JSON.stringify(samples.at(-1))}`);
    }
    if (count % (60 * FPS) === 59) await sight.seenFor('What am I holding up to the camera?');
  }
  samples.push({ atMs: (frames * 1_000) / FPS, ...(await memory()) });
  const { user, system } = process.cpuUsage(before);
  stop.abort();
  // The first minutes load what is used for the first time.
  const [early, late] = [samples[Math.min(3, samples.length - 2)], samples.at(-1)];
  if (!early || !late) throw new Error('There are no samples of memory.');
  const grewMb = late.usedMb - early.usedMb;
  if (grewMb > MOST_GROWTH_MB)
    throw new Error(
      `Heap and buffers grew by ${grewMb.toFixed(1)} MB over ${frames} frames: ${JSON.stringify(samples)}`,
    );
  if (sightings < 10 || thumbnails < 10)
    throw new Error(`Only ${sightings} changes were seen and ${thumbnails} thumbnails made: nothing was measured.`);
  return {
    bench: 'seeing: an hour of a camera',
    rows: [
      { figure: 'frames, changes seen, thumbnails made', value: `${frames}, ${sightings}, ${thumbnails}` },
      {
        figure: 'heap and buffers, minute 3 / end',
        value: `${early.usedMb.toFixed(1)} / ${late.usedMb.toFixed(1)} MB`,
      },
      { figure: 'resident, minute 3 / end', value: `${early.rssMb.toFixed(0)} / ${late.rssMb.toFixed(0)} MB` },
      { figure: 'processor for it', value: `${((user + system) / 1e6).toFixed(0)} s` },
    ],
    notes: ['The words on the pictures are not read here, and receiving and decoding are not in it.'],
    raw: { samples },
  };
}

async function noisyScenes(): Promise<I420Frame[][]> {
  const random = randomFrom(5);
  const scenes = await Promise.all(
    ['#667', '#253', '#a98', '#123'].map((ground, index) =>
      render(svg(VGA, paragraph(index * 3 + 1, 30, 60, 8) + line(`Scene ${index}`, 60, 400, 60, '#fff'), ground)),
    ),
  );
  return scenes.map((scene) => Array.from({ length: 6 }, () => withNoise(scene, 4, random)));
}

function ownBuffer(frame: I420Frame, atMs: number): I420Frame {
  const { y, u, v } = frame;
  const data = new Uint8Array(y.length + u.length + v.length);
  data.set(y);
  data.set(u, y.length);
  data.set(v, y.length + u.length);
  return {
    ...frame,
    y: data.subarray(0, y.length),
    u: data.subarray(y.length, y.length + u.length),
    v: data.subarray(y.length + u.length),
    atMs,
  };
}

/** What a buffer held is given back in a thread, some time after it was collected. */
async function memory(): Promise<{ rssMb: number; usedMb: number }> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('This Node cannot collect garbage on demand.');
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rssMb: rss / 1e6, usedMb: (heapUsed + arrayBuffers) / 1e6 };
}
