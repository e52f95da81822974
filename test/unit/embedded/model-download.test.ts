import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadModelFile, ModelDownloadError } from '../../../agents/models/embedded/model-download.ts';

const CONTENT = randomBytes(400_000);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const never = new AbortController().signal;

let server: Server;
let folder: string;
let url: string;
let ranges: (string | undefined)[];
let answer: (request: IncomingMessage, response: ServerResponse, nth: number) => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-download-'));
  ranges = [];
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response, ranges.length);
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.onnx`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
  rmSync(folder, { recursive: true, force: true });
});

const sha256 = (hex: string) => ({ kind: 'sha256', hex }) as const;
const file = (hex = SHA256) => ({ url, path: join(folder, 'deep', 'model.onnx'), checksum: sha256(hex) });

/** Serves ranges; breaks off after `limitBytes` of each answer. */
function serve(request: IncomingMessage, response: ServerResponse, limitBytes = Number.POSITIVE_INFINITY): void {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const rest = CONTENT.subarray(start);
  const headers = {
    'content-length': rest.length,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}` } : {}),
  };
  response.writeHead(start > 0 ? 206 : 200, headers);
  if (rest.length <= limitBytes) response.end(rest);
  else response.write(rest.subarray(0, limitBytes), () => setTimeout(() => response.destroy(), 20));
}

describe('a model download', () => {
  it('goes on where the connection broke, and reports its progress', async () => {
    answer = (request, response, nth) => serve(request, response, nth === 1 ? 150_000 : undefined);
    const progress: number[] = [];
    await downloadModelFile(file(), { signal: never, onProgress: ({ doneBytes }) => progress.push(doneBytes) });
    expect(readFileSync(file().path).equals(CONTENT)).toBe(true);
    expect(ranges[0]).toBeUndefined();
    expect(Number(/\d+/.exec(ranges[1] ?? '')?.[0])).toBeGreaterThan(0);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(CONTENT.length);
  });

  it('goes on from what an earlier process has left', async () => {
    answer = (request, response, nth) => (nth === 1 ? serve(request, response, 100_000) : void response.destroy());
    await expect(downloadModelFile(file(), { signal: never, maxBarrenTries: 1 })).rejects.toThrow(
      /What has come so far is kept/,
    );
    expect(existsSync(file().path)).toBe(false);
    const left = statSync(`${file().path}.partial`).size;
    expect(left).toBeGreaterThan(0);
    answer = (request, response) => serve(request, response);
    await downloadModelFile(file(), { signal: never });
    expect(ranges.at(-1)).toBe(`bytes=${left}-`);
    expect(readFileSync(file().path).equals(CONTENT)).toBe(true);
  });

  it('starts again when the server does not know ranges', async () => {
    answer = (_request, response, nth) => {
      response.writeHead(200, { 'content-length': CONTENT.length });
      if (nth === 1) response.write(CONTENT.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 20));
      else response.end(CONTENT);
    };
    await downloadModelFile(file(), { signal: never });
    expect(readFileSync(file().path).equals(CONTENT)).toBe(true);
  });

  it('refuses and deletes a file with another checksum, naming both', async () => {
    answer = (request, response) => serve(request, response);
    const wrong = 'a'.repeat(64);
    await expect(downloadModelFile(file(wrong), { signal: never })).rejects.toThrow(
      new RegExp(`${SHA256}, not ${wrong}`),
    );
    expect(existsSync(file().path)).toBe(false);
    expect(existsSync(`${file().path}.partial`)).toBe(false);
  });

  it('says that a model is not there, without trying again', async () => {
    answer = (_request, response) => void response.writeHead(404).end();
    await expect(downloadModelFile(file(), { signal: never })).rejects.toThrow(ModelDownloadError);
    expect(ranges).toHaveLength(1);
  });

  it('gives up on a server that says nothing', async () => {
    answer = () => {};
    await expect(downloadModelFile(file(), { signal: never, stallMs: 50, maxBarrenTries: 2 })).rejects.toThrow(
      /could not be fetched/,
    );
    expect(ranges).toHaveLength(2);
  });

  it('stops when told to and keeps what came', async () => {
    const stop = new AbortController();
    answer = (request, response) => serve(request, response, 100_000);
    await expect(
      downloadModelFile(file(), { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });

  it('leaves a file alone that is in place', async () => {
    writeFileSync(join(folder, 'here'), 'whole');
    await downloadModelFile({ url, path: join(folder, 'here'), checksum: sha256(SHA256) }, { signal: never });
    expect(ranges).toHaveLength(0);
  });
});
