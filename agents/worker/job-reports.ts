/**
 * What LiveKit has been told about each job: `running` any time, then exactly one of success or failure.
 * An end that could not be sent (socket down) is kept, within a bound, for the next registration.
 */
import { JobStatus, UpdateJobStatus } from '@livekit/protocol';

/** Ends remembered while LiveKit is away; the oldest is dropped beyond this. */
const KEPT_ENDS = 1_000;

export class JobReports {
  readonly #send: (update: UpdateJobStatus) => boolean;
  readonly #open = new Set<string>();
  readonly #unsent = new Map<string, UpdateJobStatus>();

  /** `send` returns whether the message went out. */
  constructor(send: (update: UpdateJobStatus) => boolean) {
    this.#send = send;
  }

  /** Jobs reported running and not yet ended. */
  get runningJobIds(): string[] {
    return [...this.#open];
  }

  running(jobId: string): void {
    this.#open.add(jobId);
    this.#send(new UpdateJobStatus({ jobId, status: JobStatus.JS_RUNNING }));
  }

  /** Reports the end once; later calls for the same job do nothing. Returns whether this one counted. */
  ended(jobId: string, outcome: 'success' | 'failed', error: string): boolean {
    if (!this.#open.delete(jobId)) return false;
    const status = outcome === 'success' ? JobStatus.JS_SUCCESS : JobStatus.JS_FAILED;
    const update = new UpdateJobStatus({ jobId, status, error });
    if (!this.#send(update)) this.#keep(update);
    return true;
  }

  /** Sends the ends that were kept; call after each registration. */
  resend(): void {
    for (const [jobId, update] of [...this.#unsent]) {
      if (!this.#send(update)) return;
      this.#unsent.delete(jobId);
    }
  }

  #keep(update: UpdateJobStatus): void {
    this.#unsent.set(update.jobId, update);
    if (this.#unsent.size <= KEPT_ENDS) return;
    const oldest = this.#unsent.keys().next().value;
    if (oldest !== undefined) this.#unsent.delete(oldest);
  }
}
