/**
 * Where vectors come from: an embedding model when one is given, else hashed words and letters, which is a lexical
 * method and said to be one.
 */
import type { Embedder } from '../models/interfaces.ts';
import { HASHED_VERSION, hashedVector } from './hashed-vector.ts';

export interface Vectors {
  /** As stored with each record; 'none' when no model embedded it. */
  readonly model: string;
  readonly version: string;
  /** How a recall that uses both words and vectors is called. */
  readonly ranking: 'lexical' | 'blended';
  /** Candidates below this cosine similarity are noise. */
  readonly minSimilarity: number;
  embed(texts: string[], signal: AbortSignal): Promise<number[][]>;
}

/** Measured on short memories: of 200 unrelated pairs one lies above it, of ten misheard questions seven do. */
const HASHED_MIN_SIMILARITY = 0.24;
/** Embedding models place even unrelated short texts near each other: ranks decide, not this. */
const MODEL_MIN_SIMILARITY = 0.2;

export const hashedVectors: Vectors = {
  model: 'none',
  version: `hashed-${HASHED_VERSION}`,
  ranking: 'lexical',
  minSimilarity: HASHED_MIN_SIMILARITY,
  embed: async (texts) => texts.map(hashedVector),
};

export const embedderVectors = (embedder: Embedder): Vectors => ({
  model: embedder.label,
  version: embedder.version,
  ranking: 'blended',
  minSimilarity: MODEL_MIN_SIMILARITY,
  embed: (texts, signal) => embedder.embed(texts, signal),
});
