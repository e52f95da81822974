/**
 * One stack per data folder: two would write the same databases. The claim is a socket, so it ends with the process
 * that made it, however that ends; a file left behind by a dead one is told by nobody answering.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Socket paths may have 104 characters at most, so the folder's name goes in as a hash. */
function claimPath(folder: string): string {
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return process.platform === 'win32' ? `\\\\.\\pipe\\parley-${id}` : join(tmpdir(), `parley-${id}.sock`);
}

const listen = (path: string) =>
  new Promise<Server | undefined>((resolve) => {
    const server = createServer((socket) => socket.end(`${process.pid}\n`));
    server.once('error', () => resolve(undefined));
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });

/** The process id of whoever holds the claim; undefined when nobody answers. */
const holder = (path: string) =>
  new Promise<number | undefined>((resolve) => {
    const socket = connect(path);
    let text = '';
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(Number(text) || undefined));
  });

/** Claims `folder` for this process; the error is a sentence that names the other one. */
export async function claimDataFolder(folder: string): Promise<{ release(): void }> {
  const path = claimPath(folder);
  let server = await listen(path);
  if (!server) {
    const other = await holder(path);
    if (other)
      throw new Error(
        `Parley already runs from ${folder} (process ${other}): stop it first, or set PARLEY_DATA_DIR to another folder.`,
      );
    if (process.platform !== 'win32') rmSync(path, { force: true });
    server = await listen(path);
    if (!server) throw new Error(`${path} cannot be opened: is the folder for temporary files writable?`);
  }
  const held = server;
  return { release: () => held.close() };
}
