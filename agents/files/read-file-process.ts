/**
 * The process that reads one file and ends: bytes on its standard input, what it is called as its argument, on its
 * standard output one header line and the answer. A thread beside it ends it when it grows too large.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { ReadingError } from '../seeing/reading/reading-error.ts';
import { readFile } from './read-file.ts';

const about = z.object({ name: z.string(), mediaType: z.string() });

new Worker(new URL('./memory-guard.ts', import.meta.url), { execArgv: ['--no-warnings'] }).unref();

try {
  const { name, mediaType } = about.parse(JSON.parse(process.argv[2] ?? ''));
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  const answer = await readFile({ bytes: Buffer.concat(chunks), name, mediaType });
  end({ kind: answer.kind }, JSON.stringify(answer));
} catch (error) {
  // Anything else is a parser that fell over: the parent is told by the exit, and logs what stands here.
  if (!(error instanceof ReadingError)) throw error;
  end({ error: { code: error.code, message: error.message } }, '');
}

function end(header: object, body: string): void {
  process.stdout.write(`${JSON.stringify(header)}\n${body}`, () => process.exit(0));
}
