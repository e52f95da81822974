/**
 * Says what changed in the pictures of one source: nothing for noise, caret, clock and pointer; scene, scroll or places
 * otherwise. Looks about six times a second, whatever the frame rate; what differs from the last report when it has
 * come to rest is always reported. Pure: time is the frame's. No frame is kept but one that came before it was time to
 * look at it: it may be the last for long, for browsers send a page that stands still once a second.
 */
import { CellGrid } from './cell-grid.ts';
import { CellMemory } from './cell-memory.ts';
import { checkFrame } from './check-frame.ts';
import { CursorWatch } from './cursor-watch.ts';
import type { Box, Change, I420Frame } from './frame.ts';
import { sampleDifference, sampleLuma } from './luma-sample.ts';
import { MovingWatch } from './moving-watch.ts';
import { findPlaces, joinBoxes, type Place, placeBox } from './place-search.ts';
import { findScroll } from './scroll-search.ts';
import { TickingWatch } from './ticking-watch.ts';

/** A change has to be there in two looks unless it is large: two looks and a frame stay below half a second. */
const LOOK_EVERY_MS = 140;
/** A large change shows in the coarse sample of every frame: then the look comes at once. */
const EARLY_LOOK_MS = 60;
const EARLY_LEVELS = 12;
const EARLY_SHARE = 0.015;
/** Places with more of the picture than this need no second look. */
const LARGE_SHARE = 0.01;
/** A smaller difference than this many thresholds in few cells is what a codec leaves behind. */
const CLEAR_THRESHOLDS = 2;
const FEW_CELLS = 4;
const SCENE_SHARE = 0.45;
/** Or: most of what has structure lies in places that changed, and they are not just a corner. */
const SCENE_CONTENT_SHARE = 0.6;
const SCENE_EXTENT = 0.2;
const SCROLL_SHARE = 0.02;
/** A cut inside something that moves anyway: far more moved than of late. */
const CUT_SHARE = 0.5;
const CUT_TIMES = 2.5;
const MOST_REGIONS = 8;
/** 48 px at 720p, and in proportion above. */
const POINTER_CELLS = 6;

export interface DetectorState {
  /** Mean grey levels by which the picture flickers by itself. */
  noiseLevels: number;
  /** Since the last look in which any pixel of any row differed: large for a frozen camera, which has noise when it lives. */
  identicalForMs: number;
  /** Something differs from the last report and is held until it rests or is confirmed. */
  pending: boolean;
  looks: number;
}

interface Source {
  widthPx: number;
  heightPx: number;
  rotationDegrees: number;
  grid: CellGrid;
  memory: CellMemory;
  bands: Uint16Array;
  lastBands: Uint16Array;
  cursor: CursorWatch;
}

export class ChangeDetector {
  #source: Source | undefined;
  #ticking = new TickingWatch();
  #moving = new MovingWatch();
  #sample: Uint8Array = new Uint8Array(0);
  #spareSample: Uint8Array = new Uint8Array(0);
  #lookedAtMs = 0;
  #differedAtMs = 0;
  #movedShare = 0;
  #usualMovedShare = 0;
  #pending = false;
  #looks = 0;
  #early: I420Frame | undefined;

  /** A change, or undefined: nothing new, or not yet time to look. Frames in the order of their time. Throws FrameError. */
  offer(frame: I420Frame): Change | undefined {
    checkFrame(frame);
    const source = this.#source;
    if (
      !source ||
      source.widthPx !== frame.widthPx ||
      source.heightPx !== frame.heightPx ||
      source.rotationDegrees !== frame.rotationDegrees
    )
      return this.#begin(frame, source ? 'scene' : 'first');
    if (this.#isTime(frame)) return this.#lookAt(source, frame, frame.atMs);
    this.#early = frame;
    return undefined;
  }

  /**
   * Call it now and then while no frame comes: one that came too early is looked at, the last picture still stands, and
   * what was held may have come to rest.
   */
  tick(nowMs: number): Change | undefined {
    const source = this.#source;
    if (!source || nowMs - this.#lookedAtMs < LOOK_EVERY_MS) return undefined;
    if (this.#early) return this.#lookAt(source, this.#early, nowMs);
    if (!this.#pending) return undefined;
    source.memory.standStill();
    source.lastBands.set(source.bands);
    return this.#look(source, nowMs);
  }

  /** The track ended: the next frame is a first one. */
  reset(): void {
    this.#source = undefined;
    this.#early = undefined;
  }

  state(nowMs: number): DetectorState {
    return {
      noiseLevels: this.#source?.memory.noiseLevels ?? 0,
      identicalForMs: this.#source ? nowMs - this.#differedAtMs : 0,
      pending: this.#pending,
      looks: this.#looks,
    };
  }

  #begin(frame: I420Frame, kind: 'first' | 'scene'): Change {
    const { widthPx, heightPx, rotationDegrees } = frame;
    const grid = new CellGrid(widthPx, heightPx);
    const memory = new CellMemory(grid.cellCount);
    const bands = new Uint16Array(grid.bands * heightPx);
    const cursor = new CursorWatch(Math.round(POINTER_CELLS * Math.max(1, heightPx / 720)));
    grid.measure(frame, memory.now, bands);
    memory.begin();
    memory.endLook();
    this.#source = { widthPx, heightPx, rotationDegrees, grid, memory, bands, lastBands: bands.slice(), cursor };
    this.#ticking = new TickingWatch();
    this.#moving = new MovingWatch();
    this.#sample = sampleLuma(frame);
    this.#spareSample = this.#sample.slice();
    this.#lookedAtMs = frame.atMs;
    this.#differedAtMs = frame.atMs;
    this.#movedShare = 0;
    this.#usualMovedShare = 0;
    this.#pending = false;
    this.#early = undefined;
    this.#looks++;
    return { kind, regions: [whole(frame)], share: 1 };
  }

  #isTime(frame: I420Frame): boolean {
    const sinceMs = frame.atMs - this.#lookedAtMs;
    if (sinceMs >= LOOK_EVERY_MS || sinceMs < 0) return true;
    // While something moves anyway, its every step is no reason to hurry.
    if (sinceMs < EARLY_LOOK_MS || this.#movedShare > EARLY_SHARE) return false;
    return sampleDifference(this.#sample, sampleLuma(frame, this.#spareSample), EARLY_LEVELS) > EARLY_SHARE;
  }

  #lookAt(source: Source, frame: I420Frame, nowMs: number): Change | undefined {
    this.#early = undefined;
    [source.bands, source.lastBands] = [source.lastBands, source.bands];
    source.grid.measure(frame, source.memory.now, source.bands);
    this.#sample = sampleLuma(frame, this.#sample);
    return this.#look(source, nowMs);
  }

  #look(source: Source, nowMs: number): Change | undefined {
    const { memory } = source;
    this.#looks++;
    this.#lookedAtMs = nowMs;
    memory.compare();
    if (!memory.identical) this.#differedAtMs = nowMs;
    this.#movedShare = memory.movedCells / memory.now.length;
    const change = this.#scroll(source) ?? this.#changed(source, nowMs);
    this.#usualMovedShare += (this.#movedShare - this.#usualMovedShare) / 4;
    memory.endLook();
    return change;
  }

  #scroll({ grid, memory, bands, lastBands, widthPx, heightPx }: Source): Change | undefined {
    if (this.#movedShare < SCROLL_SHARE) return undefined;
    const moved = findPlaces(memory.marked, grid.columns, grid.rows);
    const largest = moved.reduce((a, b) => (b.cells.length > a.cells.length ? b : a));
    const box = placeBox(largest, widthPx, heightPx);
    const rows = { bands: grid.bands };
    const scrolledPx = findScroll({ ...rows, sums: lastBands }, { ...rows, sums: bands }, box);
    if (scrolledPx === undefined) return undefined;
    for (let row = largest.top; row < largest.bottom; row++)
      for (let column = largest.left; column < largest.right; column++) memory.accept(row * grid.columns + column);
    return { kind: 'scroll', regions: [box], share: largest.cells.length / memory.now.length, scrolledPx };
  }

  #changed(source: Source, nowMs: number): Change | undefined {
    const { memory, grid, widthPx, heightPx } = source;
    const differing = memory.markDiffering();
    this.#pending = differing > 0;
    if (differing === 0) return undefined;
    const isCut = this.#movedShare > CUT_SHARE && this.#movedShare > CUT_TIMES * this.#usualMovedShare;
    const places = findPlaces(memory.marked, grid.columns, grid.rows).filter((place) => isClear(place, memory));
    // What comes with something large is no flicker; and a pointer leaves one place before it arrives at another.
    const atOnce = places.some((place) => isLarge(place, memory));
    places.sort((a, b) => restoredShare(b, memory) - restoredShare(a, memory));
    const news = places.filter((place) => isCut || this.#isNews(source, place, places, atOnce, nowMs));
    if (news.length === 0) return undefined;
    const cells = news.reduce((sum, place) => sum + place.cells.length, 0);
    const share = cells / memory.now.length;
    const moving = news.some((place) => shareOf(place, (cell) => memory.isMoving(cell)) > 0.5);
    const about = { share, ...(moving && { moving }), ...(memory.movedCells === 0 && { settled: true }) };
    if (isCut || isScene(news, source, share)) {
      memory.acceptAll();
      this.#pending = false;
      return { kind: 'scene', regions: [whole(source)], ...about };
    }
    for (const place of news) acceptPlace(place, source);
    this.#pending = differing > cells;
    const boxes = news.map((place) => placeBox(place, widthPx, heightPx));
    return { kind: 'region', regions: joinBoxes(boxes, MOST_REGIONS), ...about };
  }

  #isNews(source: Source, place: Place, all: readonly Place[], atOnce: boolean, nowMs: number): boolean {
    const { memory, cursor } = source;
    const movedNow = shareOf(place, (cell) => memory.movedNow(cell));
    if (isLarge(place, memory)) {
      const moving = shareOf(place, (cell) => memory.isMoving(cell));
      return this.#moving.isNews(place, moving, movedNow, nowMs);
    }
    if (movedNow > 0) this.#ticking.noteMove(place, nowMs);
    if (!atOnce && shareOf(place, (cell) => memory.differedBefore(cell)) < 0.5) {
      if (cursor.fits(place)) cursor.passing(nowMs);
      return false;
    }
    if (!this.#ticking.isTicking(place, nowMs) && this.#isPointer(source, place, all, nowMs)) {
      acceptPlace(place, source);
      return false;
    }
    return this.#ticking.isNews(place, nowMs);
  }

  #isPointer({ memory, cursor }: Source, place: Place, all: readonly Place[], nowMs: number): boolean {
    const others = all.filter((other) => other !== place && cursor.fits(other)).length;
    const reportedMs = this.#ticking.reportedMs(place);
    return (
      cursor.isLeaving(place, restoredShare(place, memory), reportedMs, others, nowMs) ||
      cursor.isArriving(place, nowMs)
    );
  }
}

const isLarge = (place: Place, memory: CellMemory): boolean => place.cells.length > memory.now.length * LARGE_SHARE;
const restoredShare = (place: Place, memory: CellMemory): number => shareOf(place, (cell) => memory.isRestored(cell));

/** Not just what a codec leaves behind. */
function isClear(place: Place, memory: CellMemory): boolean {
  if (place.cells.length >= FEW_CELLS) return true;
  return place.cells.some((cell) => memory.difference(cell) > CLEAR_THRESHOLDS * memory.threshold(cell));
}

function isScene(news: readonly Place[], { memory, grid }: Source, share: number): boolean {
  if (share > SCENE_SHARE) return true;
  const columns = Math.max(...news.map((place) => place.right)) - Math.min(...news.map((place) => place.left));
  const rows = Math.max(...news.map((place) => place.bottom)) - Math.min(...news.map((place) => place.top));
  if (columns * rows < SCENE_EXTENT * memory.now.length) return false;
  let content = 0;
  let changed = 0;
  for (let cell = 0; cell < memory.now.length; cell++) {
    if (!memory.hasContent(cell, grid.columns)) continue;
    content++;
    const x = cell % grid.columns;
    const y = (cell - x) / grid.columns;
    if (news.some((place) => x >= place.left && x < place.right && y >= place.top && y < place.bottom)) changed++;
  }
  return changed > SCENE_CONTENT_SHARE * content;
}

/** With the cells around it, which changed a little less. */
function acceptPlace(place: Place, { memory, grid }: Source): void {
  const near = new Set<number>();
  for (const cell of place.cells) {
    const x = cell % grid.columns;
    for (let dx = x > 0 ? -1 : 0; dx <= (x < grid.columns - 1 ? 1 : 0); dx++)
      for (const at of [cell + dx - grid.columns, cell + dx, cell + dx + grid.columns])
        if (at >= 0 && at < memory.now.length) near.add(at);
  }
  for (const cell of near) memory.accept(cell);
}

function shareOf(place: Place, is: (cell: number) => boolean): number {
  let count = 0;
  for (const cell of place.cells) if (is(cell)) count++;
  return count / place.cells.length;
}

const whole = ({ widthPx, heightPx }: { widthPx: number; heightPx: number }): Box => ({
  x: 0,
  y: 0,
  width: widthPx,
  height: heightPx,
});
