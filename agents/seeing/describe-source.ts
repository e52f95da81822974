/**
 * One source in words for a prompt: whose it is, how old what is known of it is, and its text, quoted. Pure but for the
 * facts of a frame. Words on a screen are nobody's orders, whoever shares it.
 */
import { uprightSize } from '../../media/video/upright.ts';
import type { ReadFrame } from './eye.ts';
import type { I420Frame, VideoSourceId } from './frame.ts';
import { quoted, textOf } from './page-text.ts';
import type { PictureWork } from './ports.ts';
import { shownIdentity } from './whose.ts';

interface Watched {
  readonly source: VideoSourceId;
  readonly latest: I420Frame | undefined;
  readonly shown: ReadFrame | undefined;
  readonly behind: boolean;
  readonly changedAtMs: number | undefined;
}
interface Viewer {
  callerIdentity(): string | undefined;
  canSeePictures: boolean;
  nowMs(): number;
  pictures: Pick<PictureWork, 'facts'>;
}

/** "The caller's screen", "Another participant's camera (ben)". */
export function nameOfSource(
  { track, participantIdentity }: VideoSourceId,
  callerIdentity: string | undefined,
): string {
  return participantIdentity === callerIdentity
    ? `The caller's ${track}`
    : `Another participant's ${track} (${shownIdentity(participantIdentity)})`;
}

export function describeSource(source: Watched, characters: number, withPicture: boolean, viewer: Viewer): string {
  const { canSeePictures, nowMs, pictures } = viewer;
  const { track } = source.source;
  const name = nameOfSource(source.source, viewer.callerIdentity());
  const { latest: frame, shown, behind } = source;
  if (!frame) return `${name} has just been opened; nothing has been seen of it yet.`;
  const { widthPx, heightPx } = uprightSize(frame);
  const agoS = Math.max(0, Math.round((nowMs() - (source.changedAtMs ?? frame.atMs)) / 1_000));
  const head = `${name} (${widthPx} by ${heightPx}), last changed ${agoS} s ago${withPicture ? ', picture attached' : ''}.`;
  const text = shown ? textOf(shown.lines, characters) : '';
  const late = behind && (shown || track === 'screen') ? ' What changed last on it has not been read yet.' : '';
  if (text !== '') return `${head}${late} It says:\n${quoted(text)}`;
  if (pictures.facts(frame).black) return `${head} It is all black: nothing is shown on it.`;
  if (!shown && track === 'camera')
    return `${head} You can read text held up to it with look_closer${canSeePictures ? '' : ', but you cannot see pictures'}.`;
  return `${head}${late} No text was read on it.${canSeePictures ? '' : ' You can read text but you cannot see pictures.'}`;
}
