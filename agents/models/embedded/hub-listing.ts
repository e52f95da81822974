/** Asks a model hub (Hugging Face, or a mirror with its API) which files a repository has, and what their checksums are. */
import { z } from 'zod';
import type { FileChecksum } from './file-checksum.ts';
import { ModelDownloadError } from './model-download.ts';

export interface HubFile {
  path: string;
  sizeBytes: number;
  checksum: FileChecksum;
  url: string;
}

/** `oid` is git's id of what the repository holds: of a large file only a pointer, so `lfs` tells of the file itself. */
const tree = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.number().int().min(0),
    oid: z.string().regex(/^[0-9a-f]{40}$/),
    lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().min(0) }).optional(),
  }),
);

/**
 * The files at the top of the newest version. Throws `ModelDownloadError` with one sentence when the hub does not
 * answer within `deadlineMs`, refuses, or is not one; or the signal's reason.
 */
export async function listHubFiles(
  hub: string,
  repository: string,
  options: { signal: AbortSignal; deadlineMs: number },
): Promise<HubFile[]> {
  const base = hub.replace(/\/+$/, '');
  const url = `${base}/api/models/${repository}/tree/main`;
  const deadline = AbortSignal.timeout(options.deadlineMs);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([options.signal, deadline]) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new ModelDownloadError(`${url} answers ${response.status}.`);
    }
    const listed = tree.safeParse(await response.json());
    if (!listed.success) throw new ModelDownloadError(`${url} does not answer as a model hub does.`);
    return listed.data
      .filter(({ type }) => type === 'file')
      .map(({ path, size, oid, lfs }) => ({
        path,
        sizeBytes: lfs?.size ?? size,
        checksum: lfs ? { kind: 'sha256', hex: lfs.oid } : { kind: 'git-blob', hex: oid },
        url: `${base}/${repository}/resolve/main/${path}`,
      }));
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof ModelDownloadError) throw error;
    // A page that a network's own login shows in place of every other is no JSON.
    if (error instanceof SyntaxError) throw new ModelDownloadError(`${url} does not answer as a model hub does.`);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = deadline.aborted
      ? `no answer within ${options.deadlineMs / 1000} s`
      : cause instanceof Error
        ? cause.message
        : String(cause);
    throw new ModelDownloadError(`${base} cannot be reached (${why}).`, { cause: error });
  }
}
