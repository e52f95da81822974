/** Where audio goes, as the speaker sees it: a short queue that paces its writer. Types only. */
export interface AudioSink {
  readonly sampleRateHz: number;
  /** Resolves when the frame is queued; the queue is short, so this paces the caller. */
  push(pcm: Int16Array): Promise<void>;
  /** Drops what is queued; returns how many samples never sounded. */
  clear(): number;
  /** Samples queued and not yet sent. */
  queuedSamples(): number;
}
