/**
 * One file read in a child process: bytes in on its standard input, one header line and the answer out. The child has no
 * environment, may read the program and write nothing, and is killed when it is late or grows too large.
 */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ReadingError } from '../seeing/reading/reading-error.ts';
import { readingError } from '../seeing/reading-api.ts';
import type { GivenFile } from './given-file.ts';

const PROGRAM = fileURLToPath(new URL('./read-file-process.ts', import.meta.url));
/** The program and its packages, which may be installed elsewhere. */
const READABLE = [
  fileURLToPath(new URL('../../', import.meta.url)),
  `${resolve(realpathSync(createRequire(import.meta.url).resolve('papaparse/package.json')), '..', '..')}/`,
];
/** JavaScript's heap; the child watches the whole of its memory itself. */
const HEAP_MB = 512;
/** Far beyond the limits of what an answer may hold. */
const MAX_ANSWER_BYTES = 64_000_000;

const header = z.union([z.object({ kind: z.enum(['document', 'table', 'picture']) }), readingError]);

export interface ReadAnswer {
  kind: 'document' | 'table' | 'picture';
  json: Uint8Array;
}

/** Rejects with a ReadingError, or with the signal's reason. */
export function readInChild(file: GivenFile, limitMs: number, signal: AbortSignal): Promise<ReadAnswer> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((settle, reject) => {
    const child = spawn(
      process.execPath,
      [
        '--no-warnings',
        `--max-old-space-size=${HEAP_MB}`,
        '--permission',
        ...READABLE.map((folder) => `--allow-fs-read=${folder}`),
        '--allow-addons',
        '--allow-worker',
        PROGRAM,
        JSON.stringify({ name: file.name, mediaType: file.mediaType }),
      ],
      { env: {}, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    let complaint = '';
    const stop = (reason: unknown) => {
      child.kill('SIGKILL');
      reject(reason);
    };
    const timer = setTimeout(
      () => stop(new ReadingError('too_slow', `${quoted(file)} takes longer to read than ${limitMs / 1000} s.`)),
      limitMs,
    );
    const onAbort = () => stop(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= MAX_ANSWER_BYTES) chunks.push(chunk);
      else stop(new ReadingError('too_large', `${quoted(file)} holds more text than is read.`));
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < 2_000) complaint += String(chunk);
    });
    // A child that ends early leaves its input broken; its exit says why.
    child.stdin.on('error', () => {});
    child.on('error', (error) => reject(new Error(`The reader of files does not start: ${error.message}`)));
    child.on('close', (code, killedBy) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      const output = Buffer.concat(chunks);
      const end = output.indexOf(0x0a);
      const head = end < 0 ? undefined : header.safeParse(jsonOf(output.subarray(0, end))).data;
      if (head !== undefined && 'error' in head) reject(new ReadingError(head.error.code, head.error.message));
      else if (head !== undefined && code === 0) settle({ kind: head.kind, json: output.subarray(end + 1) });
      else reject(lost(file, code, killedBy, complaint));
    });
    child.stdin.end(file.bytes);
  });
}

function lost(file: GivenFile, code: number | null, killedBy: string | null, complaint: string): Error {
  const cause = new Error(`The reader of files ended with ${killedBy ?? `code ${code}`}: ${complaint.trim()}`);
  const outOfMemory = killedBy !== null || /heap out of memory/.test(complaint);
  return outOfMemory
    ? new ReadingError('too_large', `${quoted(file)} unpacks to more than there is memory for.`, { cause })
    : new ReadingError('not_readable', `${quoted(file)} cannot be read: it is broken or made to be.`, { cause });
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

const quoted = ({ name }: GivenFile): string => JSON.stringify(name);
