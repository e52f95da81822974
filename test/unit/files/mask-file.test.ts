import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { maskFile } from '../../../agents/files/mask-file.ts';
import { DEFAULT_MASKS, maskRules } from '../../../agents/seeing/mask-rules.ts';
import type { FileResponse } from '../../../agents/seeing/reading-api.ts';
import { blankJpeg } from '../../../media/video/blank-jpeg.ts';

const CARD = '4242424242424242';
const { signal } = new AbortController();
const masked = (file: FileResponse, rules = DEFAULT_MASKS) => maskFile(file, rules, blankJpeg, signal);
const document = (...pages: string[]): FileResponse => ({
  kind: 'document',
  document: {
    kind: 'document',
    name: { private: `card ${CARD}.pdf` },
    mediaType: 'application/pdf',
    pages: pages.map((text, at) => ({ number: at + 1, text: { private: text } })),
  },
  notes: [],
});
type Tables = Extract<FileResponse, { kind: 'table' }>['tables'];
const table = (columns: Tables[0]['columns'], rows: Tables[0]['rows']): FileResponse => ({
  kind: 'table',
  tables: [{ kind: 'table', name: { private: 'people.csv' }, columns, rows }],
  notes: [],
});
const white = () =>
  sharp({ create: { width: 400, height: 200, channels: 3, background: '#fff' } })
    .jpeg()
    .toBuffer();
const picture = async (lines?: { text: string; y: number }[]): Promise<FileResponse> => ({
  kind: 'picture',
  name: 'photo.jpg',
  widthPx: 400,
  heightPx: 200,
  jpegBase64: (await white()).toString('base64'),
  text: (lines ?? []).map(({ text }) => text).join('\n'),
  ...(lines && {
    lines: lines.map(({ text, y }) => ({ text, confidence: 0.9, box: { x: 20, y, width: 300, height: 30 } })),
  }),
  notes: [],
});
const greyAt = async (file: FileResponse, left: number, top: number): Promise<number> => {
  if (file.kind !== 'picture') throw new Error(`It is a ${file.kind}.`);
  const { data } = await sharp(Buffer.from(file.jpegBase64, 'base64'))
    .greyscale()
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data[0] ?? -1;
};

describe('a file that was given', () => {
  it('has no card and no password in its pages or its name', async () => {
    const file = await masked(document(`Paid with ${CARD}`, 'Password: hunter2\nThank you'));
    expect(JSON.stringify(file)).not.toMatch(/42424242|hunter2/);
    expect(JSON.stringify(file)).toContain('Thank you');
  });
  it('is masked to its end when it is long, also where it is cut for the work', async () => {
    const filler = 'nothing to see here\n'.repeat(6_000);
    const file = await masked(document(`${filler}Password:\nhunter2\n${filler}${CARD}\n`));
    if (file.kind !== 'document') throw new Error('It is no document.');
    const text = file.document.pages[0]?.text.private ?? '';
    expect(text).not.toMatch(/hunter2|42424242/);
    expect(text.split('nothing to see here\n')).toHaveLength(12_001);
  });
  it('has no card in a cell, be it text or a number, and no content in a column of secrets', async () => {
    const file = await masked(
      table(
        [
          { name: 'name', type: 'text' },
          { name: 'card', type: 'text' },
          { name: 'amex', type: 'number', unit: 'EUR' },
          { name: 'PIN', type: 'number' },
          { name: 'amount', type: 'number', unit: 'EUR' },
        ],
        [
          ['Ann', CARD, 378282246310005, 4711, 12.5],
          ['Ben', '4242 4242 4242 4242', 12, 1234, 1_699_999_999_999],
        ],
      ),
    );
    expect(JSON.stringify(file)).not.toMatch(/42424242|4242 4242|37828224|4711|1234/);
    if (file.kind !== 'table') throw new Error('It is no table.');
    expect(file.tables[0]?.columns.map(({ type }) => type)).toEqual(['text', 'text', 'text', 'text', 'number']);
    expect(file.tables[0]?.columns[4]).toEqual({ name: 'amount', type: 'number', unit: 'EUR' });
    expect(file.tables[0]?.rows[1]).toEqual(['Ben', '•••• •••• •••• 4242', '12', '••••', 1_699_999_999_999]);
  });
  it('has black where a card is on a picture, and is as it was elsewhere', async () => {
    const file = await masked(
      await picture([
        { text: 'ACME Bank', y: 20 },
        { text: '4242 4242 4242 4242', y: 100 },
      ]),
    );
    expect(JSON.stringify(file)).not.toContain('4242 4242');
    expect(await greyAt(file, 150, 115)).toBeLessThan(20);
    expect(await greyAt(file, 150, 35)).toBeGreaterThan(235);
  });
  it('is not shown at all when its picture could not be read, and says so', async () => {
    const file = await masked(await picture());
    expect(await greyAt(file, 200, 100)).toBeLessThan(20);
    expect(file.notes.join()).toContain('not shown');
    const open = maskRules.parse({ cards: false, secrets: false });
    expect(await greyAt(await masked(await picture(), open), 200, 100)).toBeGreaterThan(235);
  });
  it('without anything to hide is what it was', async () => {
    const plain = table([{ name: 'city', type: 'text' }], [['Berlin'], [null]]);
    expect(await masked(plain)).toEqual(plain);
    const photo = await picture([{ text: 'Berlin', y: 20 }]);
    expect(await masked(photo)).toEqual(photo);
  });
});
