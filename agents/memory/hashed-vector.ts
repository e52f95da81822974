/**
 * A vector made of a text's letters: hashed words and letter triples, 384 numbers, unit length. It finds words that
 * were misheard or misspelt; it knows nothing of meaning and is never called semantic. Pure.
 */
import { soughtIn } from './terms.ts';

export const HASHED_DIMENSIONS = 384;
/** Raised when the vectors change: an index filled under another version is filled anew. */
export const HASHED_VERSION = '1';

/** 32-bit FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

export function hashedVector(text: string): number[] {
  const vector = new Array<number>(HASHED_DIMENSIONS).fill(0);
  const add = (feature: string, weight: number) => {
    const value = hash(feature);
    const index = value % HASHED_DIMENSIONS;
    // The sign comes from a bit that the index does not use, so that collisions cancel instead of adding up.
    vector[index] = (vector[index] ?? 0) + (value & 0x80000000 ? weight : -weight);
  };
  for (const { stem, concept } of soughtIn(text)) {
    add(`w:${stem}`, 1);
    if (concept) add(`c:${concept}`, 0.8);
    const padded = `^${stem}$`;
    for (let at = 0; at + 3 <= padded.length; at++) add(`t:${padded.slice(at, at + 3)}`, 0.5);
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
