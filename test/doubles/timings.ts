/** The delays of the doubles. Zero in tests of behaviour; fixed and equal for every peer in the benches. */

export interface DoubleTimings {
  /** From a `Finalize` to its final. */
  finalizeMs: number;
  /** From the end of the silence that `endpointing` asked for to its final. */
  finalMs: number;
  firstTokenMs: number;
  perTokenMs: number;
  firstSpeechByteMs: number;
}

export const INSTANT: DoubleTimings = {
  finalizeMs: 0,
  finalMs: 0,
  firstTokenMs: 0,
  perTokenMs: 0,
  firstSpeechByteMs: 0,
};

/** Endpointing 300 is the caller's query parameter; the serial sum of the rest is 550 ms to the first spoken sample. */
export const BENCH: DoubleTimings = {
  finalizeMs: 0,
  finalMs: 200,
  firstTokenMs: 150,
  perTokenMs: 15,
  firstSpeechByteMs: 100,
};
