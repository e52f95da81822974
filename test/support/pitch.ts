/** How strong one pitch is in a stretch of sound (Goertzel), so that a test can tell tones from a voice. */

/** Root mean square of the part of `pcm` at `hertz`. */
export function strengthAt(pcm: Int16Array, hertz: number, rateHz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / rateHz);
  let [before, last] = [0, 0];
  for (const sample of pcm) [before, last] = [last, sample + coefficient * last - before];
  const power = before * before + last * last - coefficient * before * last;
  return Math.sqrt(Math.max(0, power) * 2) / pcm.length;
}

/** Strongest `windowMs` of the sound at `hertz`. */
export function strongestAt(chunks: readonly Int16Array[], hertz: number, rateHz: number, windowMs = 100): number {
  const samples = (rateHz * windowMs) / 1_000;
  const whole = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  let strongest = 0;
  for (let from = 0; from + samples <= whole.length; from += samples)
    strongest = Math.max(strongest, strengthAt(whole.subarray(from, from + samples), hertz, rateHz));
  return strongest;
}
