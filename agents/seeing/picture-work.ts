/**
 * Picture work done by `media/video`: change detection for each source, one normaliser for all calls of a process.
 * Here boxes are turned: the parts that see know only upright pictures, media/video knows frames as they are stored.
 */
import { ChangeDetector } from '../../media/video/change-detector.ts';
import { describeFrame } from '../../media/video/features.ts';
import type { Normaliser } from '../../media/video/normaliser.ts';
import { fromUpright, toUpright } from '../../media/video/upright.ts';
import type { Change, I420Frame } from './frame.ts';
import type { PictureWork } from './ports.ts';

export function createPictureWork(): PictureWork {
  // The picture library is loaded with the first picture (about 20 MB, 50 ms): a host whose callers only talk stays small.
  let loaded: Promise<Normaliser> | undefined;
  const normaliser = (): Promise<Normaliser> => {
    loaded ??= import('../../media/video/normaliser.ts').then((module) => new module.Normaliser());
    return loaded;
  };
  return {
    createLooker: () => {
      const detector = new ChangeDetector();
      let last: I420Frame | undefined;
      return {
        look: (frame) => {
          last = frame;
          return upright(detector.offer(frame), frame);
        },
        tick: (nowMs) => last && upright(detector.tick(nowMs), last),
      };
    },
    encode: async (frame, { longSidePx, crop, blank }, signal) =>
      (await normaliser()).picture(
        frame,
        {
          maxSidePx: longSidePx,
          masks: blank.map((box) => fromUpright(box, frame)),
          ...(crop ? { crop: fromUpright(crop, frame) } : {}),
        },
        signal,
      ),
    blank: async (jpeg, boxes, signal) =>
      (await import('../../media/video/blank-jpeg.ts')).blankJpeg(jpeg, boxes, signal),
    facts: (frame) => {
      const { fingerprint, black } = describeFrame(frame);
      return { fingerprint, black };
    },
    grey: async (frame, region, signal) =>
      (await (await normaliser()).greyPng(frame, fromUpright(region, frame), [], signal)).png,
  };
}

function upright(change: Change | undefined, frame: I420Frame): Change | undefined {
  if (!change || frame.rotationDegrees === 0) return change;
  const { scrolledPx: _, ...plain } = change;
  // Rows of a turned frame are no rows of the picture: what scrolled there is read anew.
  return {
    ...plain,
    kind: change.kind === 'scroll' ? 'region' : change.kind,
    regions: change.regions.map((box) => toUpright(box, frame)),
  };
}
