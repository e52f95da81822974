/** What a speech recogniser of this machine looks like to the socket that serves it. Types and errors only. */

export interface HeardWord {
  text: string;
  /** Seconds from the start of the utterance. */
  startSeconds: number;
  endSeconds: number;
  confidence: number;
}
export interface Hypothesis {
  words: HeardWord[];
  /** 0..1, of the whole. */
  confidence: number;
}

/** One caller's recogniser. Utterances do not overlap: begin, push..., end (or begin again, which drops the first). */
export interface RecognitionSession {
  begin(): void;
  /** Mono signed 16-bit samples at 16 kHz. */
  push(samples: Int16Array): void;
  /** The best reading of the utterance. Never rejects: a lost recogniser is told by `onLost`. */
  end(): Promise<Hypothesis>;
  /** Gives the recogniser back; nothing is called after it. */
  release(): void;
}

export interface SessionListeners {
  onPartial: (hypothesis: Hypothesis) => void;
  /** The recogniser died or fell too far behind: the session is of no use any more. */
  onLost: (reason: string) => void;
}

export type RecogniserState =
  | { state: 'cold' }
  | { state: 'starting' }
  | { state: 'ready' }
  | { state: 'unavailable'; reason: string };

export interface Recogniser {
  readonly name: string;
  readonly version: string;
  readonly state: RecogniserState;
  /** Throws `RecogniserBusyError` or `RecogniserUnavailableError`. May still be loading: audio waits for it. */
  open(listeners: SessionListeners): RecognitionSession;
  /** Loads what a first call would wait for. Never throws; `state` says what came of it. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

export class RecogniserBusyError extends Error {
  override readonly name = 'RecogniserBusyError';
}
export class RecogniserUnavailableError extends Error {
  override readonly name = 'RecogniserUnavailableError';
}
