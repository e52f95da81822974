/**
 * What the video parts take and hand out: a decoded frame, boxes, a change. Types only. Pixels are of the source's own
 * size, before rotation; a box is in pixels of the frame it belongs to.
 */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
export type Rotation = 0 | 90 | 180 | 270;
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
  rotationDegrees: Rotation;
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
  /** Rows moved since the frame looked at before, for `scroll`; positive: the content moved up. */
  scrolledPx?: number;
  /** It is still moving (a video, a hand): there will be another change when it has come to rest. */
  moving?: boolean;
  /** Nothing moved between the last two looks: it can be read as it stands. */
  settled?: boolean;
}
