/** Plays a rendered recording to a change detector in virtual time, and tells what it said when. */
import { ChangeDetector } from '../../media/video/change-detector.ts';
import type { Change, I420Frame } from '../../media/video/frame.ts';
import { at, HD, line, paragraph, render, type Size, svg, withRect } from './video-scenes.ts';

export interface Noticed extends Change {
  atMs: number;
}

/** `pictureAt` gives the picture on the screen at a time; each is shown as a frame of its own time. */
export function play(
  pictureAt: (atMs: number) => I420Frame,
  { forMs, fps = 15, detector = new ChangeDetector() }: { forMs: number; fps?: number; detector?: ChangeDetector },
): Noticed[] {
  const noticed: Noticed[] = [];
  for (let frame = 0; frame * (1000 / fps) < forMs; frame++) {
    const atMs = Math.round(frame * (1000 / fps));
    const change = detector.offer(at(pictureAt(atMs), atMs));
    if (change) noticed.push({ ...change, atMs });
  }
  return noticed;
}

/** A page of text with whatever is laid over it. */
export const page = (over = '', size: Size = HD): string =>
  svg(size, line('Quarterly report', 60, 80, 40) + paragraph(3, 60, 140, 18) + over);

export const pointer = (x: number, y: number): string =>
  `<path d="M${x} ${y} l0 17 l4 -4 l4 8 l3 -1 l-4 -8 l6 0 z" fill="#fff" stroke="#000"/>`;

const all = (count: number, source: (index: number) => string): Promise<I420Frame[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => render(source(index))));
const pick = (frames: readonly I420Frame[], index: number): I420Frame => {
  const frame = frames[Math.max(0, Math.min(frames.length - 1, Math.floor(index)))];
  if (!frame) throw new Error('The recording has no frames.');
  return frame;
};

export type Recording = (atMs: number) => I420Frame;
export const TYPED = 'The build has finished with two errors, see the log';

/** What people share: each is made once and can be played at any rate. */
export const recordings = {
  still: async (): Promise<Recording> => {
    const frames = await Promise.all([60, 65, 70, 75, 80, 85, 90].map((quality) => render(page(), 0, quality)));
    return (atMs) => pick(frames, Math.floor(atMs / 300) % frames.length);
  },
  caret: async (): Promise<Recording> => {
    const off = await render(page());
    const on = withRect(off, 700, 300, 2, 20, 16);
    return (atMs) => (Math.floor(atMs / 530) % 2 === 1 ? on : off);
  },
  clock: async (): Promise<Recording> => {
    const frames = await all(40, (second) => page(line(`12:34:${10 + second}`, 1150, 700, 16)));
    return (atMs) => pick(frames, Math.floor(atMs / 1000) % frames.length);
  },
  /** Moves for two seconds, rests for three. */
  pointer: async (): Promise<Recording> => {
    const frames = await all(41, (step) => page(pointer(100 + step * 23, 650 - step * 11)));
    return (atMs) => {
      const round = Math.floor(atMs / 5000);
      const step = Math.min(20, (atMs % 5000) / 100);
      return pick(frames, round % 2 === 0 ? step : 20 - step);
    };
  },
  /** Five letters a second from the first second on. */
  typing: async (): Promise<Recording> => {
    const frames = await all(TYPED.length + 1, (letters) => page(line(TYPED.slice(0, letters), 60, 650)));
    return (atMs) => pick(frames, (atMs - 1000) / 200);
  },
  /** 300 px a second between the first second and the fifth, under a bar that stays. */
  scrolling: async (): Promise<Recording> => {
    const bar = `<rect width="1280" height="90" fill="#336"/>${line('Browser', 60, 60, 30, '#fff')}`;
    const frames = await all(61, (step) => svg(HD, paragraph(9, 60, 140 - step * 20, 90) + bar));
    return (atMs) => pick(frames, (atMs - 1000) / 66.7);
  },
  /** A new one every three seconds. */
  slides: async (): Promise<Recording> => {
    const frames = await all(4, (slide) =>
      svg(HD, line(`Slide ${slide + 1} of many`, 60, 80, 40) + paragraph(slide * 7 + 1, 60, 160, 14)),
    );
    return (atMs) => pick(frames, Math.floor(atMs / 3000) % frames.length);
  },
  /** "build running" becomes "build finished" at `whenMs`, in small letters at the bottom. */
  status: async (whenMs: number): Promise<Recording> => {
    const frames = await all(2, (done) => page(line(done ? 'build finished' : 'build running', 60, 700, 14)));
    return (atMs) => pick(frames, atMs >= whenMs ? 1 : 0);
  },
  /** Plays from the fifth to the fifteenth second in a window on the page. */
  video: async (): Promise<Recording> => {
    const still = await render(page());
    const frames = Array.from({ length: 60 }, (_, step) => {
      let frame = still;
      for (let tile = 0; tile < 12; tile++) {
        const luma = Math.floor(30 + 200 * Math.abs(Math.sin(step * 0.17 + tile)));
        frame = withRect(frame, 700 + (tile % 4) * 80, 300 + Math.floor(tile / 4) * 70, 80, 70, luma);
      }
      return frame;
    });
    return (atMs) => (atMs < 5000 || atMs >= 15_000 ? still : pick(frames, Math.floor(atMs / 66) % 60));
  },
};
