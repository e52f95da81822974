import { describe, expect, test } from 'vitest';
import { blockEnergies } from '../../../media/audio/energy.ts';
import {
  concatPcm,
  dbfs,
  floatToInt16,
  int16ToFloat,
  pcmFromBytes,
  pcmToBytes,
  rms,
  rmsWithoutOffset,
} from '../../../media/audio/pcm.ts';
import { readWav, writeWav } from '../../../media/audio/wav.ts';

describe('samples', () => {
  test('loudness of silence, of a constant and of full scale', () => {
    expect(rms(new Int16Array(10))).toBe(0);
    expect(rms(new Int16Array(0))).toBe(0);
    expect(rms(new Int16Array(10).fill(-300))).toBe(300);
    expect(rmsWithoutOffset(new Int16Array(10).fill(-300))).toBe(0);
    expect(dbfs(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(dbfs(3276.8)).toBeCloseTo(-20);
  });

  test('floats beyond full scale are clipped, NaN is silence', () => {
    expect([...floatToInt16(Float32Array.of(2, -2, 0.5, Number.NaN))]).toEqual([32_767, -32_768, 16_384, 0]);
    expect([...int16ToFloat(Int16Array.of(-32_768, 0))]).toEqual([-1, 0]);
  });

  test('bytes and samples are the same thing, whatever the offset of the bytes', () => {
    const pcm = Int16Array.of(1, -2, 32_767, -32_768);
    const shifted = new Uint8Array([9, ...pcmToBytes(pcm)]).subarray(1);
    expect(pcmFromBytes(shifted)).toEqual(pcm);
    expect(() => pcmFromBytes(new Uint8Array(3))).toThrow('there are 3');
  });

  test('joined audio owns a buffer of exactly its size', () => {
    const joined = concatPcm([Int16Array.of(1, 2, 3).subarray(1), Int16Array.of(4)]);
    expect([...joined]).toEqual([2, 3, 4]);
    expect(joined.buffer.byteLength).toBe(6);
  });

  test('blocks of 8 ms; a rest that fills no block is left out', () => {
    expect(blockEnergies(new Int16Array(512)).length).toBe(4);
    expect(blockEnergies(new Int16Array(127)).length).toBe(0);
  });
});

describe('WAV files', () => {
  test('what is written is read back', () => {
    const pcm = Int16Array.of(0, 5, -5, 32_767);
    expect(readWav(writeWav(pcm, 24_000))).toEqual({ pcm, sampleRateHz: 24_000 });
  });

  test('a file whose stated size is longer than what is there gives what is there', () => {
    const bytes = writeWav(Int16Array.of(1, 2, 3), 8000);
    new DataView(bytes.buffer).setUint32(40, 0xffffffff, true);
    expect([...readWav(bytes).pcm]).toEqual([1, 2, 3]);
  });

  test.each([
    ['nothing', new Uint8Array(0), 'Not a WAV'],
    ['text', new TextEncoder().encode('this is no audio at all'), '"this"'],
    ['a header without data', writeWav(new Int16Array(0), 8000).subarray(0, 36), 'no audio data'],
  ])('%s is refused with a sentence', (_name, bytes, message) => {
    expect(() => readWav(bytes)).toThrow(message);
  });

  test('8-bit audio is refused, and the sentence says what it is', () => {
    const bytes = writeWav(Int16Array.of(1), 8000);
    new DataView(bytes.buffer).setUint16(34, 8, true);
    expect(() => readWav(bytes)).toThrow('8 bits');
  });
});
