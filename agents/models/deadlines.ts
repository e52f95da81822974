/**
 * How long a call waits for each model before the next in the chain takes over. One place, because these numbers
 * together decide the longest silence a caller can meet: the sum of two attempts must stay under what sounds broken
 * (about four seconds). Data only.
 */

export interface ModelDeadlines {
  /** First text, tool call or usage of an answer. Remote models answer in 150-900 ms; three times that is a failure. */
  firstTokenMs: number;
  /** Longest pause between two chunks of one answer. */
  tokenGapMs: number;
  /** First samples of a clause. Remote speech starts in 100-400 ms. */
  firstSpeechMs: number;
  /** Longest pause inside the audio of a clause: what is queued for the ear covers about this much. */
  speechGapMs: number;
  /** Websocket open, with TLS. */
  hearingOpenMs: number;
  /** A final asked for while speech was pending; the slowest healthy answer seen is under 500 ms. */
  hearingFinalMs: number;
  /** Recent audio kept for the next recogniser when one dies, since the last final. */
  hearingReplayMs: number;
  /** Waits before the reopening attempts of one stream; the last one repeats. */
  hearingBackoffMs: readonly number[];
  /** After this long without any recogniser the call is told that it can no longer hear. */
  hearingGiveUpMs: number;
  /** Times as long for the first answer of an engine on this machine: it shares the cores with the call, and may have to load. */
  localPatience: number;
  /** Failures in a row that take a provider out of the chain. */
  breakerFailures: number;
  /** How long it stays out before one request may try it again. */
  breakerRestMs: number;
}

export const DEFAULT_DEADLINES: ModelDeadlines = {
  firstTokenMs: 2000,
  tokenGapMs: 3000,
  firstSpeechMs: 1500,
  speechGapMs: 1500,
  hearingOpenMs: 1500,
  hearingFinalMs: 1500,
  hearingReplayMs: 8000,
  hearingBackoffMs: [0, 150, 500, 1000, 2000],
  hearingGiveUpMs: 15_000,
  localPatience: 3,
  breakerFailures: 2,
  breakerRestMs: 10_000,
};
