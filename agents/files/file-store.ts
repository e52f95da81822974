/**
 * Files given to calls, as they lie in the data folder between the server that takes them and the host that reads them:
 * each encrypted under a key of its own, which travels in the call's inbox (sealed there under the call's key) and is
 * kept nowhere else. Forgetting the user, or consuming the command, makes the bytes unreadable for good.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_LIMITS } from '../seeing/reading-api.ts';

export const MAX_FILE_BYTES = FILE_LIMITS.bytes;
/** More than anybody shows in one call; what is beyond is refused. */
export const MAX_FILES_PER_CALL = 100;

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Deciphering more at once would hold up the calls of the same process. */
const SLICE_BYTES = 1_000_000;

export interface StoredFile {
  fileId: string;
  /** Base64. */
  key: string;
  sizeBytes: number;
}

/** The file cannot be taken or is not there; the message is a sentence. */
export class FileStoreError extends Error {
  override readonly name = 'FileStoreError';
  readonly failure: 'too-large' | 'too-many' | 'empty' | 'gone';
  constructor(failure: 'too-large' | 'too-many' | 'empty' | 'gone', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.failure = failure;
  }
}

/** Resolves once the bytes are on disk. Nothing stays of a file that was refused or broke off. */
export async function storeFile(
  dataDir: string,
  callId: string,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<StoredFile> {
  const folder = folderOf(dataDir, callId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length >= MAX_FILES_PER_CALL) {
    throw new FileStoreError('too-many', `The call has been given ${MAX_FILES_PER_CALL} files already.`);
  }
  const fileId = randomUUID();
  const path = join(folder, fileId);
  const key = randomBytes(KEY_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(fileId));
  const file = await open(path, 'wx', 0o600);
  let sizeBytes = 0;
  try {
    await file.writeFile(nonce);
    for await (const chunk of source) {
      signal.throwIfAborted();
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_FILE_BYTES) throw tooLarge(sizeBytes);
      await file.writeFile(cipher.update(chunk));
    }
    if (sizeBytes === 0) throw new FileStoreError('empty', 'The file is empty.');
    await file.writeFile(Buffer.concat([cipher.final(), cipher.getAuthTag()]));
    await file.sync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
  return { fileId, key: key.toString('base64'), sizeBytes };
}

export const tooLarge = (sizeBytes: number): FileStoreError =>
  new FileStoreError('too-large', `${sizeBytes} bytes are more than the ${MAX_FILE_BYTES} a file may have.`);

/** The bytes as they were given. Rejects with a FileStoreError (`gone`) when they are not there or were changed. */
export async function loadFile(
  dataDir: string,
  callId: string,
  { fileId, key }: Pick<StoredFile, 'fileId' | 'key'>,
  signal: AbortSignal,
): Promise<Buffer> {
  try {
    const sealed = await readFile(join(folderOf(dataDir, callId), safeName(fileId)), { signal });
    const body = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(fileId)).setAuthTag(sealed.subarray(-TAG_BYTES));
    const parts: Buffer[] = [];
    for (let at = 0; at < body.length; at += SLICE_BYTES) {
      signal.throwIfAborted();
      parts.push(decipher.update(body.subarray(at, at + SLICE_BYTES)));
      await new Promise((resume) => setImmediate(resume));
    }
    parts.push(decipher.final());
    return Buffer.concat(parts);
  } catch (cause) {
    signal.throwIfAborted();
    throw new FileStoreError('gone', `The file ${fileId} of the call is not there or does not open.`, { cause });
  }
}

/** For when the call is over. */
export async function removeCallFiles(dataDir: string, callId: string): Promise<void> {
  await rm(folderOf(dataDir, callId), { recursive: true, force: true });
}

/** Calls that nothing was given to since `beforeMs` (epoch), as their folders are called. */
export async function callsWithOldFiles(dataDir: string, beforeMs: number): Promise<string[]> {
  const root = join(dataDir, 'files');
  const names = await readdir(root).catch(() => []);
  const old = await Promise.all(
    names.map(async (name) => {
      const mtimeMs = await stat(join(root, name)).then(
        (info) => info.mtimeMs,
        () => undefined,
      );
      return mtimeMs !== undefined && mtimeMs < beforeMs ? [name] : [];
    }),
  );
  return old.flat();
}

const folderOf = (dataDir: string, callId: string): string => join(dataDir, 'files', safeName(callId));

/** Ids come from outside: one that could name another folder is named by its hash. */
function safeName(id: string): string {
  if (/^[A-Za-z0-9_-]{1,120}$/.test(id)) return id;
  return createHash('sha256').update(id).digest('hex');
}
