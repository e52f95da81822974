/** Writes small PDF files, good ones and bad ones, so that tests of reading need none that is checked in. */
import { constants, deflateRawSync, deflateSync } from 'node:zlib';

export interface PdfOptions {
  /** Asks for a password nobody has. */
  locked?: boolean;
}

/** One page for each text; an empty text makes a page without any. Lines stand below each other. */
export function pdfFile(pages: readonly string[], options: PdfOptions = {}): Buffer {
  const streams = pages.map((text) => {
    const shown = text.split('\n').map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj 0 -14 Td`);
    return Buffer.from(text === '' ? '' : `BT /F1 12 Tf 50 700 Td ${shown.join(' ')} ET`, 'latin1');
  });
  return assemble(
    streams.map((bytes) => ({ bytes, filter: '' })),
    options,
  );
}

/** A page whose drawing unpacks to `megabytes` of blanks from some kilobytes. */
export function pdfBomb(megabytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(1_000_000, ' '), { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  const once = Buffer.concat([Buffer.from([0x78, 0xda]), ...Array.from({ length: megabytes }, () => block)]);
  return assemble([{ bytes: deflateSync(once, { level: 9 }), filter: '/Filter [/FlateDecode /FlateDecode]' }], {});
}

function assemble(streams: { bytes: Buffer; filter: string }[], { locked = false }: PdfOptions): Buffer {
  const objects: Buffer[] = [];
  const add = (number: number, body: string | Buffer) => {
    objects[number] = Buffer.concat([Buffer.from(`${number} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n')]);
  };
  const pageOf = (at: number) => 10 + at * 2;
  add(1, '<< /Type /Catalog /Pages 2 0 R >>');
  add(
    2,
    `<< /Type /Pages /Count ${streams.length} /Kids [${streams.map((_, at) => `${pageOf(at)} 0 R`).join(' ')}] >>`,
  );
  add(3, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  const hex = '5a'.repeat(32);
  if (locked) add(4, `<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <${hex}> /U <${hex}> >>`);
  for (const [at, { bytes, filter }] of streams.entries()) {
    const page = pageOf(at);
    add(
      page,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${page + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    const head = Buffer.from(`<< /Length ${bytes.length} ${filter} >>\nstream\n`);
    add(page + 1, Buffer.concat([head, bytes, Buffer.from('\nendstream')]));
  }
  const header = Buffer.from('%PDF-1.4\n');
  let at = header.length;
  const places: string[] = [];
  for (let number = 0; number < objects.length; number++) {
    const object = objects[number];
    places.push(object ? `${String(at).padStart(10, '0')} 00000 n \n` : '0000000000 65535 f \n');
    at += object?.length ?? 0;
  }
  const encrypt = locked ? `/Encrypt 4 0 R /ID [<${hex}> <${hex}>]` : '';
  const trailer = `xref\n0 ${places.length}\n${places.join('')}trailer\n<< /Size ${places.length} /Root 1 0 R ${encrypt} >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([header, ...objects.filter((object) => object !== undefined), Buffer.from(trailer)]);
}
