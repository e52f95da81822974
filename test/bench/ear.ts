/**
 * What a caller hears, as a list of loud moments, and what can be said about it afterwards. An answer of the doubles
 * sounds low, everything else (fillers, greetings) high: both are told apart within one frame of 10 ms. Pure.
 */

export type Voice = 'answer' | 'aside';
export interface LoudMoment {
  atMs: number;
  voice: Voice;
}

export const EAR_RATE_HZ = 16_000;
export const EAR_FRAME_MS = 10;
const LOUD_RMS = 200;
/** In 10 ms the answer's 160 Hz cross zero about 3 times, the aside's 1,500 Hz about 30 times. */
const ASIDE_CROSSINGS = 12;
/** A new stretch of voice begins after this much quiet. */
const ONSET_QUIET_MS = 150;

export class Ear {
  readonly loud: LoudMoment[] = [];

  /** One frame of 10 ms at 16 kHz, heard at `atMs`. */
  hear(frame: Int16Array, atMs: number): void {
    if (rms(frame) < LOUD_RMS) return;
    const voice = crossings(frame) >= ASIDE_CROSSINGS ? 'aside' : 'answer';
    const last = this.loud.at(-1);
    // The very first frame of a voice is half quiet and may sound like anything: the next one says what it was.
    if (last && last.voice !== voice && this.#isFirst(this.loud.length - 1) && atMs - last.atMs < 2 * EAR_FRAME_MS)
      last.voice = voice;
    this.loud.push({ atMs, voice });
  }
  /** When an answer began to sound after `sinceMs`: its first loud moment behind quiet or behind an aside. */
  answerOnset(sinceMs: number): number | undefined {
    for (let i = this.#indexAfter(sinceMs); i < this.loud.length; i += 1) {
      const moment = this.loud[i];
      const before = this.loud[i - 1];
      if (moment?.voice !== 'answer') continue;
      if (!before || before.voice === 'aside' || moment.atMs - before.atMs > ONSET_QUIET_MS) return moment.atMs;
    }
    return undefined;
  }
  /** Any voice after `sinceMs`. */
  firstVoice(sinceMs: number): number | undefined {
    return this.loud[this.#indexAfter(sinceMs)]?.atMs;
  }
  /** The last loud moment before the first `silenceMs` of quiet after `sinceMs`; undefined while that has not come. */
  lastBeforeSilence(sinceMs: number, silenceMs: number, nowMs: number): number | undefined {
    let last = this.loud[this.#indexAfter(sinceMs) - 1]?.atMs ?? sinceMs;
    for (let i = this.#indexAfter(sinceMs); i < this.loud.length; i += 1) {
      const atMs = this.loud[i]?.atMs ?? last;
      if (atMs - Math.max(last, sinceMs) >= silenceMs) return last;
      last = atMs;
    }
    return nowMs - Math.max(last, sinceMs) >= silenceMs ? last : undefined;
  }
  /** The longest quiet that begins and ends with voice between two times. 0: there was none worth the name. */
  longestGap(fromMs: number, untilMs: number): number {
    let longest = 0;
    for (let i = Math.max(1, this.#indexAfter(fromMs)); i < this.loud.length; i += 1) {
      const atMs = this.loud[i]?.atMs ?? 0;
      if (atMs > untilMs) break;
      longest = Math.max(longest, atMs - (this.loud[i - 1]?.atMs ?? atMs));
    }
    return longest > 2 * EAR_FRAME_MS ? longest : 0;
  }
  #isFirst(index: number): boolean {
    const [before, moment] = [this.loud[index - 1], this.loud[index]];
    return moment !== undefined && (before === undefined || moment.atMs - before.atMs > ONSET_QUIET_MS);
  }
  quietForMs(nowMs: number): number {
    return nowMs - (this.loud.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY);
  }

  #indexAfter(sinceMs: number): number {
    let low = 0;
    let high = this.loud.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.loud[middle]?.atMs ?? 0) > sinceMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function rms(frame: Int16Array): number {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, frame.length));
}
function crossings(frame: Int16Array): number {
  let count = 0;
  for (let i = 1; i < frame.length; i += 1) if ((frame[i - 1] ?? 0) >= 0 !== (frame[i] ?? 0) >= 0) count += 1;
  return count;
}
