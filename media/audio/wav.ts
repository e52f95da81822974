/** WAV files of mono 16-bit PCM, read and written: for tests, recordings and fixtures. Pure: bytes in, samples out. */
import { pcmFromBytes, pcmToBytes } from './pcm.ts';

const HEADER_BYTES = 44;

export function writeWav(pcm: Int16Array, sampleRateHz: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + pcm.length * 2);
  const view = new DataView(bytes.buffer);
  const tag = (at: number, text: string): void => {
    bytes.set(new TextEncoder().encode(text), at);
  };
  tag(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  tag(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, 'data');
  view.setUint32(40, pcm.length * 2, true);
  bytes.set(pcmToBytes(pcm), HEADER_BYTES);
  return bytes;
}

/** Reads 16-bit PCM of one or more channels (mixed down). Throws a RangeError that says what is wrong with the file. */
export function readWav(bytes: Uint8Array): { pcm: Int16Array; sampleRateHz: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number): string => new TextDecoder('latin1').decode(bytes.subarray(at, at + 4));
  if (bytes.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE')
    throw new RangeError(`Not a WAV file: it begins with "${tag(0)}" and has ${bytes.length} bytes.`);
  let format: { channels: number; sampleRateHz: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (tag(at) === 'fmt ' && body + 16 <= bytes.length) {
      const [codec, channels, sampleRateHz, bits] = [
        view.getUint16(body, true),
        view.getUint16(body + 2, true),
        view.getUint32(body + 4, true),
        view.getUint16(body + 14, true),
      ];
      if ((codec !== 1 && codec !== 0xfffe) || bits !== 16 || channels < 1)
        throw new RangeError(
          `Only 16-bit PCM can be read, and this WAV file has codec ${codec}, ${bits} bits and ${channels} channels.`,
        );
      format = { channels, sampleRateHz };
    } else if (tag(at) === 'data') {
      if (!format) throw new RangeError('This WAV file has its data before its format.');
      // A streamed file may state a size larger than what is there.
      const end = Math.min(bytes.length, body + size);
      const frames = Math.floor((end - body) / (2 * format.channels));
      return {
        pcm: mixDown(pcmFromBytes(bytes.subarray(body, body + frames * 2 * format.channels)), format.channels),
        sampleRateHz: format.sampleRateHz,
      };
    }
    at = body + size + (size % 2);
  }
  throw new RangeError('This WAV file holds no audio data.');
}

function mixDown(pcm: Int16Array, channels: number): Int16Array {
  if (channels === 1) return pcm;
  return Int16Array.from({ length: pcm.length / channels }, (_, frame) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += pcm[frame * channels + channel] ?? 0;
    return Math.round(sum / channels);
  });
}
