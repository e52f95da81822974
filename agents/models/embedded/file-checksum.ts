/** The two checksums that a model hub tells of its files: SHA-256 of large ones, git's own of small ones. Reads, never writes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

export interface FileChecksum {
  /** `git-blob`: SHA-1 of `blob <size>`, a zero byte and the content. */
  kind: 'sha256' | 'git-blob';
  /** Lower-case hexadecimal. */
  hex: string;
}

export const CHECKSUM_NAMES: Record<FileChecksum['kind'], string> = { sha256: 'SHA-256', 'git-blob': 'git blob id' };

/** Lower-case hexadecimal. Rejects when the file cannot be read. */
export async function checksumOf(path: string, kind: FileChecksum['kind']): Promise<string> {
  const hash = createHash(kind === 'sha256' ? 'sha256' : 'sha1');
  if (kind === 'git-blob') hash.update(`blob ${(await stat(path)).size}\0`);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
