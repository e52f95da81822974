/**
 * What passes between the parts that see: frames as they arrive, boxes, changes. Types only. Pixels are of the source's
 * own size; a box is in pixels of the frame it belongs to.
 */
import type { Box } from '../../media/video/frame.ts';

export type { Box, Change, I420Frame } from '../../media/video/frame.ts';

/** Where pictures of one participant come from. Two people sharing are two sources. */
export interface VideoSourceId {
  track: 'camera' | 'screen';
  participantIdentity: string;
  trackSid: string;
}
/** A line of text found in a picture. */
export interface TextLine {
  text: string;
  box: Box;
  /** 0..1. */
  confidence: number;
}
