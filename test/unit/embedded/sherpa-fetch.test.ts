import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchSherpaModel, type SherpaFetchOptions } from '../../../agents/models/embedded/sherpa/sherpa-fetch.ts';
import {
  findSherpaModel,
  SHERPA_FILES,
  sherpaModelFolder,
} from '../../../agents/models/embedded/sherpa/sherpa-model.ts';
import { type ModelHub, sendRange, startModelHub } from '../../support/model-hub.ts';

const NAMES = Object.values(SHERPA_FILES);
const never = new AbortController().signal;

let hub: ModelHub;
let dataFolder: string;
beforeEach(async () => {
  hub = await startModelHub();
  dataFolder = mkdtempSync(join(tmpdir(), 'parley-sherpa-'));
});
afterEach(async () => {
  await hub.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

const fetchIt = (more: Partial<SherpaFetchOptions> = {}) =>
  fetchSherpaModel({ dataFolder, hub: hub.url, signal: never, ...more });
const pathOf = (name: string) => join(sherpaModelFolder(dataFolder), name);
const contentOf = (name: string) => hub.files.get(name) ?? Buffer.alloc(0);
const isWhole = (name: string) => existsSync(pathOf(name)) && readFileSync(pathOf(name)).equals(contentOf(name));
const isCdn = (name: string) => (request: { url?: string | undefined }) => request.url === `/cdn/${name}`;

describe('fetching the sherpa model', () => {
  it('brings its four files and no other, and the recogniser finds them', async () => {
    await fetchIt();
    expect(NAMES.every(isWhole)).toBe(true);
    expect(readdirSync(sherpaModelFolder(dataFolder)).sort()).toEqual([...NAMES].sort());
    expect((await findSherpaModel(dataFolder)).encoder).toBe(pathOf(SHERPA_FILES.encoder));
  });

  it('goes on where the connection broke', async () => {
    let breaks = 2;
    hub.misbehave = (request, response) => {
      if (!isCdn(SHERPA_FILES.encoder)(request) || breaks-- <= 0) return false;
      sendRange(contentOf(SHERPA_FILES.encoder), request, response, 100_000);
      return true;
    };
    await fetchIt();
    expect(isWhole(SHERPA_FILES.encoder)).toBe(true);
    const ranges = hub.requests.filter((line) => line.startsWith('/cdn/encoder')).map((line) => line.split('=')[1]);
    expect(ranges[0]).toBeUndefined();
    expect(Number.parseInt(ranges[1] ?? '', 10)).toBeGreaterThan(0);
    expect(Number.parseInt(ranges[2] ?? '', 10)).toBeGreaterThan(Number.parseInt(ranges[1] ?? '', 10));
  });

  it('reports its progress over all four files, up to the last byte', async () => {
    const seen: { doneBytes: number; totalBytes: number }[] = [];
    await fetchIt({ onProgress: (progress) => seen.push(progress) });
    const totalBytes = NAMES.reduce((total, name) => total + contentOf(name).length, 0);
    expect(new Set(seen.map((progress) => progress.totalBytes))).toEqual(new Set([totalBytes]));
    const done = seen.map((progress) => progress.doneBytes);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(totalBytes);
  });

  it('fetches again only what is damaged or missing', async () => {
    await fetchIt();
    writeFileSync(pathOf(SHERPA_FILES.joiner), Buffer.alloc(9000));
    rmSync(pathOf(SHERPA_FILES.tokens));
    hub.requests.length = 0;
    await fetchIt();
    expect(NAMES.every(isWhole)).toBe(true);
    expect(hub.requests.filter((line) => line.includes('/resolve/'))).toHaveLength(2);
  });

  it.each([
    ['large', SHERPA_FILES.decoder, /SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}/],
    ['small', SHERPA_FILES.tokens, /git blob id is [0-9a-f]{40}, not [0-9a-f]{40}/],
  ])('refuses and deletes a %s file whose checksum is not the listed one', async (_size, name, says) => {
    hub.misbehave = (request, response) => {
      if (!request.url?.endsWith(name) || request.url.includes('/api/')) return false;
      response.end(Buffer.alloc(contentOf(name).length, 'x'));
      return true;
    };
    await expect(fetchIt()).rejects.toThrow(says);
    expect(existsSync(pathOf(name))).toBe(false);
    expect(existsSync(`${pathOf(name)}.partial`)).toBe(false);
    await expect(findSherpaModel(dataFolder)).rejects.toThrow('is missing');
  });

  it('names the address that answers 404', async () => {
    hub.misbehave = (_request, response) => {
      response.writeHead(404).end('{"error":"Repository not found"}');
      return true;
    };
    await expect(fetchIt()).rejects.toThrow(/tree\/main answers 404\./);
    hub.misbehave = (request, response) => {
      if (!isCdn(SHERPA_FILES.decoder)(request)) return false;
      response.writeHead(404).end();
      return true;
    };
    await expect(fetchIt()).rejects.toThrow(/decoder.*answers 404/);
  });

  it('names a file that the repository does not have', async () => {
    hub.files.delete(SHERPA_FILES.joiner);
    await expect(fetchIt()).rejects.toThrow(`has no ${SHERPA_FILES.joiner}`);
  });

  it.each([
    ['a login page', '<html>Welcome to the hotel</html>'],
    ['something else', '{"hello": 1}'],
    ['a listing whose checksums are none', '[{"type":"file","path":"tokens.txt","size":3,"oid":"../../x"}]'],
  ])('tells %s from a listing', async (_what, body) => {
    hub.misbehave = (_request, response) => {
      response.end(body);
      return true;
    };
    await expect(fetchIt()).rejects.toThrow('does not answer as a model hub does');
  });

  it('says within the connect deadline that a hub is not reached or says nothing', async () => {
    hub.misbehave = () => true;
    const startMs = performance.now();
    await expect(fetchIt({ connectMs: 100 })).rejects.toThrow(/cannot be reached \(no answer within 0.1 s\)/);
    expect(performance.now() - startMs).toBeLessThan(10_000);
    await hub.stop();
    await expect(fetchIt()).rejects.toThrow(/cannot be reached \(.*ECONNREFUSED/);
    hub = await startModelHub();
  });

  it('waits for a slow hub as long as bytes come', async () => {
    hub.misbehave = (request, response) => {
      if (!isCdn(SHERPA_FILES.decoder)(request)) return false;
      const content = contentOf(SHERPA_FILES.decoder);
      response.writeHead(200, { 'content-length': content.length });
      let at = 0;
      const timer = setInterval(() => {
        response.write(content.subarray(at, at + 1000));
        at += 1000;
        if (at < content.length) return;
        clearInterval(timer);
        response.end();
      }, 60);
      return true;
    };
    // It takes longer than that in all, and never that long between two pieces.
    await fetchIt({ stallMs: 700, maxBarrenTries: 1 });
    expect(isWhole(SHERPA_FILES.decoder)).toBe(true);
    expect(hub.requests.filter((line) => line.startsWith('/cdn/decoder'))).toHaveLength(1);
  });

  it('stops when told to, keeps what came, and goes on from there', async () => {
    const stop = new AbortController();
    hub.misbehave = (request, response) => {
      if (!isCdn(SHERPA_FILES.encoder)(request)) return false;
      sendRange(contentOf(SHERPA_FILES.encoder), request, response, 200_000);
      return true;
    };
    const halfway = ({ doneBytes }: { doneBytes: number }) => doneBytes > 0 && stop.abort(new Error('enough'));
    await expect(fetchIt({ signal: stop.signal, onProgress: halfway })).rejects.toThrow('enough');
    hub.misbehave = undefined;
    await fetchIt();
    expect(NAMES.every(isWhole)).toBe(true);
  });

  it('says what a folder that cannot be written to is', async () => {
    mkdirSync(join(dataFolder, 'models'));
    writeFileSync(sherpaModelFolder(dataFolder), 'a file where its folder should be');
    await expect(fetchIt()).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
});
