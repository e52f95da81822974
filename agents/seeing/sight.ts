/**
 * Everything one call sees: an eye for each source, the standing wishes, and what a turn is told of it within a token
 * budget. A picture goes to a model only when the turn speaks of what can be seen; text stays when pictures are gone.
 */
import type { Clock } from '../../media/clock.ts';
import { uprightSize } from '../../media/video/upright.ts';
import type { Picture } from '../models/interfaces.ts';
import { attentionOf, placeNamed } from './attention.ts';
import { describeSource, nameOfSource } from './describe-source.ts';
import { Eye, type Sighting } from './eye.ts';
import type { I420Frame, VideoSourceId } from './frame.ts';
import { DEFAULT_MASKS, type MaskRules } from './mask-rules.ts';
import { quoted, textOf } from './page-text.ts';
import { pictureSizeFor } from './picture-detail.ts';
import type { PictureWork, Reader } from './ports.ts';
import { SeenBefore, speaksOfEarlier } from './seen-before.ts';
import { pictureTokens, type SeeingBudget, TokenWindow, textTokens } from './token-budget.ts';
import { personNamed } from './whose.ts';
import { metBy, type Wish } from './wishes.ts';

export interface SightOptions {
  pictures: PictureWork;
  reader: Reader;
  language: string;
  /** What is blanked; unset: cards and secrets. */
  masks?: MaskRules;
  /** A model that can see is there; without one, text is all that reaches the talker. */
  canSeePictures: boolean;
  budget?: SeeingBudget;
  /** Who "the caller" is among those who share. */
  callerIdentity(): string | undefined;
  nowMs(): number;
  /** What waits go by; the machine's own unless a test has another. */
  clock?: Clock;
  signal: AbortSignal;
  onSighting(sighting: Sighting): void;
  onThumbnail(sighting: Sighting, jpeg: Uint8Array): void;
  onWishMet(wish: Wish, line: string, source: VideoSourceId): void;
  onError(what: string, error: unknown): void;
}
export interface Seen {
  /** For the prompt; empty when nothing is shared. */
  section: string;
  /** What could be read earlier and answers the turn better; empty when there is nothing of the kind. */
  earlier: string;
  pictures: Picture[];
  /** The kinds of source whose content is told. */
  informedBy: VideoSourceId['track'][];
  tokens: number;
}
const THUMBNAIL_PX = 256;
/** Of a picture that nobody read: sixteen digits across all of it are 3 px each, which no one can read. */
const UNREAD_THUMBNAIL_PX = 64;
const MODEL_PX = 768;
const KEPT_PX = 1_280;
/** Asked about right after a change, an answer waits this long for it to be read: a whole page takes 900 ms. */
const SETTLE_DEADLINE_MS = 2_000;
const LOOK_DEADLINE_MS = 5_000;
const MAX_WISHES = 8;
/** `least` is told of what is asked about however much was spent: an answer without it would be wrong. */
const TEXT_CHARACTERS = { asked: 3_200, beside: 800, aside: 240, least: 800, earlier: 800 } as const;

export class Sight {
  readonly #options: SightOptions;
  readonly #eyes = new Map<string, Eye>();
  readonly #window: TokenWindow;
  readonly #before = new SeenBefore();
  #wishes: Wish[] = [];

  constructor(options: SightOptions) {
    this.#options = options;
    this.#window = new TokenWindow(options.budget);
  }

  opened(source: { id: VideoSourceId; frames: { take(): I420Frame | undefined }; signal: AbortSignal }): void {
    const options = this.#options;
    const { pictures, reader, language, nowMs, clock, signal, onError } = options;
    this.#eyes.set(
      source.id.trackSid,
      new Eye({
        source: source.id,
        frames: source.frames,
        signal: AbortSignal.any([signal, source.signal]),
        pictures,
        reader,
        language,
        get masks() {
          return options.masks ?? DEFAULT_MASKS;
        },
        ...(clock && { clock }),
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
    const { refers, track } = attentionOf(text);
    const eyes = this.#byInterest(text, track);
    const [meant] = eyes;
    if (refers && meant)
      await Promise.all(
        eyes
          .filter((eye) => eye === meant || eye.source.track === 'screen')
          .map((eye) => eye.settled(SETTLE_DEADLINE_MS)),
      );
    let left = this.#window.allowance(this.#options.nowMs());
    const picture = refers && meant ? await this.#picture(text, meant, left) : undefined;
    left -= picture?.tokens ?? 0;
    const parts: string[] = [];
    for (const eye of eyes) {
      const share = !refers ? 'aside' : eye === meant ? 'asked' : 'beside';
      const affordable = Math.max(share === 'asked' ? TEXT_CHARACTERS.least : 0, left * 4);
      const characters = Math.min(TEXT_CHARACTERS[share], affordable);
      const part = describeSource(eye, characters, eye === meant && picture !== undefined, this.#options);
      parts.push(part);
      left -= textTokens(part);
    }
    const section = parts.join('\n');
    const before = refers || speaksOfEarlier(text) ? this.#earlier(text, eyes, left * 4) : [];
    const earlier = before.map(({ told }) => told).join('\n');
    const tokens = textTokens(section) + textTokens(earlier) + (picture?.tokens ?? 0);
    this.#window.spend(tokens, this.#options.nowMs());
    const told = [...eyes.filter((eye) => eye.tells).map((eye) => eye.source), ...before.map(({ source }) => source)];
    const informedBy = [...new Set(told.map((source) => source.track))];
    return { section, earlier, pictures: picture ? [picture.picture] : [], informedBy, tokens };
  }

  /** Reads a place ("top right", "the whole screen") of a source at full resolution. The text is for the model. */
  async lookCloser(
    request: { place: string; track: VideoSourceId['track'] | undefined; question?: string | undefined },
    signal: AbortSignal,
  ): Promise<{ text: string; picture: Picture | undefined }> {
    const [eye] = this.#byInterest(`${request.place} ${request.question ?? ''}`, request.track).filter(
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
    const where = `${nameOfSource(eye.source, this.#options.callerIdentity())}, ${placeOf(request.place)}`;
    return {
      text:
        text === ''
          ? `There is no text that can be read there (${where}).`
          : `It says there (${where}):\n${quoted(text)}`,
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

  /** Wishes and sights of the same call on another host, which this one goes on with; sights oldest first. */
  restore(
    wishes: readonly Wish[],
    sightings: readonly { source: VideoSourceId; lines: readonly string[]; atMs: number }[],
  ): void {
    this.#wishes = [...wishes, ...this.#wishes].slice(0, MAX_WISHES);
    const known = new Set<string>();
    for (const { source, lines, atMs } of sightings) {
      const appeared = lines.filter((line) => !known.has(line));
      for (const line of appeared) known.add(line);
      this.#before.keep(source, appeared, atMs);
    }
  }

  /**
   * What a question means comes first: who or what it names, else a screen before a camera, which changes all the time,
   * and what the caller shows before what others do.
   */
  #byInterest(text: string, track: VideoSourceId['track'] | undefined): Eye[] {
    const eyes = [...this.#eyes.values()];
    const caller = this.#options.callerIdentity();
    const named = personNamed(
      text,
      eyes.map(({ source }) => source.participantIdentity),
      caller,
    );
    const rank = ({ source }: Eye): number =>
      (source.participantIdentity === named ? 4 : 0) +
      (source.track === (track ?? 'screen') ? 2 : 0) +
      (source.participantIdentity === caller ? 1 : 0);
    return eyes.sort((a, b) => rank(b) - rank(a) || (b.changedAtMs ?? 0) - (a.changedAtMs ?? 0));
  }
  #earlier(text: string, eyes: readonly Eye[], characters: number): { source: VideoSourceId; told: string }[] {
    const { callerIdentity, nowMs } = this.#options;
    const shown = eyes.flatMap((eye) => eye.shown?.lines.map((line) => line.text) ?? []);
    return this.#before
      .about(text, shown, Math.min(TEXT_CHARACTERS.earlier, Math.max(0, characters)))
      .map(({ source, atMs, lines }) => {
        const agoS = Math.max(0, Math.round((nowMs() - atMs) / 1_000));
        const head = `${nameOfSource(source, callerIdentity())} ${agoS} s ago said among other things:`;
        return { source, told: `${head}\n${quoted(lines.join('\n'))}` };
      });
  }
  #sighted(sighting: Sighting): void {
    const { onSighting, onWishMet } = this.#options;
    this.#before.keep(sighting.source, sighting.appeared, sighting.frame.atMs);
    onSighting(sighting);
    void this.#thumbnail(sighting);
    const met = metBy(this.#wishes, sighting.appeared);
    const done = new Set(met.map(({ wish }) => wish.id));
    this.#wishes = this.#wishes.filter((wish) => !done.has(wish.id));
    for (const { wish, line } of met) onWishMet(wish, line, sighting.source);
  }
  async #thumbnail(sighting: Sighting): Promise<void> {
    const { pictures, signal, onThumbnail, onError } = this.#options;
    try {
      const { jpeg } = await pictures.encode(
        sighting.frame,
        { longSidePx: sighting.read ? THUMBNAIL_PX : UNREAD_THUMBNAIL_PX, blank: sighting.blank },
        signal,
      );
      onThumbnail(sighting, jpeg);
    } catch (error) {
      if (!signal.aborted) onError('thumbnail', error);
    }
  }
  /** Of the newest frame whose text is known: what must be hidden is known of no other. */
  async #picture(
    text: string,
    eye: Eye,
    tokensLeft: number,
  ): Promise<{ picture: Picture; tokens: number } | undefined> {
    const { shown, source } = eye;
    if (!this.#options.canSeePictures || !shown) return undefined;
    const { frame, blank, lines } = shown;
    const characters = lines.reduce((sum, line) => sum + line.text.length, 0);
    const { detail, longSidePx } = pictureSizeFor(text, source.track, characters);
    const scale = Math.min(1, longSidePx / Math.max(frame.widthPx, frame.heightPx));
    const tokens = pictureTokens(frame.widthPx * scale, frame.heightPx * scale, detail);
    if (tokens > tokensLeft) return undefined;
    try {
      const deadline = AbortSignal.any([this.#options.signal, AbortSignal.timeout(LOOK_DEADLINE_MS)]);
      const { jpeg } = await this.#options.pictures.encode(frame, { longSidePx, blank }, deadline);
      return { picture: { jpegBase64: Buffer.from(jpeg).toString('base64'), detail }, tokens };
    } catch (error) {
      this.#options.onError('picture', error);
      return undefined;
    }
  }
}

/** The place as the model named it may hold words of the page: letters only, and few. */
const placeOf = (place: string): string =>
  place
    .replace(/[^\p{L}\p{N} ]+/gu, ' ')
    .trim()
    .slice(0, 40) || 'all of it';
