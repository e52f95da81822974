/** Damaged files of every kind: each is read or refused in words, and nothing is left running. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFileReader } from '../../agents/files/file-reader.ts';
import { readFile as readGiven } from '../../agents/files/read-file.ts';
import { silentLog } from '../../agents/models/embedded/log.ts';
import { ReadingError } from '../../agents/seeing/reading/reading-error.ts';
import { fileResponse } from '../../agents/seeing/reading-api.ts';
import { pdfFile } from '../support/pdf-file.ts';

const noOcr = { read: async () => ({ lines: [], tookMs: 0 }) };

/** The same damage each time: a generator of numbers from 0 to 1 that begins at a seed. */
function damage(bytes: Buffer, seed: number): Buffer {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  const out = Buffer.from(bytes.subarray(0, Math.ceil(bytes.length * (random() < 0.3 ? random() : 1))));
  for (let count = 0; count < 1 + random() * 12; count++)
    out[Math.floor(random() * out.length)] = Math.floor(random() * 256);
  return out;
}

test('damaged PDFs, pictures and tables are read or refused in words', async () => {
  const screen = await readFile(join(import.meta.dirname, '..', 'fixtures', 'files', 'screen.png'));
  const samples: [string, Buffer][] = [
    ['a.pdf', pdfFile(['Invoice INV-7\nTotal 48.31 EUR', 'Second page'])],
    ['a.png', screen],
    ['a.csv', Buffer.from('Item,"Price, net",Due\nLamp,"1,019.90",2026-11-30\n'.repeat(5))],
  ];
  for (const [name, bytes] of samples) {
    for (let seed = 1; seed <= 40; seed++) {
      try {
        fileResponse.parse(await readGiven({ bytes: damage(bytes, seed), name, mediaType: '' }));
      } catch (error) {
        expect(error, `${name} with seed ${seed}`).toBeInstanceOf(ReadingError);
      }
    }
  }
});

test('a reader that is late is killed and says so; one that nobody waits for ends', async () => {
  const hasty = createFileReader({ ocr: noOcr, log: silentLog, readMs: 5 });
  const file = { bytes: pdfFile(['x']), name: 'a.pdf', mediaType: '' };
  await expect(hasty.read(file, new AbortController().signal)).rejects.toMatchObject({ code: 'too_slow' });
  const reader = createFileReader({ ocr: noOcr, log: silentLog });
  const leaving = new AbortController();
  const left = reader.read(file, leaving.signal);
  leaving.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  const closing = reader.read(file, new AbortController().signal);
  const over = expect(closing).rejects.toMatchObject({ code: 'busy' });
  await reader.close();
  await over;
});
