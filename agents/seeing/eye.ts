/**
 * Watches one source: looks at its newest frame a few times a second, and when something changed and has settled, reads
 * what changed. Owns its memory of the source: the latest frame, the text of the page, what must be hidden. Effects go
 * through its ports; what is done with what it saw is its owner's decision.
 */
import { sleep } from '../../media/clock.ts';
import type { Box, Change, I420Frame, TextLine, VideoSourceId } from './frame.ts';
import { maskLines } from './masks.ts';
import { mergeLines, newLines, scrollLines } from './page-text.ts';
import type { Looker, PictureWork, Reader } from './ports.ts';

export interface Sighting {
  source: VideoSourceId;
  frame: I420Frame;
  change: Change;
  /** Text that is on the source now, hidden parts masked. */
  lines: readonly TextLine[];
  /** Text that was not there before. */
  appeared: readonly string[];
  /** To be blanked in every picture that leaves. */
  blank: readonly Box[];
}
export interface EyeOptions {
  source: VideoSourceId;
  frames: { next(signal: AbortSignal): Promise<I420Frame> };
  signal: AbortSignal;
  pictures: PictureWork;
  reader: Reader;
  language: string;
  nowMs(): number;
  onSighting(sighting: Sighting): void;
  onError(what: string, error: unknown): void;
}
/** Ten looks a second at a screen notice a change well within half a second; a camera moves all the time, so five. */
const LOOK_EVERY_MS = { screen: 100, camera: 200 } as const;
/** A change is read when nothing moved for this long, */
const SETTLE_MS = 100;
/** or when it has been moving for this long (a video, a long scroll). */
const UNSETTLED_MS = 1_500;
const IDLE_TICK_MS = 150;
const READ_DEADLINE_MS = 6_000;
/** Many small regions cost more to read than one large one. */
const MAX_REGIONS = 6;

export class Eye {
  readonly #options: EyeOptions;
  readonly #looker: Looker;
  #latest: I420Frame | undefined;
  #lines: TextLine[] = [];
  #pending: { change: Change; sinceMs: number; lastMs: number } | undefined;
  #reading: Promise<void> = Promise.resolve();
  #blank: readonly Box[] = [];
  /** Epoch ms of the latest change. */
  changedAtMs: number | undefined;

  constructor(options: EyeOptions) {
    this.#options = options;
    this.#looker = options.pictures.createLooker();
    void this.#watch();
  }

  get source(): VideoSourceId {
    return this.#options.source;
  }
  get latest(): I420Frame | undefined {
    return this.#latest;
  }
  get lines(): readonly TextLine[] {
    return maskLines(this.#lines).lines;
  }
  get blank(): readonly Box[] {
    return this.#blank;
  }
  /** Resolves when everything seen so far has been read, or after `deadlineMs`: an answer about it would otherwise be stale. */
  async settled(deadlineMs: number): Promise<void> {
    this.#readPending();
    await Promise.race([this.#reading, sleep(deadlineMs, this.#options.signal).catch(() => undefined)]);
  }
  /** Reads `region` of the latest frame now, at full resolution. */
  async readRegion(region: Box, signal: AbortSignal): Promise<TextLine[]> {
    const frame = this.#latest;
    return frame ? maskLines(await this.#read(frame, region, signal)).lines : [];
  }

  async #watch(): Promise<void> {
    const { frames, signal, source, onError, nowMs } = this.#options;
    while (!signal.aborted) {
      try {
        // A frozen track sends nothing: what is held back must come to rest all the same.
        const frame = await frames
          .next(AbortSignal.any([signal, AbortSignal.timeout(IDLE_TICK_MS)]))
          .catch(() => undefined);
        if (signal.aborted) return;
        if (frame) this.#latest = frame;
        const change = frame ? this.#looker.look(frame) : this.#looker.tick(nowMs());
        if (change && this.#latest) this.#changed(change, this.#latest, nowMs());
        this.#readWhenSettled(nowMs());
        await sleep(LOOK_EVERY_MS[source.track], signal);
      } catch (error) {
        if (signal.aborted) return;
        onError('looking', error);
        await sleep(1_000, signal).catch(() => undefined);
      }
    }
  }
  #changed(change: Change, frame: I420Frame, nowMs: number): void {
    this.changedAtMs = frame.atMs;
    if (change.kind === 'scroll' && change.scrolledPx !== undefined)
      this.#lines = scrollLines(this.#lines, change.scrolledPx, frame.heightPx);
    this.#pending = this.#pending
      ? { change: joinChanges(this.#pending.change, change, frame), sinceMs: this.#pending.sinceMs, lastMs: nowMs }
      : { change, sinceMs: nowMs, lastMs: nowMs };
  }
  #readWhenSettled(nowMs: number): void {
    const pending = this.#pending;
    if (pending && (nowMs - pending.lastMs >= SETTLE_MS || nowMs - pending.sinceMs >= UNSETTLED_MS))
      this.#readPending();
  }
  #readPending(): void {
    const pending = this.#pending;
    const frame = this.#latest;
    if (!pending || !frame) return;
    this.#pending = undefined;
    this.#reading = this.#reading
      .then(() => this.#sight(frame, pending.change))
      .catch((error: unknown) => this.#options.onError('reading', error));
  }
  async #sight(frame: I420Frame, change: Change): Promise<void> {
    const { source, signal, onSighting } = this.#options;
    if (signal.aborted) return;
    const before = this.#lines;
    // A camera shows the world: its text is read when somebody asks for it.
    if (source.track === 'screen') {
      const regions =
        change.regions.length > MAX_REGIONS || change.regions.length === 0
          ? [hull(change.regions, frame)]
          : change.regions;
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(READ_DEADLINE_MS)]);
      const read = (await Promise.all(regions.map((region) => this.#read(frame, region, deadline)))).flat();
      this.#lines = mergeLines(before, regions, read);
    }
    if (signal.aborted) return;
    const { lines, boxes } = maskLines(this.#lines);
    this.#blank = boxes;
    onSighting({ source, frame, change, lines, appeared: newLines(before, lines), blank: boxes });
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

function joinChanges(before: Change, after: Change, frame: I420Frame): Change {
  const whole = before.kind === 'first' || before.kind === 'scene' || after.kind === 'scene';
  const { scrolledPx: _, ...plain } = after;
  if (whole) return { kind: before.kind === 'first' ? 'first' : 'scene', regions: [wholeFrame(frame)], share: 1 };
  // What scrolled in between is not where it was: the place of the older change is read too.
  return {
    ...plain,
    kind: 'region',
    regions: [...before.regions, ...after.regions],
    share: Math.min(1, before.share + after.share),
  };
}
const wholeFrame = (frame: I420Frame): Box => ({ x: 0, y: 0, width: frame.widthPx, height: frame.heightPx });
function hull(regions: readonly Box[], frame: I420Frame): Box {
  if (regions.length === 0) return wholeFrame(frame);
  const x = Math.min(...regions.map((box) => box.x));
  const y = Math.min(...regions.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...regions.map((box) => box.x + box.width)) - x,
    height: Math.max(...regions.map((box) => box.y + box.height)) - y,
  };
}
