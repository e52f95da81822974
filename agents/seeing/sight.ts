/**
 * Everything one call sees: an eye for each source, the standing wishes, and what a turn is told of it within a token
 * budget. A picture goes to a model only when the turn speaks of what can be seen; text stays when pictures are gone.
 */
import { uprightSize } from '../../media/video/upright.ts';
import type { Picture } from '../models/interfaces.ts';
import { attentionOf, placeNamed } from './attention.ts';
import { Eye, type Sighting } from './eye.ts';
import type { I420Frame, VideoSourceId } from './frame.ts';
import { quoted, textOf } from './page-text.ts';
import type { PictureWork, Reader } from './ports.ts';
import { pictureTokens, type SeeingBudget, TokenWindow, textTokens } from './token-budget.ts';
import { metBy, type Wish } from './wishes.ts';

export interface SightOptions {
  pictures: PictureWork;
  reader: Reader;
  language: string;
  /** A model that can see is there; without one, text is all that reaches the talker. */
  canSeePictures: boolean;
  budget?: SeeingBudget;
  /** Who "the caller" is among those who share. */
  callerIdentity(): string | undefined;
  nowMs(): number;
  signal: AbortSignal;
  onSighting(sighting: Sighting): void;
  onThumbnail(sighting: Sighting, jpeg: Uint8Array): void;
  onWishMet(wish: Wish, line: string): void;
  onError(what: string, error: unknown): void;
}
export interface Seen {
  /** For the prompt; empty when nothing is shared. */
  section: string;
  pictures: Picture[];
  /** The kinds of source whose content is told. */
  informedBy: VideoSourceId['track'][];
  tokens: number;
}
const THUMBNAIL_PX = 256;
const MODEL_PX = 768;
const KEPT_PX = 1_280;
/** Asked about right after a change, an answer waits this long for it to be read: a whole page takes 900 ms. */
const SETTLE_DEADLINE_MS = 2_000;
const LOOK_DEADLINE_MS = 5_000;
const MAX_WISHES = 8;
/** `least` is told of what is asked about however much was spent: an answer without it would be wrong. */
const TEXT_CHARACTERS = { asked: 3_200, beside: 800, aside: 240, least: 800 } as const;

export class Sight {
  readonly #options: SightOptions;
  readonly #eyes = new Map<string, Eye>();
  readonly #window: TokenWindow;
  #wishes: Wish[] = [];

  constructor(options: SightOptions) {
    this.#options = options;
    this.#window = new TokenWindow(options.budget);
  }

  opened(source: { id: VideoSourceId; frames: { take(): I420Frame | undefined }; signal: AbortSignal }): void {
    const { pictures, reader, language, nowMs, signal, onError } = this.#options;
    this.#eyes.set(
      source.id.trackSid,
      new Eye({
        source: source.id,
        frames: source.frames,
        signal: AbortSignal.any([signal, source.signal]),
        pictures,
        reader,
        language,
        wanted: () => this.#wishes.length > 0,
        nowMs,
        onError,
        onSighting: (sighting) => this.#sighted(sighting),
      }),
    );
  }
  closed(id: VideoSourceId): void {
    this.#eyes.delete(id.trackSid);
  }
  get sources(): number {
    return this.#eyes.size;
  }
  get watching(): readonly Wish[] {
    return this.#wishes;
  }

  /** What the turn `text` is told of what can be seen. Never throws. */
  async seenFor(text: string): Promise<Seen> {
    const none: Seen = { section: '', pictures: [], informedBy: [], tokens: 0 };
    if (this.#eyes.size === 0) return none;
    const { refers, track } = attentionOf(text);
    const eyes = this.#byInterest(track);
    const meant = eyes[0];
    if (refers && meant)
      await Promise.all(
        eyes
          .filter((eye) => eye === meant || eye.source.track === 'screen')
          .map((eye) => eye.settled(SETTLE_DEADLINE_MS)),
      );
    let left = this.#window.allowance(this.#options.nowMs());
    const picture = refers && meant ? await this.#picture(meant, left) : undefined;
    left -= picture?.tokens ?? 0;
    const parts: string[] = [];
    for (const eye of eyes) {
      const share = !refers ? 'aside' : eye === meant ? 'asked' : 'beside';
      const affordable = Math.max(share === 'asked' ? TEXT_CHARACTERS.least : 0, left * 4);
      const part = this.#describe(
        eye,
        Math.min(TEXT_CHARACTERS[share], affordable),
        eye === meant && picture !== undefined,
      );
      parts.push(part);
      left -= textTokens(part);
    }
    const section = parts.join('\n');
    const tokens = textTokens(section) + (picture?.tokens ?? 0);
    this.#window.spend(tokens, this.#options.nowMs());
    const informedBy = [...new Set(eyes.filter((eye) => eye.tells).map((eye) => eye.source.track))];
    return { section, pictures: picture ? [picture.picture] : [], informedBy, tokens };
  }

  /** Reads a place ("top right", "the whole screen") of a source at full resolution. The text is for the model. */
  async lookCloser(
    request: { place: string; track: VideoSourceId['track'] | undefined },
    signal: AbortSignal,
  ): Promise<{ text: string; picture: Picture | undefined }> {
    const [eye] = this.#byInterest(request.track).filter(
      ({ source }) => request.track === undefined || source.track === request.track,
    );
    const frame = eye?.latest;
    if (!eye || !frame) return { text: 'Nothing is being shared, so there is nothing to look at.', picture: undefined };
    const { widthPx, heightPx } = uprightSize(frame);
    const region = placeNamed(request.place, widthPx, heightPx);
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(LOOK_DEADLINE_MS)]);
    const read = await eye.readRegion(region, deadline);
    if (!read) return { text: 'Nothing has been seen of it yet.', picture: undefined };
    const encoded = this.#options.canSeePictures
      ? await this.#options.pictures.encode(
          read.frame,
          { longSidePx: MODEL_PX, crop: region, blank: read.blank },
          deadline,
        )
      : undefined;
    const text = textOf(read.lines, TEXT_CHARACTERS.asked);
    return {
      text: text === '' ? 'There is no text that can be read there.' : `It says there:\n${text}`,
      picture: encoded && { jpegBase64: Buffer.from(encoded.jpeg).toString('base64'), detail: 'high' },
    };
  }

  watchFor(what: string): Wish | undefined {
    if (this.#wishes.length >= MAX_WISHES) return undefined;
    const wish: Wish = { id: crypto.randomUUID(), what, madeAtMs: this.#options.nowMs() };
    this.#wishes.push(wish);
    return wish;
  }
  stopWatching(): Wish[] {
    const stopped = this.#wishes;
    this.#wishes = [];
    return stopped;
  }

  /** What was last read of a source, as a JPEG with what must be hidden blanked; undefined: nothing was. */
  async kept(track: VideoSourceId['track']): Promise<Uint8Array | undefined> {
    const { pictures, signal } = this.#options;
    const eyes = [...this.#eyes.values()].filter(({ source, shown }) => source.track === track && shown);
    const shown = eyes.sort((a, b) => (b.changedAtMs ?? 0) - (a.changedAtMs ?? 0))[0]?.shown;
    if (!shown) return undefined;
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(LOOK_DEADLINE_MS)]);
    return (await pictures.encode(shown.frame, { longSidePx: KEPT_PX, blank: shown.blank }, deadline)).jpeg;
  }

  /** What a question means comes first: the kind it names, else a screen before a camera, which changes all the time. */
  #byInterest(track: VideoSourceId['track'] | undefined): Eye[] {
    const wanted = track ?? 'screen';
    return [...this.#eyes.values()].sort(
      (a, b) =>
        Number(b.source.track === wanted) - Number(a.source.track === wanted) ||
        (b.changedAtMs ?? 0) - (a.changedAtMs ?? 0),
    );
  }
  #sighted(sighting: Sighting): void {
    const { onSighting, onWishMet } = this.#options;
    onSighting(sighting);
    void this.#thumbnail(sighting);
    const met = metBy(this.#wishes, sighting.appeared);
    const done = new Set(met.map(({ wish }) => wish.id));
    this.#wishes = this.#wishes.filter((wish) => !done.has(wish.id));
    for (const { wish, line } of met) onWishMet(wish, line);
  }
  async #thumbnail(sighting: Sighting): Promise<void> {
    const { pictures, signal, onThumbnail, onError } = this.#options;
    try {
      const { jpeg } = await pictures.encode(
        sighting.frame,
        { longSidePx: THUMBNAIL_PX, blank: sighting.blank },
        signal,
      );
      onThumbnail(sighting, jpeg);
    } catch (error) {
      if (!signal.aborted) onError('thumbnail', error);
    }
  }
  /** Of the newest frame whose text is known: what must be hidden is known of no other. */
  async #picture(eye: Eye, tokensLeft: number): Promise<{ picture: Picture; tokens: number } | undefined> {
    const { shown } = eye;
    if (!this.#options.canSeePictures || !shown) return undefined;
    const { frame, blank } = shown;
    const scale = Math.min(1, MODEL_PX / Math.max(frame.widthPx, frame.heightPx));
    const tokens = pictureTokens(frame.widthPx * scale, frame.heightPx * scale);
    if (tokens > tokensLeft) return undefined;
    try {
      const deadline = AbortSignal.any([this.#options.signal, AbortSignal.timeout(LOOK_DEADLINE_MS)]);
      const { jpeg } = await this.#options.pictures.encode(frame, { longSidePx: MODEL_PX, blank }, deadline);
      return { picture: { jpegBase64: Buffer.from(jpeg).toString('base64'), detail: 'high' }, tokens };
    } catch (error) {
      this.#options.onError('picture', error);
      return undefined;
    }
  }
  #describe(eye: Eye, characters: number, withPicture: boolean): string {
    const { callerIdentity, canSeePictures, nowMs, pictures } = this.#options;
    const { track, participantIdentity } = eye.source;
    const whose = participantIdentity === callerIdentity() ? "The caller's" : "Another participant's";
    const { latest: frame, shown } = eye;
    if (!frame) return `${whose} ${track} has just been opened; nothing has been seen of it yet.`;
    const { widthPx, heightPx } = uprightSize(frame);
    const agoS = Math.max(0, Math.round((nowMs() - (eye.changedAtMs ?? frame.atMs)) / 1_000));
    const head = `${whose} ${track} (${widthPx} by ${heightPx}), last changed ${agoS} s ago${withPicture ? ', picture attached' : ''}.`;
    const text = shown ? textOf(shown.lines, characters) : '';
    const late = eye.behind && (shown || track === 'screen') ? ' What changed last on it has not been read yet.' : '';
    if (text !== '') return `${head}${late} It says:\n${quoted(text)}`;
    if (pictures.facts(frame).black) return `${head} It is all black: nothing is shown on it.`;
    if (!shown && track === 'camera')
      return `${head} You can read text held up to it with look_closer${canSeePictures ? '' : ', but you cannot see pictures'}.`;
    return `${head}${late} No text was read on it.${canSeePictures ? '' : ' You can read text but you cannot see pictures.'}`;
  }
}
