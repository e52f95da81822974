/**
 * Every call of this worker from offer to end: admits it, finds it a host, gives it to another when that host dies,
 * and tells LiveKit once how it ended. One voice per call: a call moves only after its host was seen to exit.
 */
import type { Job } from '@livekit/protocol';
import type { CallEvent } from '../log/events.ts';
import { type Refusal, refuse } from './admission.ts';
import type { CallRecord } from './call-record.ts';
import { readDispatchMetadata } from './dispatch-metadata.ts';
import type { HostToWorker, WorkerToHost } from './host-messages.ts';
import { type WorkerLoad, workerLoad } from './load.ts';
import { type HostView, type PlacementLimits, placeCall } from './placement.ts';
import type { Acceptance, AssignedJob } from './protocol-client.ts';
import type { WorkerLog } from './worker-log.ts';

export interface CallDeskOptions extends PlacementLimits {
  cores: number;
  /** Calls that may wait for a host beyond those starting. */
  maxWaiting: number;
}

/** The pool, as far as the desk uses it. */
export interface Hosts {
  views(placed: (hostId: number) => { calls: number; starting: number }): HostView[];
  send(hostId: number, message: WorkerToHost): boolean;
  startCall(hostId: number, message: Extract<WorkerToHost, { type: 'start-call' }>): boolean;
}

/** The protocol client, as far as the desk uses it. */
export interface JobStatusSink {
  jobEnded(jobId: string, outcome: 'success' | 'failed', error: string): void;
  reportLoad(): void;
}

export interface EndedCall {
  callId: string;
  jobId: string;
  roomName: string;
  /** It ended because its caller was gone. */
  callerLeft: boolean;
}

export interface CallDeskDeps {
  hosts: Hosts;
  jobs: JobStatusSink;
  /** Everything the call's host has said so far, durable or not. */
  history(callId: string): Promise<CallEvent[]>;
  log: WorkerLog;
  /** The call is over: tidy up. Until this resolves its room still counts as one of ours. */
  settle(call: EndedCall): Promise<void>;
}

/** A caller who waits longer than this has hung up. */
const QUEUE_DEADLINE_MS = 10_000;
/** Joining a room takes 0.3 s; a host that needs this long will not manage. */
const START_DEADLINE_MS = 30_000;
const MAX_TAKE_OVERS = 2;
/** Far more than can be listed in rooms that are still open. */
const FINISHED_JOBS_KEPT = 1_000;
/** A call that ran this long after a take-over did not kill its host. */
const HEALTHY_AFTER_MS = 60_000;
/** Reading takes milliseconds; a caller in silence cannot wait longer for a disk that hangs. */
const HISTORY_DEADLINE_MS = 2_000;
/** A room that is reused while its last call is ending gets this long to become free. */
const ROOM_FREE_DEADLINE_MS = 2_000;

export class CallDesk {
  readonly #options: CallDeskOptions;
  readonly #deps: CallDeskDeps;
  readonly #calls = new Map<string, CallRecord>();
  /** Accepted, not yet assigned: job id to room name. */
  readonly #promised = new Map<string, string>();
  /** Rooms whose call is over and not tidied up yet. */
  readonly #settling = new Map<string, number>();
  readonly #finishedJobs = new Set<string>();
  readonly #ended = new Set<() => void>();
  #draining = false;

  constructor(options: CallDeskOptions, deps: CallDeskDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  get callCount(): number {
    return this.#calls.size;
  }

  get callIds(): string[] {
    return [...this.#calls.keys()];
  }

  /** Rooms that need no other agent: with a call here, one promised, or one just over. */
  get rooms(): Set<string> {
    return new Set([...this.#liveRooms(), ...this.#settling.keys()]);
  }

  /** The last jobs that ended here. */
  get finishedJobs(): ReadonlySet<string> {
    return this.#finishedJobs;
  }

  load(): WorkerLoad {
    const views = this.#views();
    const onHosts = views.reduce((sum, view) => sum + view.calls, 0);
    const expected = this.#calls.size + this.#promised.size - onHosts;
    const measured = views.map((view) => ({ ...view.load, calls: view.calls }));
    return workerLoad(measured, Math.max(0, expected), this.#options);
  }

  drain(): void {
    this.#draining = true;
  }

  async offered(job: Job): Promise<Acceptance | undefined> {
    const roomName = job.room?.name ?? '';
    if (!this.#draining && this.#liveRooms().has(roomName)) await this.#roomFree(roomName);
    const refusal = this.#refusal(roomName);
    if (refusal !== undefined) {
      this.#deps.log.warn({ jobId: job.id, room: roomName, refusal }, `A call was refused: ${refusal}`);
      return undefined;
    }
    this.#promised.set(job.id, roomName);
    return { identity: `agent-${job.id}`, name: '', metadata: '', attributes: {} };
  }

  assignmentLost(jobId: string): void {
    if (this.#promised.delete(jobId))
      this.#deps.log.info({ jobId }, 'An accepted job was not assigned; its place is free again');
  }

  assigned({ job, url, token }: AssignedJob): void {
    this.#promised.delete(job.id);
    const wish = readDispatchMetadata(job.metadata);
    if ('problem' in wish) {
      this.#deps.log.error({ jobId: job.id, room: job.room?.name }, wish.problem);
      this.#deps.jobs.jobEnded(job.id, 'failed', wish.problem);
      this.#settle({ callId: job.id, jobId: job.id, roomName: job.room?.name ?? '', callerLeft: false });
      return;
    }
    const callId = job.id;
    const roomName = job.room?.name ?? '';
    const assignment = {
      callId,
      jobId: job.id,
      roomName,
      url,
      token,
      agentIdentity: `agent-${job.id}`,
      agent: wish.agent,
      metadata: job.metadata,
      history: [],
    };
    const call: CallRecord = {
      callId,
      jobId: job.id,
      roomName,
      roomSid: job.room?.sid ?? '',
      assignment,
      state: 'queued',
      hostId: undefined,
      queuedAtMs: performance.now(),
      startedAtMs: 0,
      takeOvers: 0,
      moved: false,
      deadline: undefined,
      endAsked: undefined,
    };
    this.#calls.set(callId, call);
    this.#armDeadline(call, QUEUE_DEADLINE_MS, `no host had room for it within ${QUEUE_DEADLINE_MS / 1000} s`);
    this.placeWaiting();
  }

  /** LiveKit asks for the end of a job. After a take-over it only means that the old participant left: the call goes on. */
  terminated(jobId: string): void {
    const call = [...this.#calls.values()].find((candidate) => candidate.jobId === jobId);
    if (call === undefined) return;
    if (call.moved) {
      this.#deps.log.info(
        { callId: call.callId },
        'LiveKit ended the job of a call that was taken over; the call goes on',
      );
      return;
    }
    this.endCall(call.callId, 'LiveKit ended the job');
  }

  endCall(callId: string, reason: string): void {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    call.endAsked = reason;
    if (call.hostId === undefined) this.#finish(call, 'success', reason);
    else this.#deps.hosts.send(call.hostId, { type: 'end-call', callId, reason });
  }

  endAll(reason: string): void {
    for (const callId of this.callIds) this.endCall(callId, reason);
  }

  /** Resolves when no call is left. */
  async idle(): Promise<void> {
    while (this.#calls.size > 0) await new Promise<void>((resolve) => this.#ended.add(resolve));
  }

  /** The host that has the call now. */
  hostOf(callId: string): number | undefined {
    return this.#calls.get(callId)?.hostId;
  }

  tellHostOf(callId: string, message: WorkerToHost): void {
    const hostId = this.#calls.get(callId)?.hostId;
    if (hostId !== undefined) this.#deps.hosts.send(hostId, message);
  }

  hostMessage(hostId: number, message: HostToWorker): void {
    if (message.type !== 'call-started' && message.type !== 'call-ended') return;
    const call = this.#calls.get(message.callId);
    if (call?.hostId !== hostId) return;
    if (message.type === 'call-started') this.#started(call);
    else this.#finish(call, message.outcome === 'failed' ? 'failed' : 'success', message.reason, message.callerLeft);
  }

  hostDied(hostId: number, reason: string): void {
    const orphans = [...this.#calls.values()].filter((call) => call.hostId === hostId);
    for (const call of orphans) {
      clearTimeout(call.deadline);
      call.hostId = undefined;
      if (call.endAsked !== undefined) this.#finish(call, 'success', call.endAsked);
      else void this.#takeOver(call, reason);
    }
    this.placeWaiting();
  }

  /** Gives hosts to calls that wait: after an assignment, a start, an end, or a new host. */
  placeWaiting(): void {
    const waiting = [...this.#calls.values()].filter((call) => call.state === 'queued' && call.hostId === undefined);
    // Callers who already talked come before those who have not heard a word.
    waiting.sort((a, b) => b.takeOvers - a.takeOvers || a.queuedAtMs - b.queuedAtMs);
    for (const call of waiting) {
      const placement = placeCall(this.#views(), call.takeOvers > 0 ? 'take-over' : 'new', this.#options);
      if (placement === 'wait' || placement === 'full') continue;
      this.#start(call, placement.host);
    }
  }

  #start(call: CallRecord, hostId: number): void {
    if (!this.#deps.hosts.startCall(hostId, { type: 'start-call', assignment: call.assignment })) return;
    call.state = 'starting';
    call.hostId = hostId;
    this.#armDeadline(call, START_DEADLINE_MS, `its host did not begin it within ${START_DEADLINE_MS / 1000} s`);
    const waitedMs = Math.round(performance.now() - call.queuedAtMs);
    this.#deps.log.info(
      { callId: call.callId, room: call.roomName, host: hostId, waitedMs, takeOver: call.takeOvers },
      'A call goes to a host',
    );
  }

  #started(call: CallRecord): void {
    clearTimeout(call.deadline);
    call.state = 'running';
    call.startedAtMs = performance.now();
    this.placeWaiting();
  }

  async #takeOver(call: CallRecord, reason: string): Promise<void> {
    if (call.state === 'running' && performance.now() - call.startedAtMs > HEALTHY_AFTER_MS) call.takeOvers = 0;
    call.takeOvers += 1;
    call.moved = true;
    call.state = 'starting'; // not placed again before its history is read
    if (call.takeOvers > MAX_TAKE_OVERS) {
      this.#finish(call, 'failed', `The call lost its host ${call.takeOvers} times in a row; the last one: ${reason}.`);
      return;
    }
    this.#deps.log.warn(
      { callId: call.callId, reason, takeOver: call.takeOvers },
      'A call lost its host; another takes it over',
    );
    try {
      call.assignment.history = await withDeadline(this.#deps.history(call.callId), HISTORY_DEADLINE_MS);
    } catch (error) {
      this.#deps.log.error(
        { callId: call.callId, error: String(error) },
        'The events of a call could not be read; it goes on without them',
      );
    }
    if (!this.#calls.has(call.callId)) return;
    call.state = 'queued';
    call.queuedAtMs = performance.now();
    this.#armDeadline(call, QUEUE_DEADLINE_MS, `no host could take it over within ${QUEUE_DEADLINE_MS / 1000} s`);
    this.placeWaiting();
  }

  #armDeadline(call: CallRecord, ms: number, problem: string): void {
    clearTimeout(call.deadline);
    call.deadline = setTimeout(() => {
      if (call.hostId !== undefined)
        this.#deps.hosts.send(call.hostId, { type: 'end-call', callId: call.callId, reason: problem });
      this.#finish(call, 'failed', `The call in room ${JSON.stringify(call.roomName)} was given up: ${problem}.`);
    }, ms);
  }

  #finish(call: CallRecord, outcome: 'success' | 'failed', reason: string, callerLeft = false): void {
    clearTimeout(call.deadline);
    if (!this.#calls.delete(call.callId)) return;
    const fields = { callId: call.callId, room: call.roomName, outcome, reason };
    if (outcome === 'failed') this.#deps.log.error(fields, 'A call failed');
    else this.#deps.log.info(fields, 'A call ended');
    this.#deps.jobs.jobEnded(call.jobId, outcome, outcome === 'failed' ? reason : '');
    this.#settle({ callId: call.callId, jobId: call.jobId, roomName: call.roomName, callerLeft });
    const waiters = [...this.#ended];
    this.#ended.clear();
    for (const resolve of waiters) resolve();
    this.placeWaiting();
  }

  #liveRooms(): Set<string> {
    return new Set([...[...this.#calls.values()].map((call) => call.roomName), ...this.#promised.values()]);
  }

  #settle(ended: EndedCall): void {
    const { callId, roomName } = ended;
    this.#finishedJobs.add(ended.jobId);
    const [oldest] = this.#finishedJobs;
    if (oldest !== undefined && this.#finishedJobs.size > FINISHED_JOBS_KEPT) this.#finishedJobs.delete(oldest);
    this.#settling.set(roomName, (this.#settling.get(roomName) ?? 0) + 1);
    const done = () => {
      const others = (this.#settling.get(roomName) ?? 1) - 1;
      if (others > 0) this.#settling.set(roomName, others);
      else this.#settling.delete(roomName);
    };
    this.#deps.settle(ended).then(done, (error: unknown) => {
      done();
      this.#deps.log.warn({ callId, room: roomName, error: String(error) }, 'A call could not be tidied up');
    });
  }

  #refusal(roomName: string): Refusal | undefined {
    const starting = [...this.#calls.values()].filter((call) => call.state !== 'running').length;
    return refuse({
      draining: this.#draining,
      full: this.load().full,
      waiting: starting + this.#promised.size,
      maxWaiting: this.#options.maxWaiting,
      hostsReady: this.#views().length,
      roomTaken: this.#liveRooms().has(roomName),
    });
  }

  async #roomFree(roomName: string): Promise<void> {
    const deadline = performance.now() + ROOM_FREE_DEADLINE_MS;
    while (this.#liveRooms().has(roomName) && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, deadline - performance.now());
        const ended = this.#ended;
        function done(): void {
          clearTimeout(timer);
          ended.delete(done);
          resolve();
        }
        ended.add(done);
      });
    }
  }

  #views(): HostView[] {
    return this.#deps.hosts.views((hostId) => {
      const placed = [...this.#calls.values()].filter((call) => call.hostId === hostId);
      return { calls: placed.length, starting: placed.filter((call) => call.state === 'starting').length };
    });
  }
}

async function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
