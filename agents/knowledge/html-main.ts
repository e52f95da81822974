/** The thread that reads one web page: bytes in, its text out. Started by html-thread.ts and never imported. */
import { parentPort, workerData } from 'node:worker_threads';
import { decodeText } from '../files/decode-text.ts';
import { htmlText } from './html-text.ts';

/** Where a page says how its letters are written. */
const HEAD_BYTES = 2_048;

function decode(bytes: Uint8Array, name: string): string {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  const charset = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,30})/i.exec(head)?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return decodeText(bytes, name).text;
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return decodeText(bytes, name).text;
  }
}

const { bytes, name }: { bytes: Uint8Array; name: string } = workerData;
try {
  parentPort?.postMessage(htmlText(decode(bytes, name)));
} catch (error) {
  parentPort?.postMessage({ problem: error instanceof Error ? error.message : String(error) });
}
