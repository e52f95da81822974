/**
 * The master key: 32 random bytes in a file of the data folder, readable by its owner only, created once. It wraps
 * the keys of users and calls; without it nothing marked can be read. Processes that start at once agree on one key.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from './store-error.ts';

const KEY_BYTES = 32;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** The key in `file`, created if there is none. Throws StoreError when the file is not a key. */
export function readOrCreateMasterKey(file: string): Buffer {
  return read(file) ?? create(file);
}

function read(file: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new StoreError('io', `The master key ${file} cannot be read: ${String(error)}.`, { cause: error });
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES) {
    throw new StoreError(
      'unreadable',
      `${file} is not a master key: it holds ${key.length} bytes where ${KEY_BYTES} are expected.`,
    );
  }
  return key;
}

function create(file: string): Buffer {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const mine = `${file}.${randomUUID()}`;
  try {
    writeFileSync(mine, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    // A link fails when the name is taken, so the first of several processes wins and all read the same key.
    linkSync(mine, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw new StoreError('io', `The master key ${file} cannot be written: ${String(error)}.`, { cause: error });
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const key = read(file);
  if (!key) throw new StoreError('io', `The master key ${file} disappeared while it was being created.`);
  return key;
}
