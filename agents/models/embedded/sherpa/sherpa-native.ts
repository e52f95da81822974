/** The one import of sherpa-onnx-node, an optional dependency without types: loaded when asked for. */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { SherpaFiles } from './sherpa-model.ts';

export interface OnlineStream {
  acceptWaveform(wave: { samples: Float32Array; sampleRate: number }): void;
}
export interface OnlineRecognizer {
  createStream(): OnlineStream;
  isReady(stream: OnlineStream): boolean;
  decode(stream: OnlineStream): void;
  getResult(stream: OnlineStream): unknown;
}
interface SherpaModule {
  OnlineRecognizer: new (config: unknown) => OnlineRecognizer;
}

/** Throws a sentence when the package or the model cannot be loaded. */
export function loadOnlineRecognizer(files: SherpaFiles): OnlineRecognizer {
  let module: SherpaModule;
  try {
    module = createRequire(import.meta.url)('sherpa-onnx-node') as SherpaModule;
  } catch (cause) {
    throw new Error(`sherpa-onnx-node is not installed for ${process.platform}-${process.arch}.`, { cause });
  }
  return new module.OnlineRecognizer({
    featConfig: { sampleRate: 16_000, featureDim: 80 },
    modelConfig: {
      transducer: { encoder: files.encoder, decoder: files.decoder, joiner: files.joiner },
      tokens: files.tokens,
      numThreads: Math.min(2, availableParallelism()),
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: 'greedy_search',
    // Where an utterance ends is decided before the recogniser, as for every other.
    enableEndpoint: false,
  });
}

const reply = z.object({ tokens: z.array(z.string()).default([]), timestamps: z.array(z.number()).default([]) });
export const fromSherpaReply = (raw: unknown) => reply.parse(raw);
