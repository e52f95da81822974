/** Pictures for tests, painted by the browser under test: a page of text, a receipt, or a bar chart, as pixels and as JPEG. */
import type { Page } from 'playwright-core';
import type { RgbaPicture } from './fake-agent/fake-sight.ts';

export type Motif = 'terminal' | 'receipt' | 'chart';

const PAINT = `(({ motif, width, height }) => {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const c = canvas.getContext('2d', { willReadFrequently: true });
  const fill = (colour, x, y, w, h) => { c.fillStyle = colour; c.fillRect(x, y, w, h); };
  const write = (text, x, y, size, colour) => { c.fillStyle = colour; c.font = size + 'px monospace'; c.fillText(text, x, y); };
  const u = height / 20;
  if (motif === 'terminal') {
    fill('#14181d', 0, 0, width, height);
    ['$ npm run build', 'vite v7.1 building', 'transforming 412 modules', 'ERROR in src/main.ts:14', "Cannot find name 'room'.", '$ _']
      .forEach((line, i) => write(line, u, u * (2.4 + i * 2.8), u * 1.6, line.startsWith('ERROR') ? '#ff8f8f' : '#d5e0da'));
  } else if (motif === 'receipt') {
    fill('#8d8273', 0, 0, width, height);
    fill('#fbfaf6', width * 0.28, 0, width * 0.44, height);
    ['INVOICE', 'No. 2026-0417', '', 'Paper    12.40', 'Ink      31.00', 'Total    43.40'].forEach((line, i) => write(line, width * 0.31, u * (3 + i * 2.8), u * 1.3, '#222'));
  } else {
    fill('#ffffff', 0, 0, width, height);
    write('Orders per month', u * 2, u * 2.2, u * 1.1, '#222');
    [5, 8, 6, 11, 13, 9].forEach((value, i) => { fill('#14645a', width * (0.08 + i * 0.15), height - u * (2 + value), width * 0.1, u * value); write('JFMAMJ'[i], width * (0.12 + i * 0.15), height - u * 0.8, u, '#222'); });
  }
  const pixels = c.getImageData(0, 0, width, height).data;
  let text = '';
  for (let i = 0; i < pixels.length; i += 32768) text += String.fromCharCode(...pixels.subarray(i, i + 32768));
  return { rgba: btoa(text), jpeg: canvas.toDataURL('image/jpeg', 0.8).split(',')[1], png: canvas.toDataURL('image/png').split(',')[1] };
})`;

export async function paint(
  page: Page,
  motif: Motif,
  size: { width: number; height: number },
): Promise<RgbaPicture & { jpeg: Buffer; png: Buffer }> {
  const painted = await page.evaluate<{ rgba: string; jpeg: string; png: string }>(
    `${PAINT}(${JSON.stringify({ motif, ...size })})`,
  );
  const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');
  return {
    widthPx: size.width,
    heightPx: size.height,
    rgba: new Uint8Array(bytes(painted.rgba)),
    jpeg: bytes(painted.jpeg),
    png: bytes(painted.png),
  };
}
