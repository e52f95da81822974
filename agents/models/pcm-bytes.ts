/** Turns byte chunks of little-endian 16-bit audio into samples; a byte that is half a sample waits for its other half. */

export class PcmBytes {
  #odd: number | undefined;

  /** The whole samples in `bytes`, in a buffer of exactly their size (the framework sends `.buffer` whole). */
  push(bytes: Uint8Array): Int16Array {
    const carried = this.#odd === undefined ? 0 : 1;
    const total = bytes.length + carried;
    const samples = new Int16Array(total >> 1);
    const target = new Uint8Array(samples.buffer);
    const whole = samples.length * 2;
    if (whole > 0) {
      if (this.#odd !== undefined) target[0] = this.#odd;
      target.set(bytes.subarray(0, whole - carried), carried);
      this.#odd = undefined;
    }
    if (total & 1) this.#odd = bytes[bytes.length - 1] ?? this.#odd;
    return samples;
  }
}
