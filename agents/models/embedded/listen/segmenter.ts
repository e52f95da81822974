/**
 * Finds the utterances in a stream of audio by its energy: where one starts (with some audio from before, so that the
 * first consonant is there) and where silence has ended it. Pure: time is the audio's own.
 */
export type SegmentEvent =
  | { type: 'start'; atSeconds: number }
  | { type: 'audio'; samples: Int16Array }
  | { type: 'end'; voicedMs: number };

const FRAME = 320;
const FRAME_MS = 20;
const PRE_ROLL_FRAMES = 18;
/** Voice is this much louder than the noise of the line; it must keep on for three frames, or a click would start it. */
const ONSET_DB = 9;
const RELEASE_DB = 5;
const ONSET_FRAMES = 3;
/** Quieter than this nothing counts as voice, louder than this everything does that is not steady. */
const MIN_VOICE_DBFS = -52;
const MAX_UTTERANCE_MS = 30_000;
/** The noise floor is the quietest 20 ms of the last three seconds: speech always has such gaps, a fan has not. */
const FLOOR_BUCKET_FRAMES = 10;
const FLOOR_BUCKETS = 15;
const INITIAL_FLOOR_DBFS = -65;

export class Segmenter {
  readonly #silenceMs: number;
  #rest = new Int16Array(0);
  #preRoll: Int16Array[] = [];
  #frames = 0;
  #speaking = false;
  #run = 0;
  #quietMs = 0;
  #voicedMs = 0;
  #lengthMs = 0;
  #bucket = Number.POSITIVE_INFINITY;
  #buckets = [INITIAL_FLOOR_DBFS];

  /** `silenceMs`: how much silence ends an utterance. */
  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  get isSpeaking(): boolean {
    return this.#speaking;
  }
  get seconds(): number {
    return (this.#frames * FRAME_MS) / 1000;
  }

  /** Mono samples at 16 kHz, any number of them. */
  push(samples: Int16Array): SegmentEvent[] {
    const all = new Int16Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    const events: SegmentEvent[] = [];
    let start = 0;
    for (; start + FRAME <= all.length; start += FRAME) this.#frame(all.slice(start, start + FRAME), events);
    this.#rest = all.slice(start);
    return events;
  }

  /** Ends the utterance now, if there is one; what was heard so far belongs to it and not to the next. */
  finish(): SegmentEvent[] {
    const events: SegmentEvent[] = [];
    if (this.#speaking) this.#end(events);
    this.#preRoll = [];
    this.#run = 0;
    return events;
  }

  #frame(frame: Int16Array, events: SegmentEvent[]): void {
    this.#frames++;
    const level = levelDbfs(frame);
    this.#follow(level);
    const floor = Math.min(...this.#buckets);
    const voiced = level > Math.max(MIN_VOICE_DBFS, floor + (this.#speaking ? RELEASE_DB : ONSET_DB));
    if (this.#speaking) this.#continue(frame, voiced, events);
    else this.#wait(frame, voiced, events);
  }

  #continue(frame: Int16Array, voiced: boolean, events: SegmentEvent[]): void {
    events.push({ type: 'audio', samples: frame });
    this.#lengthMs += FRAME_MS;
    if (voiced) this.#voicedMs += FRAME_MS;
    this.#quietMs = voiced ? 0 : this.#quietMs + FRAME_MS;
    if (this.#quietMs >= this.#silenceMs || this.#lengthMs >= MAX_UTTERANCE_MS) this.#end(events);
  }

  #wait(frame: Int16Array, voiced: boolean, events: SegmentEvent[]): void {
    this.#preRoll.push(frame);
    if (this.#preRoll.length > PRE_ROLL_FRAMES) this.#preRoll.shift();
    this.#run = voiced ? this.#run + 1 : 0;
    if (this.#run < ONSET_FRAMES) return;
    this.#speaking = true;
    this.#voicedMs = this.#run * FRAME_MS;
    this.#quietMs = 0;
    this.#lengthMs = this.#preRoll.length * FRAME_MS;
    events.push({ type: 'start', atSeconds: ((this.#frames - this.#preRoll.length) * FRAME_MS) / 1000 });
    for (const kept of this.#preRoll) events.push({ type: 'audio', samples: kept });
    this.#preRoll = [];
    this.#run = 0;
  }

  #end(events: SegmentEvent[]): void {
    this.#speaking = false;
    events.push({ type: 'end', voicedMs: this.#voicedMs });
  }

  #follow(level: number): void {
    this.#bucket = Math.min(this.#bucket, level);
    if (this.#frames % FLOOR_BUCKET_FRAMES !== 0) return;
    this.#buckets.push(this.#bucket);
    if (this.#buckets.length > FLOOR_BUCKETS) this.#buckets.shift();
    this.#bucket = Number.POSITIVE_INFINITY;
  }
}

/** Root mean square in dB below full scale, never under -80. */
export function levelDbfs(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.max(-80, 10 * Math.log10(sum / samples.length / (32_768 * 32_768) + 1e-12));
}
