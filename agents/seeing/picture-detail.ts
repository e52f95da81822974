/**
 * How closely a model looks at a picture that goes along with its text. Pure. Words have been read already and are told
 * as words; a picture of them is there for where things stand, and that shows in a small one.
 */
import type { Picture } from '../models/interfaces.ts';
import type { VideoSourceId } from './frame.ts';

const LOOKS =
  /\b(?:colou?rs?|red|green|blue|yellow|black|white|pictures?|photos?|images?|charts?|graphs?|diagrams?|drawings?|drawn|plots?|curves?|maps?|icons?|logos?|faces?|wearing|describe|description|shapes?|look(?:s|ing)? like|what do you see|what can you see|what is this|what's this|holding|how many|video|film|scene|handwriting|sketch|layout|design)\b/i;
/** With fewer letters on it, it is the picture that says something. */
const FEW_CHARACTERS = 60;

export interface PictureSize {
  detail: Picture['detail'];
  longSidePx: number;
}
/** What vision models of today look at before they scale it down themselves. */
const CLOSE: PictureSize = { detail: 'high', longSidePx: 768 };
/** One tile, which is what "low" stands for. */
const GLANCE: PictureSize = { detail: 'low', longSidePx: 512 };

export const pictureSizeFor = (question: string, track: VideoSourceId['track'], charactersRead: number): PictureSize =>
  track === 'camera' || charactersRead < FEW_CHARACTERS || LOOKS.test(question) ? CLOSE : GLANCE;
