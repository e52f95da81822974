/**
 * The one error of the stores (call log, memory records): what failed, in a sentence, and whether trying again later
 * can help. It crosses the thread boundary as a plain object and is rebuilt on the other side.
 */

export type StoreFailure =
  /** The event's seq is not the next one: events before it are missing. */
  | 'gap'
  /** Another event is already stored under this seq: two writers. */
  | 'conflict'
  | 'invalid'
  | 'not-found'
  | 'disk-full'
  | 'busy'
  | 'corrupt'
  | 'read-only'
  | 'io'
  /** More is waiting for the database thread than it may hold. */
  | 'overloaded'
  | 'timeout'
  | 'closed'
  /** A subscriber fell further behind than its buffer holds. */
  | 'slow-subscriber'
  /** A sealed text or a stored key does not open with the key it names. */
  | 'unreadable';

const RETRYABLE: ReadonlySet<StoreFailure> = new Set(['disk-full', 'busy', 'io', 'overloaded', 'timeout', 'read-only']);

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly failure: StoreFailure;
  readonly retryable: boolean;
  constructor(failure: StoreFailure, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.failure = failure;
    this.retryable = RETRYABLE.has(failure);
  }
}

/** A StoreError as it travels between threads. */
export interface StoreErrorData {
  failure: StoreFailure;
  message: string;
}
export const toErrorData = (error: unknown): StoreErrorData =>
  error instanceof StoreError
    ? { failure: error.failure, message: error.message }
    : { failure: 'io', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
export const fromErrorData = (data: StoreErrorData): StoreError => new StoreError(data.failure, data.message);
