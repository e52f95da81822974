/** Picture work done by `media/video`: change detection for each source, one normaliser for all calls of a process. */
import { ChangeDetector } from '../../media/video/change-detector.ts';
import { fingerprintOf } from '../../media/video/fingerprint.ts';
import { sampleLuma } from '../../media/video/luma-sample.ts';
import { Normaliser } from '../../media/video/normaliser.ts';
import type { PictureWork } from './ports.ts';

export function createPictureWork(): PictureWork {
  const normaliser = new Normaliser();
  return {
    createLooker: () => {
      const detector = new ChangeDetector();
      return { look: (frame) => detector.offer(frame), tick: (nowMs) => detector.tick(nowMs) };
    },
    encode: (frame, { longSidePx, crop, blank }, signal) =>
      normaliser.picture(frame, { maxSidePx: longSidePx, masks: blank, ...(crop ? { crop } : {}) }, signal),
    fingerprint: (frame) => fingerprintOf(sampleLuma(frame)),
    grey: async (frame, region, signal) => (await normaliser.greyPng(frame, region, [], signal)).png,
  };
}
