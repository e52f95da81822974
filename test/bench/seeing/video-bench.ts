/**
 * What looking costs and how soon it notices, without a room: rendered recordings are played to the change detector in
 * virtual time, and the processor's time is counted. Every figure is of this process alone.
 */
import { ChangeDetector } from '../../../media/video/change-detector.ts';
import { describeFrame } from '../../../media/video/features.ts';
import type { I420Frame } from '../../../media/video/frame.ts';
import { Normaliser } from '../../../media/video/normaliser.ts';
import { warmUpVideo } from '../../../media/video/warm-up.ts';
import { page, play, type Recording, recordings, TYPED } from '../../support/video-player.ts';
import { at, HD, paragraph, randomFrom, render, svg, withNoise } from '../../support/video-scenes.ts';
import type { BenchOptions, BenchReport } from '../report.ts';

type Row = Record<string, string | number>;

export async function videoBench({ quick, say }: Pick<BenchOptions, 'quick' | 'say'>): Promise<BenchReport> {
  const signal = new AbortController().signal;
  await warmUpVideo(signal);
  say('rendering recordings');
  const still = await recordings.still();
  const random = randomFrom(11);
  const scene = await render(
    svg(HD, `<circle cx="500" cy="250" r="120" fill="#fa8"/>${paragraph(2, 50, 50, 10)}`, '#667'),
  );
  const noisy = Array.from({ length: 12 }, () => withNoise(scene, 5, random));
  const seconds = quick ? 20 : 120;
  const camera: Recording = (atMs) => noisy[Math.floor(atMs / 33) % noisy.length] ?? scene;
  say('looking');
  const rows: Row[] = [
    { figure: 'static 720p share, 15 fps: share of a core', value: percent(cost(still, seconds, 15)), aim: '<= 3 %' },
    { figure: 'camera 720p, 30 fps, noise: share of a core', value: percent(cost(camera, seconds, 30)), aim: '<= 8 %' },
  ];
  const latencies = await noticedAfterMs(quick ? 5 : 40);
  rows.push({
    figure: 'a changed word is noticed, p50 / p95 (5-30 fps)',
    value: `${quantile(latencies, 0.5)} / ${quantile(latencies, 0.95)} ms`,
    aim: '<= 500 ms',
  });
  rows.push(...(await falseChanges()));
  rows.push(...(await pictureCosts(await render(page()), quick ? 5 : 30, signal)));
  return {
    bench: 'seeing: pictures',
    rows,
    notes: ['Receiving and decoding are not in these figures.'],
    raw: { latencies },
  };
}

/** Processor seconds per second of recording. */
function cost(recording: Recording, seconds: number, fps: number): number {
  const detector = new ChangeDetector();
  play(recording, { forMs: 2_000, fps, detector });
  const before = process.cpuUsage();
  for (let frame = 0; frame < seconds * fps; frame++) {
    const atMs = 2_000 + Math.round((frame * 1000) / fps);
    detector.offer(at(recording(atMs), atMs));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / seconds;
}

async function noticedAfterMs(samples: number): Promise<number[]> {
  const after: number[] = [];
  const status = await recordings.status(0);
  const random = randomFrom(3);
  for (const fps of [5, 10, 15, 30])
    for (let sample = 0; sample < samples; sample++) {
      const whenMs = 1000 + Math.floor(random() * 400);
      const noticed = play((atMs) => status(atMs - whenMs), { forMs: 3_000, fps });
      after.push((noticed.find(({ kind }) => kind !== 'first')?.atMs ?? Number.POSITIVE_INFINITY) - whenMs);
    }
  return after;
}

/** Reports beyond those that are due. */
async function falseChanges(): Promise<Row[]> {
  const cases: [string, Recording, number, number][] = [
    ['still page, changing compression, 60 s', await recordings.still(), 60_000, 1],
    ['blinking caret, 60 s', await recordings.caret(), 60_000, 2],
    ['ticking clock, 39 s', await recordings.clock(), 39_000, 2],
    ['wandering pointer, 60 s', await recordings.pointer(), 60_000, 2],
    ['video in a window for 10 s', await recordings.video(), 20_000, 3],
    ['scrolling for 4 s', await recordings.scrolling(), 6_000, Number.NaN],
    ['typing', await recordings.typing(), TYPED.length * 200 + 3_000, Number.NaN],
    ['three slides', await recordings.slides(), 9_000, 3],
  ];
  return cases.map(([name, recording, forMs, due]) => {
    const noticed = play(recording, { forMs });
    const kinds = noticed.map(({ kind }) => kind);
    const counts = [...new Set(kinds)].map((kind) => `${kinds.filter((other) => other === kind).length} ${kind}`);
    return { figure: name, value: counts.join(', '), aim: Number.isNaN(due) ? '' : `${due} in all` };
  });
}

async function pictureCosts(frame: I420Frame, rounds: number, signal: AbortSignal): Promise<Row[]> {
  const normaliser = new Normaliser();
  const box = { x: 0, y: 0, width: 640, height: 200 };
  const work: [string, () => unknown][] = [
    ['720p to a 768 px JPEG', () => normaliser.picture(frame, {}, signal)],
    ['720p to a full-size JPEG', () => normaliser.picture(frame, { maxSidePx: 1280 }, signal)],
    ['640x200 to a grey PNG', () => normaliser.greyPng(frame, box, [], signal)],
    ['facts of a 720p frame', () => describeFrame(frame)],
  ];
  const rows: Row[] = [];
  for (const [name, once] of work) {
    await once();
    const before = process.cpuUsage();
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last - 1);
      last = performance.now();
    }, 1);
    for (let round = 0; round < rounds; round++) await once();
    clearInterval(beat);
    const { user, system } = process.cpuUsage(before);
    const value = `${((user + system) / 1000 / rounds).toFixed(1)} ms of processor; loop held ${longest.toFixed(0)} ms at most`;
    rows.push({ figure: name, value, aim: '' });
  }
  return rows;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
