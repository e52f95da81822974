/**
 * One stack per data folder: two would write the same databases. The claim is a socket, so it ends with the process
 * that made it, however that ends. On Linux it has a name and no file; elsewhere a file that a dead one left behind is
 * told by nobody answering. One that is there and silent is alive: it may be stopped, or busy.
 */
import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Another start on a busy machine answers within this; what is silent for longer is named as such. */
const ANSWER_MS = 3_000;

/** Socket paths may have 104 characters at most, so the folder's name goes in as a hash. One folder has one, whichever way leads to it. */
function claimPath(folder: string): { path: string; isFile: boolean } {
  const id = createHash('sha256').update(realFolder(folder)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\parley-${id}`, isFile: false };
  if (process.platform === 'linux') return { path: `\0parley-${id}`, isFile: false };
  return { path: join(tmpdir(), `parley-${id}.sock`), isFile: true };
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // Before the first start there is none, and nothing that leads to it.
    return folder;
  }
}

const listen = (path: string) =>
  new Promise<Server | Error>((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end(`${process.pid}\n`);
    });
    server.once('error', resolve);
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });

/** Who holds the claim: a process id, somebody who does not say, or nobody. */
const holder = (path: string) =>
  new Promise<number | 'silent' | 'nobody'>((resolve) => {
    const socket = connect(path);
    let text = '';
    let connected = false;
    socket.once('connect', () => {
      connected = true;
    });
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('error', () => {});
    socket.once('close', () => resolve(Number(text) || (connected ? 'silent' : 'nobody')));
  });

/** Claims `folder` for this process; the error is a sentence that names the other one. */
export async function claimDataFolder(folder: string): Promise<{ release(): void }> {
  const { path, isFile } = claimPath(folder);
  let claimed = await listen(path);
  if (claimed instanceof Error) {
    const other = await holder(path);
    if (other !== 'nobody') {
      const which =
        other === 'silent' ? 'a process that does not answer: it may be stopped or busy' : `process ${other}`;
      throw new Error(
        `Parley already runs from ${folder} (${which}): stop it first, or set PARLEY_DATA_DIR to another folder.`,
      );
    }
    if (isFile) rmSync(path, { force: true });
    claimed = await listen(path);
    if (claimed instanceof Error)
      throw new Error(
        `The claim on ${folder} cannot be made (${claimed.message}): is the folder for temporary files writable?`,
      );
  }
  const held = claimed;
  return { release: () => held.close() };
}
