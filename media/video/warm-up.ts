/**
 * Lets the engine compile what looks at pictures before the first picture comes: cold, the first look at 720p would
 * hold the loop for more than 20 ms. To be called once while a process waits for work.
 */
import { ChangeDetector } from './change-detector.ts';
import { describeFrame } from './features.ts';
import type { I420Frame } from './frame.ts';
import { greyRegion } from './grey-region.ts';

const WIDTH = 320;
const HEIGHT = 180;
const ROUNDS = 24;

/** Takes about a tenth of a second, in steps of some milliseconds. Rejects with the signal's reason. */
export async function warmUpVideo(signal: AbortSignal): Promise<void> {
  const detector = new ChangeDetector();
  for (let round = 0; round < ROUNDS; round++) {
    signal.throwIfAborted();
    const frame = patterned(round);
    detector.offer(frame);
    describeFrame(frame);
    greyRegion(frame, { x: 0, y: 0, width: WIDTH, height: HEIGHT });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Stripes that wander, so that places, scrolls and scenes all come up. */
function patterned(round: number): I420Frame {
  const y = new Uint8Array(WIDTH * HEIGHT);
  for (let row = 0; row < HEIGHT; row++)
    y.fill((row + round * 7) % 24 < 6 ? 40 : 220, row * WIDTH + 20, row * WIDTH + 20 + ((row * 13 + round) % 280));
  const chroma = new Uint8Array((WIDTH * HEIGHT) / 4).fill(128);
  return {
    widthPx: WIDTH,
    heightPx: HEIGHT,
    y,
    u: chroma,
    v: chroma,
    strideY: WIDTH,
    strideUv: WIDTH / 2,
    rotationDegrees: 0,
    atMs: round * 200,
  };
}
