/** What one call shows: one thing at a time, told to the page and written down, back after a take-over. */
import { describe, expect, it } from 'vitest';
import { lastPresented, Presenting, type PresentingOptions } from '../../../agents/call/presenting.ts';
import type { CallEvent, CallEventBody } from '../../../agents/log/events.ts';
import { callEvent } from '../../../agents/log/events.ts';
import type { DrawnSheet, SheetRequest } from '../../../agents/presenting/sheet-request.ts';
import { PresentingError } from '../../../agents/presenting/shown-table.ts';
import type { PageEvent } from '../../../agents/room/page-events.ts';
import type { StillPicture } from '../../../agents/room/video-out.ts';

const sheetOf = (title: string): DrawnSheet => ({
  title,
  description: `all about ${title}`,
  widthPx: 4,
  heightPx: 2,
  jpeg: new Uint8Array([1, 2, 3]),
  i420: new Uint8Array(12),
});
const text = (title: string) => ({ what: 'text' as const, title, lines: ['a'] });

function rig(options: Partial<PresentingOptions> = {}) {
  const pictures: (StillPicture | 'hidden')[] = [];
  const told: PageEvent[] = [];
  const noted: CallEventBody[] = [];
  const errors: unknown[] = [];
  const drawings: { request: SheetRequest; finish: (sheet: DrawnSheet | Error) => void }[] = [];
  const presenting = new Presenting({
    sheets: {
      draw: (request) =>
        new Promise((resolve, reject) => {
          const finish = (sheet: DrawnSheet | Error) => (sheet instanceof Error ? reject(sheet) : resolve(sheet));
          drawings.push({ request, finish });
        }),
    },
    given: { names: [], find: () => undefined, seen: async () => undefined },
    room: {
      showPicture: async (picture) => void pictures.push(picture),
      hidePicture: async () => void pictures.push('hidden'),
    },
    signal: new AbortController().signal,
    restored: undefined,
    onPhone: () => false,
    note: (event) => noted.push(event),
    show: (event) => told.push(event),
    onError: (error) => errors.push(error),
    ...options,
  });
  /** Lets everything happen that waits for nothing outside. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { presenting, pictures, told, noted, errors, drawings, settle };
}
const never = new AbortController().signal;

describe('what is shown', () => {
  it('is put on the page, told in words, and written down with its picture', async () => {
    const { presenting, pictures, told, noted, drawings, settle } = rig();
    const shown = presenting.show(text('Steps'), never);
    await settle();
    drawings[0]?.finish(sheetOf('Steps'));
    expect(await shown).toBe('The caller can see it now: "Steps". all about Steps');
    expect(pictures).toHaveLength(1);
    expect(told).toEqual([{ type: 'presenting', on: true, title: 'Steps', description: 'all about Steps' }]);
    expect(noted).toMatchObject([{ type: 'presented', on: true, picture: { private: 'AQID' } }]);
    presenting.introduce();
    expect(told).toHaveLength(2);
    expect(await presenting.stop()).toBe('Steps');
    expect(await presenting.stop()).toBeUndefined();
    expect(pictures.at(-1)).toBe('hidden');
    expect(told.at(-1)).toMatchObject({ on: false, title: 'Steps' });
    expect(presenting.shows).toBe(false);
  });

  it('stays when the turn that asked for it is interrupted, and is not begun by one that was', async () => {
    const { presenting, pictures, drawings, settle } = rig();
    const first = new AbortController();
    const shown = presenting.show(text('First'), first.signal);
    await settle();
    drawings[0]?.finish(sheetOf('First'));
    await shown;
    first.abort(new Error('interrupted'));
    expect(presenting.shows).toBe(true);
    const second = new AbortController();
    const late = presenting.show(text('Second'), second.signal);
    await settle();
    second.abort(new Error('interrupted'));
    drawings[1]?.finish(sheetOf('Second'));
    await expect(late).rejects.toThrow('interrupted');
    expect(pictures).toHaveLength(1);
  });

  it('is the newest of what was asked for, whichever was drawn first; taking away counts as newer', async () => {
    const { presenting, pictures, told, drawings, settle } = rig();
    const slow = presenting.show(text('Slow'), never);
    await settle();
    const quick = presenting.show(text('Quick'), never);
    await settle();
    drawings[1]?.finish(sheetOf('Quick'));
    await quick;
    drawings[0]?.finish(sheetOf('Slow'));
    expect(await slow).toMatch(/not shown/);
    expect(told.map((event) => event.type === 'presenting' && event.title)).toEqual(['Quick']);
    const never3 = presenting.show(text('Third'), never);
    await settle();
    await presenting.stop();
    drawings[2]?.finish(sheetOf('Third'));
    expect(await never3).toMatch(/not shown/);
    expect(pictures.at(-1)).toBe('hidden');
  });

  it('is said instead on the telephone, and when it goes wrong inside, only the log is told why', async () => {
    await expect(rig({ onPhone: () => true }).presenting.show(text('a'), never)).rejects.toThrow(/telephone/);
    const { presenting, drawings, errors, settle } = rig();
    const broken = presenting.show(text('a'), never);
    await settle();
    drawings[0]?.finish(new TypeError('x is undefined'));
    await expect(broken).rejects.toThrow(new PresentingError('It could not be drawn.'));
    expect(errors).toHaveLength(1);
  });
});

describe('after a take-over', () => {
  const restored = { title: 'Kept', description: 'd', jpegBase64: 'AQID' };
  it('it is shown again, once', async () => {
    const { presenting, told, noted, drawings, settle } = rig({ restored });
    presenting.introduce();
    presenting.introduce();
    await settle();
    expect(drawings.map(({ request }) => request)).toEqual([{ kind: 'picture', ...restored }]);
    drawings[0]?.finish(sheetOf('Kept'));
    await settle();
    expect(told).toMatchObject([{ type: 'presenting', on: true, title: 'Kept' }]);
    expect(noted).toEqual([]);
  });

  it('the page and the log are told that it is gone when it cannot be', async () => {
    const { presenting, told, noted, drawings, settle } = rig({ restored });
    presenting.introduce();
    await settle();
    drawings[0]?.finish(new PresentingError('no'));
    await settle();
    expect(told).toMatchObject([{ type: 'presenting', on: false, title: 'Kept' }]);
    expect(noted).toMatchObject([{ type: 'presented', on: false }]);
  });

  it('what was shown last is found in the log, unless it was taken away', () => {
    const event = (seq: number, on: boolean): CallEvent =>
      callEvent.parse({
        v: 1,
        callId: 'c',
        seq,
        atMs: seq,
        type: 'presented',
        on,
        title: { private: `T${seq}` },
        ...(on ? { description: { private: 'd' }, picture: { private: 'AQID' } } : {}),
      });
    expect(lastPresented([event(1, true), event(2, true)])).toEqual({
      title: 'T2',
      description: 'd',
      jpegBase64: 'AQID',
    });
    expect(lastPresented([event(1, true), event(2, false)])).toBeUndefined();
    expect(lastPresented([])).toBeUndefined();
  });
});
