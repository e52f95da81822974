/** The sherpa model for `npm start` and the doctor: fetched with lines of progress; what fails is a sentence, not an exception. */
import { ModelDownloadError } from '../../agents/models/embedded/model-download.ts';
import { fetchSherpaModel } from '../../agents/models/embedded/sherpa/sherpa-fetch.ts';
import { findSherpaModel } from '../../agents/models/embedded/sherpa/sherpa-model.ts';
import { downloadProgress } from './download-progress.ts';

export interface SherpaToolOptions {
  dataFolder: string;
  /** Base URL of the hub. */
  hub: string;
  say: (line: string) => void;
  signal?: AbortSignal | undefined;
  /** All of it has to be there by then; unset: as long as bytes come. */
  limitMs?: number;
  /** A connection on which nothing comes for this long is given up. */
  stallMs?: number;
}

export const hasSherpaModel = (dataFolder: string): Promise<boolean> =>
  findSherpaModel(dataFolder).then(
    () => true,
    () => false,
  );

/** undefined when the model is there and whole; else one sentence. Throws only the signal's reason. */
export async function ensureSherpaModel(options: SherpaToolOptions): Promise<string | undefined> {
  const limit = options.limitMs === undefined ? undefined : AbortSignal.timeout(options.limitMs);
  const stopping = options.signal ?? new AbortController().signal;
  const line = downloadProgress('sherpa model');
  let announced = false;
  try {
    await fetchSherpaModel({
      dataFolder: options.dataFolder,
      hub: options.hub,
      signal: limit ? AbortSignal.any([stopping, limit]) : stopping,
      stallMs: options.stallMs,
      onProgress: (progress) => {
        const left = progress.totalBytes - progress.doneBytes;
        if (!announced && left > 0)
          options.say(`sherpa model: fetching ${(left / 1e6).toFixed(1)} MB from ${options.hub} (once)`);
        announced = true;
        const text = line(progress, performance.now());
        if (text) options.say(text);
      },
    });
    return undefined;
  } catch (error) {
    stopping.throwIfAborted();
    const why =
      error instanceof ModelDownloadError
        ? error.message
        : limit?.aborted
          ? `It did not come within ${(options.limitMs ?? 0) / 60_000} minutes; what has come is kept.`
          : `It cannot be kept: ${error instanceof Error ? error.message : String(error)}.`;
    return `The sherpa model could not be fetched: ${why}`;
  }
}
