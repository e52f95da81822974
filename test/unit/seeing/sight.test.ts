import { afterEach, describe, expect, it } from 'vitest';
import type { Box, Change, I420Frame, TextLine, VideoSourceId } from '../../../agents/seeing/frame.ts';
import type { PictureWork, Reader } from '../../../agents/seeing/ports.ts';
import { Sight } from '../../../agents/seeing/sight.ts';
import type { Wish } from '../../../agents/seeing/wishes.ts';
import { LatestSlot } from '../../../media/latest-slot.ts';
import { eventually } from '../../support/eventually.ts';

const screen: VideoSourceId = { track: 'screen', participantIdentity: 'anna', trackSid: 'TR_1' };
const frame = (mark: number): I420Frame => ({
  widthPx: 1280,
  heightPx: 720,
  y: Uint8Array.of(mark),
  u: new Uint8Array(),
  v: new Uint8Array(),
  strideY: 1280,
  strideUv: 640,
  rotationDegrees: 0,
  atMs: Date.now(),
});
const line = (text: string, y: number): TextLine => ({
  text,
  confidence: 0.95,
  box: { x: 10, y, width: 300, height: 20 },
});

const stop: AbortController[] = [];
afterEach(() => {
  for (const controller of stop.splice(0)) controller.abort();
});

/** A screen whose changes and texts are scripted: frame `n` is what changed how, and what it then says. */
function rig(
  script: { change?: Change; lines?: TextLine[] }[],
  options: { canSeePictures?: boolean; perTurnTokens?: number; caller?: string; track?: VideoSourceId['track'] } = {},
) {
  const controller = new AbortController();
  stop.push(controller);
  const encoded: { blank: readonly Box[]; longSidePx: number }[] = [];
  const readRegions: Box[] = [];
  const pictures: PictureWork = {
    createLooker: () => ({ look: (seen) => script[seen.y[0] ?? 0]?.change, tick: () => undefined }),
    encode: async (_frame, wanted) => {
      encoded.push(wanted);
      return { jpeg: Uint8Array.of(0xff, 0xd8), widthPx: wanted.longSidePx, heightPx: wanted.longSidePx };
    },
    blank: async (jpeg) => jpeg,
    grey: async (seen, region) => {
      readRegions.push(region);
      return Uint8Array.of(seen.y[0] ?? 0);
    },
    facts: () => ({ fingerprint: '0000000000000000', black: false }),
  };
  let failures = 0;
  const errors: string[] = [];
  const reader: Reader = {
    read: async (picture) => {
      if (failures-- > 0) throw new Error('busy');
      return script[picture[0] ?? 0]?.lines ?? [];
    },
  };
  const met: { wish: Wish; line: string }[] = [];
  const thumbnails: Uint8Array[] = [];
  const sight = new Sight({
    pictures,
    reader,
    language: 'eng',
    canSeePictures: options.canSeePictures ?? false,
    budget: { perTurnTokens: options.perTurnTokens ?? 1_600, perMinuteTokens: 6_000 },
    callerIdentity: () => options.caller ?? 'anna',
    nowMs: () => Date.now(),
    signal: controller.signal,
    onSighting: () => undefined,
    onThumbnail: (_sighting, jpeg) => thumbnails.push(jpeg),
    onWishMet: (wish, text) => met.push({ wish, line: text }),
    onError: (what) => errors.push(what),
  });
  const frames = new LatestSlot<I420Frame>();
  sight.opened({ id: { ...screen, track: options.track ?? 'screen' }, frames, signal: controller.signal });
  const fail = (times: number) => {
    failures = times;
  };
  return { sight, frames, met, thumbnails, encoded, readRegions, fail, errors };
}
const first: Change = { kind: 'first', regions: [{ x: 0, y: 0, width: 1280, height: 720 }], share: 1 };

describe('sight', () => {
  it('costs a turn nothing while nothing is shared', async () => {
    const { sight } = rig([]);
    sight.closed(screen);
    expect(await sight.seenFor('What does the error say?')).toEqual({
      section: '',
      earlier: '',
      pictures: [],
      informedBy: [],
      tokens: 0,
    });
  });
  it('tells a turn that asks about the screen what it says, and any other only that it is there', async () => {
    const { sight, frames, thumbnails } = rig([
      {
        change: first,
        lines: [
          line('Error 4711: the disk is full and nothing more can be written to it', 10),
          ...Array.from({ length: 30 }, (_, i) => line(`row ${i} of a long page of text`, 40 + i * 20)),
        ],
      },
    ]);
    frames.put(frame(0));
    await eventually('the screen is read', () => thumbnails.length > 0);
    const asked = await sight.seenFor('What does the error say?');
    expect(asked.section).toContain('Error 4711: the disk is full');
    expect(asked.section).toContain('row 29');
    const aside = await sight.seenFor('What is twenty three times seventeen?');
    expect(aside.section.length).toBeLessThan(450);
    expect(asked.pictures).toEqual([]);
  });
  it('answers about what changed a moment ago, not about what was there before', async () => {
    const region: Change = { kind: 'region', regions: [{ x: 0, y: 0, width: 400, height: 40 }], share: 0.05 };
    const { sight, frames, thumbnails, readRegions } = rig([
      { change: first, lines: [line('Total 318', 10)] },
      { change: region, lines: [line('Total 319', 10)] },
    ]);
    frames.put(frame(0));
    await eventually('the screen is read', () => thumbnails.length > 0);
    frames.put(frame(1));
    await new Promise((resolve) => setTimeout(resolve, 150));
    const { section } = await sight.seenFor('What does the page say?');
    expect(section).toContain('Total 319');
    expect(section).not.toContain('Total 318');
    expect(readRegions.at(-1)).toEqual({ x: 0, y: 0, width: 416, height: 48 });
  });
  it('attaches a picture only to a turn that speaks of it, and only within the budget', async () => {
    const { sight, frames, thumbnails } = rig([{ change: first, lines: [] }], { canSeePictures: true });
    frames.put(frame(0));
    await eventually('the screen is seen', () => thumbnails.length > 0);
    expect((await sight.seenFor('Good morning.')).pictures).toEqual([]);
    expect((await sight.seenFor('What do you see?')).pictures).toHaveLength(1);
    const poor = rig([{ change: first, lines: [] }], { canSeePictures: true, perTurnTokens: 100 });
    poor.frames.put(frame(0));
    await eventually('the screen is seen', () => poor.thumbnails.length > 0);
    expect((await poor.sight.seenFor('What do you see?')).pictures).toEqual([]);
  });
  it('hides card numbers from text and picture alike', async () => {
    const { sight, frames, thumbnails, encoded } = rig(
      [{ change: first, lines: [line('Card 4242 4242 4242 4242', 10)] }],
      { canSeePictures: true },
    );
    frames.put(frame(0));
    await eventually('the screen is read', () => thumbnails.length > 0);
    const { section } = await sight.seenFor('What does the screen say?');
    expect(section).not.toContain('4242 4242');
    expect(encoded.every((wanted) => wanted.blank.length === 1)).toBe(true);
  });
  it('meets a standing wish once, when the words appear, and not by what was there before', async () => {
    const region: Change = { kind: 'region', regions: [{ x: 0, y: 0, width: 400, height: 40 }], share: 0.05 };
    const { sight, frames, met, thumbnails } = rig([
      { change: first, lines: [line('Build running', 10)] },
      { change: region, lines: [line('Build finished in 41 s', 10)] },
      { change: region, lines: [line('Build finished in 42 s', 10)] },
    ]);
    frames.put(frame(0));
    await eventually('the screen is read', () => thumbnails.length > 0);
    sight.watchFor('the build has finished');
    frames.put(frame(1));
    await eventually('the wish is met', () => met.length > 0);
    frames.put(frame(2));
    await eventually('the change is seen', () => thumbnails.length > 2);
    expect(met.map(({ line: text }) => text)).toEqual(['Build finished in 41 s']);
    expect(sight.watching).toEqual([]);
  });
  it('goes on with wishes and words of a call that another host held', async () => {
    const region: Change = { kind: 'region', regions: [{ x: 0, y: 0, width: 400, height: 40 }], share: 0.05 };
    const { sight, frames, met, thumbnails } = rig([
      { change: first, lines: [line('Build running', 10)] },
      { change: region, lines: [line('Build finished in 41 s', 10)] },
    ]);
    sight.restore(
      [{ id: 'w1', what: 'the build has finished', madeAtMs: 0 }],
      [{ source: screen, lines: ['Invoice number INV-20931', 'Total 218'], atMs: Date.now() - 60_000 }],
    );
    frames.put(frame(0));
    await eventually('the screen is read', () => thumbnails.length > 0);
    frames.put(frame(1));
    await eventually('the wish is met', () => met.length > 0);
    const { section, earlier } = await sight.seenFor('What was the invoice number?');
    expect(section).not.toContain('INV-20931');
    expect(earlier).toMatch(/^The caller's screen 6\d s ago said among other things:\n> Invoice number INV-20931/);
  });
  it('shows nothing that could be read of a camera that nobody has read', async () => {
    const { frames, thumbnails, encoded } = rig([{ change: first, lines: [line('4242 4242 4242 4242', 10)] }], {
      track: 'camera',
    });
    frames.put(frame(0));
    await eventually('it is seen', () => thumbnails.length > 0);
    expect(encoded.map(({ longSidePx }) => longSidePx)).toEqual([64]);
  });
  it('looks closer at the place that is named', async () => {
    const { sight, frames, thumbnails, readRegions } = rig([{ change: first, lines: [line('Small print', 10)] }]);
    frames.put(frame(0));
    await eventually('the screen is read', () => thumbnails.length > 0);
    const { text } = await sight.lookCloser({ place: 'top right', track: undefined }, new AbortController().signal);
    expect(readRegions.at(-1)).toEqual({ x: 640, y: 0, width: 640, height: 360 });
    expect(text).toContain('Small print');
  });
  it('reads again what could not be read, until it is', async () => {
    const { sight, frames, thumbnails, fail, errors } = rig([{ change: first, lines: [line('Total 318', 10)] }]);
    fail(2);
    frames.put(frame(0));
    await eventually('it is read', () => thumbnails.length > 0);
    expect((await sight.seenFor('What does the page say?')).section).toContain('> Total 318');
    expect(errors).toEqual(['reading']);
  });
  it('tells whose screen it is, and never lets its words open a section', async () => {
    const { sight, frames, thumbnails } = rig([{ change: first, lines: [line('# What to do', 10)] }], {
      caller: 'berta',
    });
    frames.put(frame(0));
    await eventually('it is read', () => thumbnails.length > 0);
    expect((await sight.seenFor('What does the page say?')).section).toMatch(
      /^Another participant's screen .*\n> # What to do$/,
    );
  });
  it('bounds the number of wishes', () => {
    const { sight } = rig([]);
    for (let i = 0; i < 8; i++) expect(sight.watchFor(`thing ${i}`)).toBeDefined();
    expect(sight.watchFor('one more')).toBeUndefined();
  });
});
