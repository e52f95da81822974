/** Sheets from the wish to the pixels, in the thread that draws them, and over HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSheetClient } from '../../../agents/presenting/sheet-client.ts';
import { createSheetHandler } from '../../../agents/presenting/sheet-handler.ts';
import { type GivenThings, sheetOf } from '../../../agents/presenting/sheet-of-wish.ts';
import { createSheetPress, type SheetPress } from '../../../agents/presenting/sheet-press.ts';
import type { SheetRequest } from '../../../agents/presenting/sheet-request.ts';
import type { ShowWish } from '../../../agents/presenting/show-wish.ts';

const never = new AbortController().signal;
const nothing: GivenThings = { names: [], find: () => undefined, seen: async () => undefined };
const ROWS = {
  columns: ['City', '2025'],
  rows: [
    ['Berlin', 12],
    ['Rome', '9.5'],
    ['Paris', null],
  ],
};
const json = (request: SheetRequest) => new TextEncoder().encode(JSON.stringify(request));
const wish = (what: ShowWish) => sheetOf(what, nothing);

let press: SheetPress;
beforeAll(() => {
  press = createSheetPress({ deadlineMs: 30_000 });
});
afterAll(() => press.close());

/** Luma of a pixel of a sheet, 16..235. */
const lumaAt = (i420: Uint8Array, x: number, y: number) => i420[y * 1_280 + x] ?? 0;
const darkest = (i420: Uint8Array) => i420.subarray(0, 1_280 * 720).reduce((least, luma) => Math.min(least, luma), 255);

describe('in the drawing thread', () => {
  it('draws rows that were written down: bars on a light ground, letters included', { timeout: 60_000 }, async () => {
    const sheet = await press.draw(json(await wish({ what: 'plot', rows: ROWS })), never);
    expect(sheet).toMatchObject({ title: '2025 by City', widthPx: 1_280, heightPx: 720 });
    expect(sheet.description).toContain('from 9.5 at Rome to 12 at Berlin');
    expect(sheet.i420.length).toBe((1_280 * 720 * 3) / 2);
    expect([...sheet.jpeg.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect(lumaAt(sheet.i420, 5, 5)).toBeGreaterThan(220);
    expect(darkest(sheet.i420)).toBeLessThan(60);
  });

  it('draws a text with letters and signs of any kind, and a picture again from what was kept of it', {
    timeout: 60_000,
  }, async () => {
    const text = await wish({ what: 'text', title: 'Straße & <b>', lines: ['Ελληνικά', '日本', '\u0000\ud800'] });
    const first = await press.draw(json(text), never);
    expect(darkest(first.i420)).toBeLessThan(60);
    const jpegBase64 = Buffer.from(first.jpeg).toString('base64');
    const again = await press.draw(json({ kind: 'picture', title: 't', description: 'd', jpegBase64 }), never);
    const differing = again.i420.reduce((sum, value, at) => sum + Math.abs(value - (first.i420[at] ?? 0)), 0);
    expect(differing / again.i420.length).toBeLessThan(2);
  });

  it('says what is wrong, and goes on drawing', { timeout: 60_000 }, async () => {
    const junk = json({ kind: 'picture', title: '', description: '', jpegBase64: 'aGVsbG8=' });
    await expect(press.draw(junk, never)).rejects.toMatchObject({ code: 'not_showable' });
    await expect(press.draw(new TextEncoder().encode('{"kind":"film"}'), never)).rejects.toThrow(/not understood/);
    await expect(press.draw(json({ kind: 'text', title: 'Still', lines: ['here'] }), never)).resolves.toBeDefined();
  });

  it('gives up on a sheet at its deadline and starts anew', { timeout: 60_000 }, async () => {
    const hasty = createSheetPress({ deadlineMs: 1 });
    const request = json({ kind: 'text', title: 'a', lines: ['b'] });
    await expect(hasty.draw(request, never)).rejects.toMatchObject({ code: 'too_slow' });
    await hasty.close();
    const waiting = Array.from({ length: 9 }, () => press.draw(request, never));
    await expect(Promise.all(waiting)).rejects.toMatchObject({ code: 'busy' });
    await Promise.allSettled(waiting);
  });
});

describe('what is meant', () => {
  const given: GivenThings = {
    names: ['letter.pdf'],
    find: <K>(kinds: readonly K[]) =>
      (kinds as readonly string[]).includes('document')
        ? {
            name: 'letter.pdf',
            file: {
              kind: 'document',
              notes: [],
              document: {
                kind: 'document',
                name: { private: 'letter.pdf' },
                mediaType: 'application/pdf',
                pages: [{ number: 1, text: { private: 'Dear Ms Berg\n\nyour rent rises' } }],
              },
            } as never,
          }
        : undefined,
    seen: async () => new Uint8Array([1, 2, 3]),
  };
  it('is looked up among what was given and seen', async () => {
    expect(await sheetOf({ what: 'picture' }, given)).toMatchObject({
      kind: 'text',
      title: 'letter.pdf, page 1',
      lines: ['Dear Ms Berg', 'your rent rises'],
    });
    expect(await sheetOf({ what: 'picture', source: 'screen' }, given)).toMatchObject({ jpegBase64: 'AQID' });
    await expect(sheetOf({ what: 'picture', page: 7 }, given)).rejects.toThrow('"letter.pdf" has no page 7; it has 1.');
    await expect(sheetOf({ what: 'plot' }, given)).rejects.toThrow('no table to show: the files are "letter.pdf"');
    await expect(wish({ what: 'table', file: 'x.csv' })).rejects.toThrow(
      'no table "x.csv": the caller has given no file',
    );
    await expect(wish({ what: 'picture', source: 'camera' })).rejects.toThrow('Nothing has been seen of a camera');
  });

  it('takes the top rows of a column, empty cells last', async () => {
    const sheet = await wish({ what: 'table', rows: ROWS, sort_by: '2025', descending: true });
    expect(sheet.kind === 'table' && sheet.table.rows.map(([city]) => city)).toEqual(['Berlin', 'Rome', 'Paris']);
    const ragged = { columns: ['a'], rows: [['1', '2']] };
    await expect(wish({ what: 'plot', rows: ragged })).rejects.toThrow('Row 1 has 2 cells, but there are 1 columns.');
  });
});

describe('over HTTP', () => {
  it('brings the pixels, the kept picture and the words; errors come as their sentence', {
    timeout: 60_000,
  }, async () => {
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const handler = createSheetHandler({ press, log });
    const server = createServer((request, response) => {
      if (!handler(request, response)) response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = createSheetClient({ url, token: 'secret' });
    const drawn = await client.draw({ kind: 'text', title: 'Größe „ä“', lines: ['x\ud83d'] }, never);
    expect(drawn).toMatchObject({ title: 'Größe „ä“', widthPx: 1_280 });
    // The native side reads the buffer from its first byte.
    expect(drawn.i420.byteOffset).toBe(0);
    expect(drawn.i420.buffer.byteLength).toBe(drawn.i420.byteLength);
    await expect(
      client.draw(
        { kind: 'table', title: 't', table: { columns: [{ name: 'a', type: 'text' }], rows: [] }, totalRows: 0 },
        never,
      ),
    ).rejects.toThrow('The table has no rows to show.');
    expect((await fetch(`${url}/presenting/sheet`)).status).toBe(400);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(client.draw({ kind: 'text', title: 'a', lines: ['b'] }, never)).rejects.toThrow(
      /Nothing can be drawn/,
    );
  });
});
