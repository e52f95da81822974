/** PocketSphinx as a recogniser: finds Python, builds the language model of our phrases once, and keeps the pool. */
import type { Recogniser, RecogniserState } from '../listen/recogniser.ts';
import { RecogniserUnavailableError } from '../listen/recogniser.ts';
import type { Log } from '../log.ts';
import { DecoderPair } from './decoder-pair.ts';
import { DecoderPool } from './decoder-pool.ts';
import { DecoderProcess } from './decoder-process.ts';
import { intentModelFile } from './intent-model-file.ts';
import { findPython } from './python.ts';

export const POCKETSPHINX_VERSION = '5.1.1';

export interface PocketSphinxOptions {
  dataFolder: string;
  /** The environment of this process: the Python children get it. */
  environment: Record<string, string | undefined>;
  /** Callers at once; each costs 170 MB and, while speaking, up to half a core. */
  maxCallers: number;
  /** Recognisers that are kept loaded for the next callers. */
  spares: number;
  log: Log;
}

export function createPocketSphinx(options: PocketSphinxOptions): Recogniser {
  let modelPath: string | undefined;
  let modelFailure: string | undefined;
  const building = intentModelFile(options.dataFolder).then(
    (path) => {
      modelPath = path;
    },
    (error: unknown) => {
      modelFailure = `The language model of our phrases cannot be written: ${String(error)}.`;
      options.log.error({ err: error }, 'PocketSphinx has no language model');
    },
  );
  const pool = new DecoderPool({
    max: options.maxCallers,
    spares: options.spares,
    log: options.log,
    start: () => {
      if (modelPath === undefined) throw new Error(modelFailure ?? 'The language model is still being built.');
      const python = findPython(options);
      return new DecoderPair(new DecoderProcess(python), new DecoderProcess(python, modelPath));
    },
  });
  return {
    name: 'pocketsphinx',
    version: POCKETSPHINX_VERSION,
    get state(): RecogniserState {
      return pool.state;
    },
    open(listeners) {
      if (modelPath === undefined && modelFailure === undefined) {
        throw new RecogniserUnavailableError('PocketSphinx is still starting.');
      }
      return pool.open(listeners);
    },
    async warm() {
      await building;
      await pool.warm();
    },
    async close() {
      await building;
      pool.close();
    },
  };
}
