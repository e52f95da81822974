/**
 * Many calls in one process: obeys the worker's messages, runs a Call for each assignment and reports what becomes of
 * it. Process matters (environment, signals, channel) are the root's.
 */
import { withDeadline } from '../../media/clock.ts';
import type { HostToWorker, InboxCommand, WorkerToHost } from '../worker/host-messages.ts';
import { Call } from './call.ts';
import type { CallDependencies } from './call-dependencies.ts';
import { LoadMeter } from './host-load.ts';

/** What the host adds: everything of a call's needs but its way to the worker. */
export type HostDependencies = Omit<CallDependencies, 'writeEvents' | 'ringBell'>;

/** Rooms are left within 3 s and turns are kept within 1 s; the rest is for a busy machine. */
const STOP_DEADLINE_MS = 6_000;

export class CallHost {
  readonly #calls = new Map<string, Call>();
  readonly #load = new LoadMeter();
  readonly #dependencies: CallDependencies;
  readonly #send: (message: HostToWorker) => void;
  readonly #onDrained: () => void;
  #draining = false;

  constructor(dependencies: HostDependencies, send: (message: HostToWorker) => void, onDrained: () => void) {
    this.#send = send;
    this.#onDrained = onDrained;
    this.#dependencies = {
      ...dependencies,
      writeEvents: (callId, userId, events) => send({ type: 'events', callId, userId, events }),
      ringBell: (callId) => send({ type: 'bell', callId }),
    };
  }

  receive(message: WorkerToHost): void {
    switch (message.type) {
      case 'start-call':
        return this.#start(message.assignment);
      case 'end-call':
        return void this.#calls.get(message.callId)?.end(message.reason);
      case 'command':
        return this.#command(message.callId, message.command);
      case 'committed':
        return this.#calls.get(message.callId)?.committed(message.seq);
      case 'commit-failed':
        return this.#calls.get(message.callId)?.commitFailed(message.seq, message.reason);
      case 'ping':
        return this.#send({ type: 'pong', n: message.n, load: this.#load.look(this.#calls.size) });
      case 'drain':
        this.#draining = true;
        return this.#drained();
    }
  }
  /** Ends every call at once, politely to the log if not to the ear. Waits for them, but not for ever. */
  async stop(reason: string): Promise<void> {
    const ended = Promise.all([...this.#calls.values()].map((call) => call.end(reason)));
    await withDeadline(ended, STOP_DEADLINE_MS, new AbortController().signal, 'Ending the calls').catch(
      (error: unknown) => this.#dependencies.log.warn({ error: String(error) }, 'calls were left behind'),
    );
  }

  #command(callId: string, command: InboxCommand): void {
    try {
      this.#calls.get(callId)?.command(command);
    } catch (error) {
      // The other calls of this host must not pay for a command that one of them cannot obey.
      this.#dependencies.log.error({ callId, command: command.type, error: String(error) }, 'a command failed');
    }
  }

  #start(assignment: Extract<WorkerToHost, { type: 'start-call' }>['assignment']): void {
    const { callId } = assignment;
    if (this.#calls.has(callId)) return;
    const log = this.#dependencies.log.child({ callId });
    let call: Call;
    try {
      call = new Call(assignment, { ...this.#dependencies, log });
    } catch (error) {
      // The other calls of this host must not pay for one that cannot even begin.
      log.error({ error: String(error) }, 'a call could not begin');
      this.#send({ type: 'call-ended', callId, outcome: 'failed', reason: String(error), callerLeft: false });
      return;
    }
    this.#calls.set(callId, call);
    void call
      .run(() => this.#send({ type: 'call-started', callId }))
      .catch((error: unknown) => {
        log.error({ error: String(error) }, 'a call broke');
        return { outcome: 'failed' as const, reason: String(error), callerLeft: false };
      })
      .then(({ outcome, reason, callerLeft = false }) => {
        this.#calls.delete(callId);
        log.info({ outcome, reason }, 'call ended');
        this.#send({ type: 'call-ended', callId, outcome, reason, callerLeft });
        this.#drained();
      });
  }
  #drained(): void {
    if (this.#draining && this.#calls.size === 0) this.#onDrained();
  }
}
