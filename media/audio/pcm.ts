/** Mono signed 16-bit samples: loudness, joining, conversion. Pure; nothing here keeps or shares a caller's buffer. */

/** Root mean square of the samples from `from` up to `to`, in sample units (0 to 32768). 0 for no samples. */
export function rms(pcm: Int16Array, from = 0, to = pcm.length): number {
  if (to <= from) return 0;
  let sum = 0;
  for (let at = from; at < to; at += 1) {
    const sample = pcm[at] ?? 0;
    sum += sample * sample;
  }
  return Math.sqrt(sum / (to - from));
}

/** Like `rms` with the mean taken out, so that a microphone's constant offset is not loudness. */
export function rmsWithoutOffset(pcm: Int16Array, from = 0, to = pcm.length): number {
  if (to <= from) return 0;
  let sum = 0;
  let squares = 0;
  for (let at = from; at < to; at += 1) {
    const sample = pcm[at] ?? 0;
    sum += sample;
    squares += sample * sample;
  }
  const mean = sum / (to - from);
  return Math.sqrt(Math.max(0, squares / (to - from) - mean * mean));
}

/** Decibels below full scale; -Infinity for silence. */
export function dbfs(rmsValue: number): number {
  return rmsValue <= 0 ? Number.NEGATIVE_INFINITY : 20 * Math.log10(rmsValue / 32768);
}

/** One array with a buffer of exactly its size. */
export function concatPcm(parts: readonly Int16Array[]): Int16Array {
  const joined = new Int16Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Nearest sample, clipped to 16 bits; NaN becomes 0. */
export function clipToInt16(value: number): number {
  return value >= 32767 ? 32767 : value <= -32768 ? -32768 : Math.round(value) | 0;
}

export function floatToInt16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) => clipToInt16(sample * 32768));
}

export function int16ToFloat(pcm: Int16Array): Float32Array {
  return Float32Array.from(pcm, (sample) => sample / 32768);
}

/** Little-endian bytes to samples. An odd last byte is an error of the caller: keep it for the next chunk. */
export function pcmFromBytes(bytes: Uint8Array): Int16Array {
  if (bytes.length % 2 !== 0)
    throw new RangeError(`16-bit audio needs an even number of bytes, but there are ${bytes.length}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length / 2 }, (_, at) => view.getInt16(at * 2, true));
}

export function pcmToBytes(pcm: Int16Array): Uint8Array {
  const bytes = new Uint8Array(pcm.length * 2);
  const view = new DataView(bytes.buffer);
  pcm.forEach((sample, at) => {
    view.setInt16(at * 2, sample, true);
  });
  return bytes;
}
