/** The sherpa-onnx model that is used: its files, where they lie, and whether they are there. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

export const SHERPA_MODEL = 'sherpa-onnx-streaming-zipformer-en-2023-06-26';

export interface SherpaFiles {
  encoder: string;
  decoder: string;
  joiner: string;
  tokens: string;
}

/** The small (int8) encoder and joiner; the decoder is small anyway. */
export const SHERPA_FILES: SherpaFiles = {
  encoder: 'encoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
  decoder: 'decoder-epoch-99-avg-1-chunk-16-left-128.onnx',
  joiner: 'joiner-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
  tokens: 'tokens.txt',
};

export const sherpaModelFolder = (dataFolder: string) => join(dataFolder, 'models', SHERPA_MODEL);

/** A model that is absent or not whole: the sentence names the file. */
export class SherpaModelError extends Error {
  override readonly name = 'SherpaModelError';
}

/** The paths of the model's files. Throws `SherpaModelError` when one is absent or empty. */
export async function findSherpaModel(dataFolder: string): Promise<SherpaFiles> {
  const folder = sherpaModelFolder(dataFolder);
  const paths = { ...SHERPA_FILES };
  for (const part of ['encoder', 'decoder', 'joiner', 'tokens'] as const) {
    const path = join(folder, SHERPA_FILES[part]);
    const size = await stat(path).then(
      (found) => found.size,
      () => undefined,
    );
    if (size === undefined)
      throw new SherpaModelError(
        `The sherpa model is not there: ${path} is missing. npm run doctor -- sherpa fetches it.`,
      );
    if (size === 0)
      throw new SherpaModelError(
        `The sherpa model is broken: ${path} is empty. npm run doctor -- sherpa fetches it again.`,
      );
    paths[part] = path;
  }
  return paths;
}
