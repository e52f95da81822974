/**
 * The inside of a flite thread: one sentence in, its samples out. Flite (CMU, BSD-style licence) is compiled to WASI
 * with its voices inside; each piece of text gets a fresh instance of the one compiled module, so nothing leaks from
 * one text to the next.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { parentPort, workerData } from 'node:worker_threads';

export interface FliteJob {
  id: number;
  text: string;
  voice: string;
  /** 1 is the voice's own pace; 2 takes twice as long. */
  stretch: number;
}
export type FliteReply = { id: number; samples: Int16Array; sampleRateHz: number } | { id: number; failure: string };

const WAV_HEADER_BYTES = 44;
const { module, folder } = workerData as { module: WebAssembly.Module; folder: string };
const workFolder = mkdtempSync(join(folder, 'flite-'));
process.on('exit', () => rmSync(workFolder, { recursive: true, force: true }));

async function render(job: FliteJob): Promise<FliteReply> {
  const wasi = new WASI({
    version: 'preview1',
    args: [
      'flite',
      '-voice',
      job.voice,
      '--setf',
      `duration_stretch=${job.stretch}`,
      '-t',
      job.text,
      '-o',
      '/out/o.wav',
    ],
    preopens: { '/out': workFolder },
  });
  const instance = await WebAssembly.instantiate(module, wasi.getImportObject() as WebAssembly.Imports);
  const exitCode = wasi.start(instance);
  if (exitCode !== 0) return { id: job.id, failure: `flite ended with code ${exitCode}` };
  const wav = readFileSync(join(workFolder, 'o.wav'));
  const body = wav.subarray(WAV_HEADER_BYTES, wav.length - (wav.length % 2));
  const samples = new Int16Array(body.length / 2);
  new Uint8Array(samples.buffer).set(body);
  return { id: job.id, samples, sampleRateHz: wav.readUInt32LE(24) };
}

parentPort?.on('message', (job: FliteJob) => {
  void render(job)
    .catch((error: unknown): FliteReply => ({ id: job.id, failure: String(error) }))
    .then((reply) => parentPort?.postMessage(reply, 'samples' in reply ? [reply.samples.buffer as ArrayBuffer] : []));
});
