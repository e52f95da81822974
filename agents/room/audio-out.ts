/**
 * The agent's voice track: frames in, at the pace of playout, with a short queue so that silence is at most one queue
 * away. Owns the AudioSource; knows nothing of turns.
 */
import { AudioFrame, AudioSource, LocalAudioTrack } from '@livekit/rtc-node';
import type { AudioSink } from '../speaking/audio-sink.ts';

/** 100 ms survives a busy event loop; less invents sound at the receiver when a frame is late (measured). */
const QUEUE_MS = 100;

export class RoomAudioOut implements AudioSink {
  readonly sampleRateHz: number;
  readonly track: LocalAudioTrack;
  readonly #source: AudioSource;
  #closed = false;

  constructor(sampleRateHz: number) {
    this.sampleRateHz = sampleRateHz;
    this.#source = new AudioSource(sampleRateHz, 1, QUEUE_MS);
    this.track = LocalAudioTrack.createAudioTrack('agent-voice', this.#source);
  }
  async push(pcm: Int16Array): Promise<void> {
    if (this.#closed || pcm.length === 0) return;
    // The native side reads the whole underlying buffer from byte 0: never hand it a view.
    const exact = pcm.byteOffset === 0 && pcm.byteLength === pcm.buffer.byteLength ? pcm : pcm.slice();
    await this.#source.captureFrame(new AudioFrame(exact, this.sampleRateHz, 1, exact.length));
  }
  clear(): number {
    if (this.#closed) return 0;
    const samples = this.queuedSamples();
    this.#source.clearQueue();
    return samples;
  }
  queuedSamples(): number {
    return this.#closed ? 0 : Math.round((this.#source.queuedDuration * this.sampleRateHz) / 1_000);
  }
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#source.close();
  }
}
