/** What counts as a change of a shared screen or a camera, on recordings rendered here. */
import { describe, expect, test } from 'vitest';
import { ChangeDetector } from '../../../media/video/change-detector.ts';
import { FrameError } from '../../../media/video/check-frame.ts';
import type { Box } from '../../../media/video/frame.ts';
import { page, play, recordings, TYPED } from '../../support/video-player.ts';
import {
  at,
  blankFrame,
  HD,
  paragraph,
  randomFrom,
  render,
  svg,
  withNoise,
  withRect,
} from '../../support/video-scenes.ts';

const covers = (regions: readonly Box[], x: number, y: number): boolean =>
  regions.some((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);

describe('a still picture', () => {
  test('is seen once, however often a codec makes it a little different', async () => {
    expect(play(await recordings.still(), { forMs: 20_000 }).map(({ kind }) => kind)).toEqual(['first']);
  });
  test('of a noisy camera is seen once, also when the light changes slowly', async () => {
    const scene = await render(svg(HD, '<circle cx="500" cy="250" r="120" fill="#fa8"/>', '#667'));
    const random = randomFrom(4);
    const brighter = { ...scene, y: scene.y.map((value) => value + 8) };
    const frames = [scene, brighter].map((frame) => Array.from({ length: 6 }, () => withNoise(frame, 5, random)));
    const noticed = play((atMs) => frames[atMs > 3000 ? 1 : 0]?.[Math.floor(atMs / 33) % 6] ?? scene, {
      forMs: 6_000,
      fps: 30,
    });
    expect(noticed.map(({ kind }) => kind)).toEqual(['first']);
  });
});

describe('small things that move by themselves', () => {
  test('a blinking caret is reported once at most', async () => {
    expect(play(await recordings.caret(), { forMs: 20_000 }).length).toBeLessThanOrEqual(2);
  });
  test('a ticking clock is reported once', async () => {
    const noticed = play(await recordings.clock(), { forMs: 30_000 });
    expect(noticed).toHaveLength(2);
    expect(covers(noticed[1]?.regions ?? [], 1220, 694)).toBe(true);
  });
  test('a pointer that wanders and rests is reported when it first moves and rests, and no more', async () => {
    expect(play(await recordings.pointer(), { forMs: 40_000 }).length).toBeLessThanOrEqual(3);
  });
  test('beside a clock and a caret, a changed word is still noticed at once', async () => {
    const clock = await recordings.clock();
    const noticed = play((atMs) => (atMs < 10_000 ? clock(atMs) : withRect(clock(atMs), 600, 600, 60, 14, 30)), {
      forMs: 12_000,
    });
    const word = noticed.find(({ atMs }) => atMs >= 10_000);
    expect(word?.atMs).toBeLessThanOrEqual(10_500);
    expect(covers(word?.regions ?? [], 630, 606)).toBe(true);
  });
});

describe('what people do on a screen', () => {
  test.each([5, 10, 15, 30])(
    'one changed word in small letters is noticed within 500 ms at %i frames a second',
    async (fps) => {
      for (const whenMs of [3000, 3041, 3099, 3160]) {
        const noticed = play(await recordings.status(whenMs), { forMs: 5_000, fps });
        expect(noticed.map(({ kind }) => kind)).toEqual(['first', 'region']);
        expect((noticed[1]?.atMs ?? 0) - whenMs).toBeLessThanOrEqual(500);
        expect(noticed[1]?.regions).toHaveLength(1);
        expect(covers(noticed[1]?.regions ?? [], 130, 694)).toBe(true);
        expect(noticed[1]?.share).toBeLessThan(0.01);
      }
    },
  );
  test('typing is followed letter by letter, and all of it is covered in the end', async () => {
    const typed = play(await recordings.typing(), { forMs: 1000 + TYPED.length * 200 + 3000 }).slice(1);
    expect(typed.every(({ kind }) => kind === 'region')).toBe(true);
    expect(typed[0]?.atMs).toBeLessThanOrEqual(1900);
    const regions = typed.flatMap((change) => change.regions);
    for (let x = 65; x < 500; x += 10) expect(covers(regions, x, 645)).toBe(true);
    expect(Math.max(...regions.map((box) => box.height))).toBeLessThan(80);
  });
  test('scrolling is told from other changes, with the rows it moved, under a bar that stays', async () => {
    const noticed = play(await recordings.scrolling(), { forMs: 6_000 });
    const scrolls = noticed.filter(({ kind }) => kind === 'scroll');
    expect(noticed.length - scrolls.length).toBeLessThanOrEqual(2);
    const rows = scrolls.reduce((sum, { scrolledPx = 0 }) => sum + scrolledPx, 0);
    expect(rows).toBeGreaterThan(1100);
    expect(rows).toBeLessThanOrEqual(1200);
  });
  test('a new slide is a scene, at once', async () => {
    const noticed = play(await recordings.slides(), { forMs: 9_000 }).slice(1);
    expect(noticed.map(({ kind }) => kind)).toEqual(['scene', 'scene']);
    expect(noticed.every(({ atMs }) => atMs % 3000 <= 250)).toBe(true);
  });
  test('a video in a window is reported when it starts and stops, and seldom in between', async () => {
    const noticed = play(await recordings.video(), { forMs: 20_000 }).slice(1);
    expect(noticed[0]?.atMs).toBeLessThanOrEqual(5_300);
    expect(noticed.length).toBeLessThanOrEqual(10);
    expect(noticed.at(-1)?.atMs).toBeGreaterThanOrEqual(15_000);
    expect(noticed.every(({ regions }) => regions.every((box) => box.x >= 680 && box.x + box.width <= 1040))).toBe(
      true,
    );
  });
});

describe('the source itself', () => {
  test('a new size in mid-stream is a scene of the new size, and looking goes on', async () => {
    const detector = new ChangeDetector();
    const small = await render(page('', { widthPx: 641, heightPx: 361 }));
    play(() => blankFrame(HD), { forMs: 500, detector });
    expect(detector.offer(at(small, 1000))).toMatchObject({
      kind: 'scene',
      regions: [{ x: 0, y: 0, width: 641, height: 361 }],
    });
    expect(detector.offer(at(withRect(small, 100, 100, 300, 200, 20), 1300))?.kind).toBeDefined();
  });
  test('a track that ended and returned begins anew', () => {
    const detector = new ChangeDetector();
    play(() => blankFrame(HD), { forMs: 500, detector });
    detector.reset();
    expect(detector.offer(blankFrame(HD, 9_000))?.kind).toBe('first');
  });
  test('a black picture is a scene, and a frozen one shows by its age', async () => {
    const scene = await render(svg(HD, paragraph(5, 40, 60, 20)));
    const detector = new ChangeDetector();
    const noticed = play((atMs) => (atMs < 2000 ? scene : blankFrame(HD, 0, 16)), { forMs: 8_000, detector });
    expect(noticed.map(({ kind }) => kind)).toEqual(['first', 'scene']);
    expect(detector.state(8_000).identicalForMs).toBeGreaterThan(5_500);
  });
  test('when no frame comes any more, a tick confirms what was seen last', async () => {
    const status = await recordings.status(0);
    const detector = new ChangeDetector();
    detector.offer(at(status(-1), 0));
    expect(detector.offer(at(status(1), 200))).toBeUndefined();
    expect(detector.state(200).pending).toBe(true);
    expect(detector.tick(250)).toBeUndefined();
    expect(detector.tick(400)?.kind).toBe('region');
    expect(detector.tick(600)).toBeUndefined();
  });
  test('a frame that came too early to be looked at, and is the last for long, is looked at by a tick', async () => {
    const status = await recordings.status(0);
    const detector = new ChangeDetector();
    detector.offer(at(status(-1), 0));
    detector.offer(at(status(-1), 200));
    expect(detector.offer(at(status(1), 260))).toBeUndefined();
    expect(detector.tick(300)).toBeUndefined();
    expect(detector.tick(360)).toBeUndefined();
    expect(detector.state(360).pending).toBe(true);
    expect(detector.tick(520)).toMatchObject({ kind: 'region', settled: true });
    expect(detector.tick(700)).toBeUndefined();
  });
  test('every change of a page that browsers send once a second is noticed, whatever the ticks between', async () => {
    const status = await recordings.status(0);
    for (let offsetMs = 0; offsetMs < 200; offsetMs += 20) {
      const detector = new ChangeDetector();
      let noticedMs = Number.POSITIVE_INFINITY;
      detector.offer(at(status(-1), 0));
      for (let nowMs = 1_000; nowMs < 6_000; nowMs += 50) {
        const arrives = (nowMs - offsetMs) % 1_000 < 50;
        const change = arrives ? detector.offer(at(status(nowMs >= 3_000 ? 1 : -1), nowMs - 5)) : detector.tick(nowMs);
        if (change) noticedMs = Math.min(noticedMs, nowMs);
      }
      expect(noticedMs).toBeGreaterThanOrEqual(3_000);
      expect(noticedMs).toBeLessThanOrEqual(3_000 + offsetMs + 350);
    }
  });
  test('a truncated frame is refused with its sizes', () => {
    const frame = blankFrame(HD);
    expect(() => new ChangeDetector().offer({ ...frame, y: frame.y.subarray(0, 5000) })).toThrow(FrameError);
    expect(() => new ChangeDetector().offer({ ...frame, y: frame.y.subarray(0, 5000) })).toThrow(
      '5000 bytes of 921600',
    );
  });
});
