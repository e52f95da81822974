/**
 * The files of a folder that are documents: recursive, bounded in depth and number, without hidden files. A link that
 * leads outside the folder is not followed, and one to a folder never is. Reads names and sizes, no content.
 */
import type { Dirent } from 'node:fs';
import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { FILE_LIMITS } from '../seeing/reading-api.ts';
import { KNOWLEDGE_LIMITS } from './knowledge-api.ts';
import { KnowledgeError } from './knowledge-error.ts';

const MAX_DEPTH = 12;
/** What may be looked at to find as many documents as are taken. */
const MAX_ENTRIES = 20_000;

export interface FoundFile {
  /** Within the folder, with forward slashes. */
  place: string;
  /** Changes with the file. */
  stamp: string;
  /** Where it really is, inside the folder. */
  path: string;
}
export interface FolderScan {
  files: FoundFile[];
  /** What was left out, in sentences. */
  problems: string[];
}

/** Rejects when the folder itself cannot be read. */
export async function scanFolder(folder: string, signal: AbortSignal): Promise<FolderScan> {
  const root = await realpath(folder);
  const files: FoundFile[] = [];
  const problems: string[] = [];
  const waiting = [{ within: '', depth: 0 }];
  let entries = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    signal.throwIfAborted();
    const { within, depth } = next;
    const found = (await readdir(join(root, within), { withFileTypes: true })).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    for (const entry of found) {
      entries += 1;
      if (entries > MAX_ENTRIES || files.length >= KNOWLEDGE_LIMITS.documents) {
        problems.push(`It holds more than is read: the first ${files.length} documents are known.`);
        return { files, problems };
      }
      const place = within === '' ? entry.name : `${within}/${entry.name}`;
      if (/^[.~]|~$/.test(entry.name)) continue;
      if (entry.isDirectory()) {
        if (depth < MAX_DEPTH) waiting.push({ within: place, depth: depth + 1 });
        else problems.push(`${place} lies deeper than ${MAX_DEPTH} folders.`);
      } else {
        const file = await fileAt(root, place, entry);
        if (typeof file === 'string') problems.push(file);
        else if (file) files.push(file);
      }
    }
  }
  return { files, problems };
}

async function fileAt(root: string, place: string, entry: Dirent): Promise<FoundFile | string | undefined> {
  try {
    const path = entry.isSymbolicLink() ? await realpath(join(root, place)) : join(root, place);
    if (!path.startsWith(root + sep)) return `${place} leads out of the folder and is not read.`;
    const info = await stat(path);
    if (!info.isFile()) return entry.isSymbolicLink() ? `${place} leads to a folder and is not followed.` : undefined;
    if (info.size > FILE_LIMITS.bytes) return `${place} has ${info.size} bytes; up to ${FILE_LIMITS.bytes} are read.`;
    return { place, path, stamp: `${info.mtimeMs}-${info.ctimeMs}-${info.size}-${info.ino}` };
  } catch (error) {
    // It may have gone since the folder was listed.
    return isMissing(error) && !entry.isSymbolicLink() ? undefined : `${place} cannot be looked at: ${sentence(error)}`;
  }
}

/** Undefined: it has gone since. Rejects with a KnowledgeError when it has become something else. */
export async function readFound({ path, place }: FoundFile): Promise<Uint8Array | undefined> {
  try {
    // Neither a link that was put there since nor a pipe that never ends.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const info = await file.stat();
      if (!info.isFile()) throw new KnowledgeError('not_readable', `${place} is no file any more.`);
      if (info.size > FILE_LIMITS.bytes)
        throw new KnowledgeError('too_large', `${place} has ${info.size} bytes; up to ${FILE_LIMITS.bytes} are read.`);
      const bytes = Buffer.alloc(info.size);
      const { bytesRead } = await file.read(bytes, 0, info.size, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
