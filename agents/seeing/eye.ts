/**
 * Watches one source: looks at its newest frame a few times a second, and when something changed and has settled, reads
 * what changed. Owns its memory of the source: the latest frame, the text of the page, what must be hidden. Effects go
 * through its ports; what is done with what it saw is its owner's decision.
 */
import { type Clock, DeadlineError, realClock, sleep } from '../../media/clock.ts';
import { uprightSize } from '../../media/video/upright.ts';
import type { Box, Change, I420Frame, TextLine, VideoSourceId } from './frame.ts';
import type { MaskRules } from './mask-rules.ts';
import { type Masked, maskedPlaces, maskLines, outside } from './masks.ts';
import { mergeLines, newLines, scrollLines } from './page-text.ts';
import type { Looker, PictureWork, Reader } from './ports.ts';
import { ReadMemory } from './read-memory.ts';
import { joinChanges, regionsToRead, wholeOf } from './reading-regions.ts';

export interface Sighting {
  source: VideoSourceId;
  frame: I420Frame;
  change: Change;
  /** Its text was read, so that what must be hidden is known; of any other no picture leaves that could be read. */
  read: boolean;
  /** Text that is on the source now, hidden parts masked. */
  lines: readonly TextLine[];
  /** Text that was not there before. */
  appeared: readonly string[];
  /** To be blanked in every picture that leaves. */
  blank: readonly Box[];
}
export interface EyeOptions {
  source: VideoSourceId;
  /** The newest frame, once. */
  frames: { take(): I420Frame | undefined };
  signal: AbortSignal;
  pictures: PictureWork;
  reader: Reader;
  language: string;
  masks: MaskRules;
  /** Somebody waits for text to appear: then a camera is read on every change too. */
  wanted(): boolean;
  nowMs(): number;
  /** What its waits go by; the machine's own unless a test has another. */
  clock?: Clock;
  onSighting(sighting: Sighting): void;
  onError(what: string, error: unknown): void;
}
/** A frame whose text is known, and what of it must not leave: only such a frame is shown to a model. */
export interface ReadFrame {
  frame: I420Frame;
  lines: readonly TextLine[];
  blank: readonly Box[];
}
/** The slot of a screen is looked into this often, which costs nothing while it is empty; a camera moves all the time. */
const LOOK_EVERY_MS = { screen: 50, camera: 200 } as const;
/** A change is read when it stood still as it was noticed, or when nothing moved for this long, */
const SETTLE_MS = 100;
/** or when it has been moving for this long (a video, a long scroll). */
const UNSETTLED_MS = 1_500;
/** What happened just before a question is noticed by then: two looks. */
const NOTICE_MS = 250;
const READ_DEADLINE_MS = 6_000;
/** A reading that failed is tried again after this long, doubled each time: the service may be starting anew. */
const RETRY_MS = 500;
const MAX_TRIES = 6;

interface Pending {
  change: Change;
  sinceMs: number;
  lastMs: number;
  tries: number;
  notBeforeMs: number;
}

export class Eye {
  readonly #options: EyeOptions;
  readonly #looker: Looker;
  readonly #clock: Clock;
  readonly #known = new ReadMemory();
  #latest: I420Frame | undefined;
  #lines: TextLine[] = [];
  #shown: ReadFrame | undefined;
  #pending: Pending | undefined;
  #reading: Promise<void> | undefined;
  #scrolls = 0;
  /** Epoch ms of the latest change. */
  changedAtMs: number | undefined;

  constructor(options: EyeOptions) {
    this.#options = options;
    this.#looker = options.pictures.createLooker();
    this.#clock = options.clock ?? realClock;
    void this.#watch();
  }

  get source(): VideoSourceId {
    return this.#options.source;
  }
  get latest(): I420Frame | undefined {
    return this.#latest;
  }
  /** The newest frame whose text is known. */
  get shown(): ReadFrame | undefined {
    return this.#shown;
  }
  /** There is something on it that a prompt would hold. */
  get tells(): boolean {
    return this.#shown !== undefined;
  }
  /** Something is on it that has not been read yet. */
  get behind(): boolean {
    return this.#pending !== undefined || this.#reading !== undefined;
  }
  /** Resolves when what is on it now has been read, or after `deadlineMs`: an answer about it would otherwise be stale. */
  async settled(deadlineMs: number): Promise<void> {
    const { signal } = this.#options;
    await Promise.race([this.#catchUp(), sleep(deadlineMs, signal, this.#clock)]).catch(() => undefined);
  }
  /** Reads `region` (upright pixels) of the newest frame now, at full resolution. */
  async readRegion(region: Box, signal: AbortSignal): Promise<ReadFrame | undefined> {
    const frame = this.#latest;
    if (!frame) return undefined;
    const { lines, boxes } = this.#masked(await this.#read(frame, region, signal), frame);
    return { frame, lines, blank: [...(this.#shown?.blank ?? []), ...boxes] };
  }
  #masked(lines: readonly TextLine[], frame: I420Frame): Masked {
    const { masks, source } = this.#options;
    const places = maskedPlaces(masks, source.track, uprightSize(frame));
    const masked = maskLines(outside(lines, places), masks);
    return { lines: masked.lines, boxes: [...places, ...masked.boxes] };
  }

  async #catchUp(): Promise<void> {
    const { signal, source, nowMs } = this.#options;
    if (source.track === 'screen') {
      await sleep(NOTICE_MS, signal, this.#clock);
      this.#pendHeldBack(nowMs());
    } else if (this.#latest && this.#latest !== this.#shown?.frame)
      this.#pend({ kind: 'scene', regions: [wholeOf(this.#latest)], share: 1 }, this.#latest, nowMs());
    // What was found while something else was read is read as well, once.
    for (let round = 0; round < 2; round++) {
      await this.#reading;
      if (this.#pending) this.#readPending(true);
    }
    await this.#reading;
  }
  /** A clock or a counter is no news, but a question about it wants to know how it stands now. */
  #pendHeldBack(nowMs: number): void {
    const frame = this.#latest;
    if (!frame || this.behind) return;
    const regions = this.#known.differing(frame);
    if (regions.length > 0) this.#pend({ kind: 'region', regions, share: 0 }, frame, nowMs);
  }
  async #watch(): Promise<void> {
    const { frames, signal, source, onError, nowMs } = this.#options;
    while (!signal.aborted) {
      try {
        const frame = frames.take();
        if (frame) this.#latest = frame;
        // A frozen track sends nothing: what is held back must come to rest all the same.
        const change = frame ? this.#looker.look(frame) : this.#looker.tick(nowMs());
        if (change && this.#latest) this.#changed(change, this.#latest, nowMs());
        this.#readWhenSettled(nowMs());
        await sleep(LOOK_EVERY_MS[source.track], signal, this.#clock);
      } catch (error) {
        if (signal.aborted) return;
        onError('looking', error);
        await sleep(1_000, signal, this.#clock).catch(() => undefined);
      }
    }
  }
  #changed(change: Change, frame: I420Frame, nowMs: number): void {
    this.changedAtMs = frame.atMs;
    const [scrolled] = change.regions;
    if (change.kind === 'scroll' && change.scrolledPx !== undefined && scrolled) {
      this.#lines = scrollLines(this.#lines, change.scrolledPx, scrolled);
      this.#scrolls += 1;
    }
    this.#pend(change, frame, nowMs);
  }
  #pend(change: Change, frame: I420Frame, nowMs: number): void {
    const before = this.#pending;
    this.#pending = before
      ? { ...before, change: joinChanges(before.change, change, uprightSize(frame)), lastMs: nowMs }
      : { change, sinceMs: nowMs, lastMs: nowMs, tries: 0, notBeforeMs: 0 };
  }
  #readWhenSettled(nowMs: number): void {
    const pending = this.#pending;
    if (!pending || this.#reading || nowMs < pending.notBeforeMs) return;
    const rests = pending.change.settled === true || nowMs - pending.lastMs >= SETTLE_MS;
    if (rests || nowMs - pending.sinceMs >= UNSETTLED_MS) this.#readPending(false);
  }
  /** One reading at a time: what changes meanwhile waits as one change, however much it is. */
  #readPending(asked: boolean): void {
    const pending = this.#pending;
    const frame = this.#latest;
    if (!pending || !frame || this.#reading) return;
    this.#pending = undefined;
    this.#reading = this.#sight(frame, pending.change, asked)
      .catch((error: unknown) => this.#failed(pending, frame, error))
      .finally(() => {
        this.#reading = undefined;
      });
  }
  /** What could not be read is still unread. */
  #failed(pending: Pending, frame: I420Frame, error: unknown): void {
    const { signal, onError, nowMs } = this.#options;
    if (signal.aborted) return;
    const tries = pending.tries + 1;
    if (tries === 1 || tries === MAX_TRIES) onError('reading', error);
    if (tries === MAX_TRIES) return;
    this.#pend(pending.change, frame, nowMs());
    if (this.#pending) Object.assign(this.#pending, { tries, notBeforeMs: nowMs() + RETRY_MS * 2 ** tries });
  }
  async #sight(frame: I420Frame, change: Change, asked: boolean): Promise<void> {
    const { source, signal, wanted, onSighting } = this.#options;
    if (signal.aborted) return;
    const scrolls = this.#scrolls;
    const before = this.#lines;
    // A camera shows the world: its text is read when somebody asks for it or waits for it.
    const reads = source.track === 'screen' || asked || wanted();
    if (reads) {
      const regions = regionsToRead(change, before, uprightSize(frame));
      const read = await this.#readAll(frame, regions);
      // Scrolled since: nothing that was read is where it was.
      if (this.#scrolls !== scrolls) return this.#pend(change, frame, this.#options.nowMs());
      this.#known.remember(frame, regions);
      this.#lines = mergeLines(change.kind === 'region' || change.kind === 'scroll' ? before : [], regions, read);
    }
    if (signal.aborted) return;
    const { lines, boxes } = this.#masked(reads ? this.#lines : [], frame);
    const appeared = reads ? newLines(this.#shown?.lines ?? [], lines) : [];
    if (reads) this.#shown = { frame, lines, blank: boxes };
    onSighting({ source, frame, change, read: reads, lines, appeared, blank: boxes });
  }
  async #readAll(frame: I420Frame, regions: readonly Box[]): Promise<TextLine[]> {
    const late = new AbortController();
    using _ = this.#clock.setTimer(READ_DEADLINE_MS, () => late.abort(new DeadlineError('Reading', READ_DEADLINE_MS)));
    const signal = AbortSignal.any([this.#options.signal, late.signal]);
    return (await Promise.all(regions.map((region) => this.#read(frame, region, signal)))).flat();
  }
  async #read(frame: I420Frame, region: Box, signal: AbortSignal): Promise<TextLine[]> {
    const { pictures, reader, language, source } = this.#options;
    const picture = await pictures.grey(frame, region, signal);
    const lines = await reader.read(
      picture,
      { slot: `${source.trackSid}:${region.x},${region.y},${region.width},${region.height}`, language },
      signal,
    );
    return lines.map((line) => ({ ...line, box: { ...line.box, x: line.box.x + region.x, y: line.box.y + region.y } }));
  }
}
