/** Fetches livekit-server from its release page, checked against the release's own checksums. Linux and Windows only: macOS has Homebrew. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

export interface LivekitFetchOptions {
  /** Copies of the program are kept here, named after their version. */
  binDir: string;
  signal?: AbortSignal | undefined;
  say?: ((line: string) => void) | undefined;
}

// No network must be noticed before anybody wonders; the next way is tried then.
const CONNECT_DEADLINE_MS = 4000;
const BODY_DEADLINE_MS = 300_000;

/** Resolves to undefined when `target` is there now, else to the reason it is not. */
export async function downloadLivekitRelease(
  version: string,
  target: string,
  options: LivekitFetchOptions,
): Promise<string | undefined> {
  const asset = assetName(version);
  if (!asset) return `no release download for ${process.platform}-${process.arch}`;
  const base = `https://github.com/livekit/livekit/releases/download/v${version}`;
  const scratch = join(options.binDir, `download-${process.pid}`);
  try {
    const sums = (await fetchBytes(`${base}/checksums.txt`, options)).toString('utf8');
    const wanted = sums
      .split('\n')
      .find((line) => line.trim().endsWith(asset))
      ?.trim()
      .split(/\s+/)[0];
    if (!wanted) return `the release lists no checksum for ${asset}`;
    const archive = await fetchBytes(`${base}/${asset}`, options);
    const sum = createHash('sha256').update(archive).digest('hex');
    if (sum !== wanted) return `the download of ${asset} has checksum ${sum}, not ${wanted}`;
    mkdirSync(scratch, { recursive: true });
    writeFileSync(join(scratch, asset), archive);
    // tar of Windows 10 and of Linux both unpack what their platform's release is packed with.
    const unpacked = await runCommand('tar', ['-xf', asset], {
      cwd: scratch,
      deadlineMs: 60_000,
      signal: options.signal,
    });
    const program = join(scratch, process.platform === 'win32' ? 'livekit-server.exe' : 'livekit-server');
    if (!unpacked.ok || !existsSync(program))
      return `${asset} could not be unpacked (${unpacked.output.split('\n').at(-1)})`;
    renameSync(program, target);
    return undefined;
  } catch (error) {
    options.signal?.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `no download (${cause instanceof Error ? cause.message : String(cause)})`;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function assetName(version: string): string | undefined {
  const arch = { x64: 'amd64', arm64: 'arm64', arm: 'armv7' }[process.arch as string];
  if (!arch) return undefined;
  if (process.platform === 'linux') return `livekit_${version}_linux_${arch}.tar.gz`;
  if (process.platform === 'win32') return `livekit_${version}_windows_${arch}.zip`;
  return undefined;
}

/** The whole body: the connection has a short deadline of its own, the body a long one, with a line every 5 MB. */
async function fetchBytes(url: string, options: LivekitFetchOptions): Promise<Buffer> {
  const abort = new AbortController();
  const forward = () => abort.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', forward, { once: true });
  let timer = setTimeout(
    () => abort.abort(new Error(`no connection within ${CONNECT_DEADLINE_MS / 1000} s`)),
    CONNECT_DEADLINE_MS,
  );
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || !response.body) throw new Error(`${url} answers ${response.status}`);
    clearTimeout(timer);
    timer = setTimeout(
      () => abort.abort(new Error(`not complete within ${BODY_DEADLINE_MS / 1000} s`)),
      BODY_DEADLINE_MS,
    );
    const totalBytes = Number(response.headers.get('content-length') ?? 0);
    const chunks: Uint8Array[] = [];
    let receivedBytes = 0;
    for await (const chunk of response.body) {
      const before = Math.floor(receivedBytes / 5e6);
      receivedBytes += chunk.byteLength;
      chunks.push(chunk);
      if (Math.floor(receivedBytes / 5e6) > before) {
        options.say?.(`livekit-server: ${(receivedBytes / 1e6).toFixed(0)} of ${(totalBytes / 1e6).toFixed(0)} MB`);
      }
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', forward);
  }
}
