/**
 * What passes between the parts that see: frames as they arrive, boxes, changes. Types only. Pixels are of the source's
 * own size; a box is in pixels of the frame it belongs to.
 */

/** Where pictures of one participant come from. Two people sharing are two sources. */
export interface VideoSourceId {
  track: 'camera' | 'screen';
  participantIdentity: string;
  trackSid: string;
}
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
/** One decoded frame in planar YUV 4:2:0: the Y plane is the grey picture, at full resolution. */
export interface I420Frame {
  widthPx: number;
  heightPx: number;
  /** Planes with their strides, which may be wider than the picture. */
  y: Uint8Array;
  u: Uint8Array;
  v: Uint8Array;
  strideY: number;
  strideUv: number;
  /** Clockwise rotation that shows it upright. */
  rotationDegrees: 0 | 90 | 180 | 270;
  /** Epoch milliseconds at which it arrived. */
  atMs: number;
}
export type ChangeKind = 'first' | 'scene' | 'region' | 'scroll';
export interface Change {
  kind: ChangeKind;
  /** Changed places in pixels of the frame; the whole frame for `first` and `scene`. */
  regions: Box[];
  /** 0..1, share of the picture that changed. */
  share: number;
  /** Rows moved since the frame before, for `scroll`; positive: the content moved up. */
  scrolledPx?: number;
}
/** A line of text found in a picture. */
export interface TextLine {
  text: string;
  box: Box;
  /** 0..1. */
  confidence: number;
}
