/** Writes PNG files by hand, so that a test can declare sizes no library would write. */
import { crc32, deflateSync } from 'node:zlib';

/** A grey picture of the declared size; `pixels` may be fewer than it declares. */
export function pngFile(widthPx: number, heightPx: number, pixels: Uint8Array = new Uint8Array(16)): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(widthPx, 0);
  size.writeUInt32BE(heightPx, 4);
  size.set([8, 0, 0, 0, 0], 8);
  const rows: Buffer[] = [];
  for (let at = 0; at < pixels.length; at += widthPx)
    rows.push(Buffer.from([0]), Buffer.from(pixels.subarray(at, at + widthPx)));
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    magic,
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(body.length, 0);
  ends.writeUInt32BE(crc32(typed), 4);
  return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)]);
}
