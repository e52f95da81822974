/**
 * Fetches the sherpa model's four files from a model hub into the data folder. What is there and whole is kept, what is
 * damaged is fetched again, and a download that broke off goes on where it stopped.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checksumOf } from '../file-checksum.ts';
import { type HubFile, listHubFiles } from '../hub-listing.ts';
import { type DownloadOptions, downloadModelFile, ModelDownloadError } from '../model-download.ts';
import { SHERPA_FILES, SHERPA_MODEL, sherpaModelFolder } from './sherpa-model.ts';

export const SHERPA_REPOSITORY = `csukuangfj/${SHERPA_MODEL}`;

/** A hub far away answers within a second; with no network at all nobody is to wait longer than this. */
const CONNECT_DEADLINE_MS = 4_000;

export interface SherpaFetchOptions extends Pick<DownloadOptions, 'signal' | 'stallMs' | 'maxBarrenTries'> {
  dataFolder: string;
  /** Base URL of the hub. */
  hub: string;
  connectMs?: number;
  /** Of the four files together; `doneBytes` starts with what an earlier attempt has left. */
  onProgress?: (progress: { doneBytes: number; totalBytes: number }) => void;
}

/** Resolves when the model is whole. Throws `ModelDownloadError` with one sentence, or the signal's reason. */
export async function fetchSherpaModel(options: SherpaFetchOptions): Promise<void> {
  const { signal } = options;
  const listed = await listHubFiles(options.hub, SHERPA_REPOSITORY, {
    signal,
    deadlineMs: options.connectMs ?? CONNECT_DEADLINE_MS,
  });
  const wanted = Object.values(SHERPA_FILES).map((name) => find(listed, name));
  const totalBytes = wanted.reduce((total, file) => total + file.sizeBytes, 0);
  let doneBytes = 0;
  const folder = sherpaModelFolder(options.dataFolder);
  for (const file of wanted) {
    signal.throwIfAborted();
    const path = join(folder, file.path);
    await removeUnlessWhole(path, file);
    const before = doneBytes;
    await downloadModelFile(
      { url: file.url, path, checksum: file.checksum },
      {
        signal,
        stallMs: options.stallMs,
        maxBarrenTries: options.maxBarrenTries,
        onProgress: (progress) =>
          options.onProgress?.({ doneBytes: before + Math.min(progress.doneBytes, file.sizeBytes), totalBytes }),
      },
    );
    doneBytes = before + file.sizeBytes;
    options.onProgress?.({ doneBytes, totalBytes });
  }
}

function find(listed: HubFile[], name: string): HubFile {
  const file = listed.find(({ path }) => path === name);
  if (!file) throw new ModelDownloadError(`${SHERPA_REPOSITORY} has no ${name}: this version of Parley cannot use it.`);
  return file;
}

async function removeUnlessWhole(path: string, { checksum }: HubFile): Promise<void> {
  const found = await checksumOf(path, checksum.kind).catch(() => undefined);
  if (found !== checksum.hex) await rm(path, { force: true });
}
