/**
 * What seeing needs of the outside: picture work and reading, as narrow ports so that tests
 * stand in for them. Types only. Boxes are of the picture as a person sees it, upright.
 */
import type { Box, Change, I420Frame, TextLine } from './frame.ts';

export interface EncodedPicture {
  jpeg: Uint8Array;
  widthPx: number;
  heightPx: number;
}
/** One per source: it remembers what it has seen. Undefined: nothing worth it changed. */
export interface Looker {
  look(frame: I420Frame): Change | undefined;
  /** While no frame comes: what was held back may have come to rest. */
  tick(nowMs: number): Change | undefined;
}
export interface PictureWork {
  createLooker(): Looker;
  /** Upright JPEG, long side at most `longSidePx`; `blank` boxes are blackened before anything is encoded. */
  encode(
    frame: I420Frame,
    options: { longSidePx: number; crop?: Box; blank: readonly Box[] },
    signal: AbortSignal,
  ): Promise<EncodedPicture>;
  /** An encoded picture with `boxes` (its own pixels) blackened, encoded anew. */
  blank(jpeg: Uint8Array, boxes: readonly Box[], signal: AbortSignal): Promise<Uint8Array>;
  /** A region as a grey picture at full resolution, fit for reading (dark regions inverted). */
  grey(frame: I420Frame, region: Box, signal: AbortSignal): Promise<Uint8Array>;
  /** Perceptual fingerprint, 16 hexadecimal digits (near pictures differ in few bits); whether it is nothing but black. */
  facts(frame: I420Frame): { fingerprint: string; black: boolean };
}
export interface Reader {
  /** Lines in pixels of the picture given. `slot`: a newer request with the same slot replaces a waiting older one. */
  read(picture: Uint8Array, options: { slot: string; language: string }, signal: AbortSignal): Promise<TextLine[]>;
}
