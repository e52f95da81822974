/**
 * One worker, wired: protocol client, host pool, call desk, event writer, inbox, dispatch watch, status page.
 * Everything it needs is handed in, so tests run it in their own process with real hosts and a real LiveKit.
 */
import { createDurableWriter, type DurableWriter } from '../log/durable-writer.ts';
import { CallDesk } from './call-desk.ts';
import { type CallLogPort, readHistory } from './call-log-port.ts';
import type { ConnectProblem } from './connect-problem.ts';
import { settleDispatches } from './dispatch-settle.ts';
import { DispatchWatch } from './dispatch-watch.ts';
import type { HostToWorker } from './host-messages.ts';
import { HostPool } from './host-pool.ts';
import { Inbox, type InboxSource } from './inbox.ts';
import { livekitRooms } from './livekit-rooms.ts';
import { type ProtocolOptions, WorkerProtocolClient } from './protocol-client.ts';
import { type StatusServer, startStatusServer, type WorkerStatusReport } from './status-server.ts';
import { UncommittedEvents } from './uncommitted-events.ts';
import type { WorkerLog } from './worker-log.ts';

export interface WorkerOptions extends ProtocolOptions {
  hostFile: string;
  /** All hosts, the standby included. */
  hosts: number;
  callsPerHost: number;
  cores: number;
  /** Port of the status page, 0: any. */
  statusPort: number;
  /** How long a drain waits for calls to end by themselves. */
  drainMs: number;
  callsBeforeRecycle?: number;
  startingPerHost?: number;
}

export interface WorkerDeps {
  callLog: CallLogPort;
  inbox: InboxSource;
  log: WorkerLog;
  /** A call is over for good: what it left lying may go. */
  callEnded?(callId: string): void;
  /** LiveKit refused or cannot be reached; tries go on. */
  connectFailed?(problem: ConnectProblem): void;
}

/** Calls begun at once on one host: four joins take about 0.3 s together, more delay each other's first words. */
const STARTING_PER_HOST = 4;
/** Callers waiting for a place among those; beyond this a refusal serves them better. */
const MAX_WAITING = 32;
const CALLS_BEFORE_RECYCLE = 300;
/** Calls that were asked to end say goodbye within this. */
const GOODBYE_MS = 5_000;
const HOST_STOP_MS = 3_000;

export class WorkerProcess {
  readonly #options: WorkerOptions;
  readonly #deps: WorkerDeps;
  readonly #protocol: WorkerProtocolClient;
  readonly #pool: HostPool;
  readonly #desk: CallDesk;
  readonly #writer: DurableWriter;
  readonly #uncommitted = new UncommittedEvents();
  readonly #inbox: Inbox;
  readonly #watch: DispatchWatch;
  readonly #becameReady = Promise.withResolvers<void>();
  readonly #cutShort = Promise.withResolvers<void>();
  #status: StatusServer | undefined;
  #draining: Promise<void> | undefined;

  constructor(options: WorkerOptions, deps: WorkerDeps) {
    this.#options = options;
    this.#deps = deps;
    const { log, callLog } = deps;
    const rooms = livekitRooms(options);
    this.#writer = createDurableWriter({
      log: callLog,
      onCommitted: (callId, seq) => {
        this.#uncommitted.committed(callId, seq);
        this.#desk.tellHostOf(callId, { type: 'committed', callId, seq });
      },
      onFailed: (callId, seq, outcome, reason) => {
        if (outcome !== 'delayed') this.#uncommitted.lost(callId, seq);
        log.error({ callId, seq, outcome }, `Events of a call are not stored: ${reason}`);
        this.#desk.tellHostOf(callId, { type: 'commit-failed', callId, seq, reason });
      },
      onHealth: (state, reason) => {
        if (state === 'failing') log.error({}, `The log cannot be written; events are kept in memory: ${reason}`);
        else log.info({}, reason);
      },
    });
    this.#pool = new HostPool(
      {
        hostFile: options.hostFile,
        hosts: options.hosts,
        callsBeforeRecycle: options.callsBeforeRecycle ?? CALLS_BEFORE_RECYCLE,
      },
      {
        message: (hostId, message) => this.#fromHost(hostId, message),
        died: (hostId, reason) => this.#desk.hostDied(hostId, reason),
        changed: () => this.#changed(),
      },
      log,
    );
    this.#protocol = new WorkerProtocolClient(
      options,
      {
        load: () => this.#desk.load(),
        offered: (job) => this.#desk.offered(job),
        assigned: (assigned) => this.#desk.assigned(assigned),
        assignmentLost: (jobId) => this.#desk.assignmentLost(jobId),
        terminated: (jobId) => this.#desk.terminated(jobId),
        registered: (workerId, version) => {
          log.info({ workerId, livekit: version, agentName: options.agentName }, 'Registered with LiveKit');
          this.#changed();
        },
        disconnected: (reason) =>
          log.warn({ reason, calls: this.#desk.callCount }, 'The connection to LiveKit was lost; calls go on'),
        connectFailed: (problem) => {
          log.error({}, problem.sentence);
          deps.connectFailed?.(problem);
        },
      },
      log,
    );
    this.#desk = new CallDesk(
      {
        callsPerHost: options.callsPerHost,
        startingPerHost: options.startingPerHost ?? STARTING_PER_HOST,
        cores: options.cores,
        maxWaiting: MAX_WAITING,
      },
      {
        hosts: this.#pool,
        jobs: this.#protocol,
        history: (callId) => this.#uncommitted.completing(callId, () => readHistory(callLog, callId)),
        log,
        settle: async ({ callId, roomName, callerLeft }) => {
          this.#inbox.callEnded(callId);
          deps.callEnded?.(callId);
          if (!callerLeft) await settleDispatches(rooms, roomName, options.agentName, this.#desk.finishedJobs);
        },
      },
    );
    this.#inbox = new Inbox({
      source: deps.inbox,
      callIds: () => this.#desk.callIds,
      hostOf: (callId) => this.#desk.hostOf(callId),
      deliver: (callId, command) => this.#desk.tellHostOf(callId, { type: 'command', callId, command }),
      log,
    });
    this.#watch = new DispatchWatch(
      { agentName: options.agentName },
      {
        rooms,
        canTakeCalls: () => this.#canTakeCalls(),
        roomsHere: () => this.#desk.rooms,
        finishedJobs: () => this.#desk.finishedJobs,
        log,
      },
    );
  }

  /** Starts hosts, connects, and resolves when a call would be answered. Keeps trying LiveKit until then. */
  async start(): Promise<{ statusUrl: string }> {
    this.#status = await startStatusServer(this.#options.statusPort, () => this.report());
    this.#pool.start();
    this.#protocol.start();
    this.#inbox.start();
    await this.#becameReady.promise;
    return { statusUrl: this.#status.url };
  }

  report(): WorkerStatusReport {
    const hosts = this.#pool.status();
    const missing: string[] = [];
    if (!this.#protocol.registered) missing.push(`The worker is not registered with LiveKit at ${this.#options.url}.`);
    if (this.#pool.readyCount === 0) missing.push('No host is ready.');
    if (this.#draining) missing.push('The worker is stopping and takes no more calls.');
    const load = this.#desk.load();
    if (load.full && missing.length === 0) missing.push('The worker is at capacity.');
    return {
      ready: missing.length === 0,
      registered: this.#protocol.registered,
      draining: this.#draining !== undefined,
      workerId: this.#protocol.workerId,
      agentName: this.#options.agentName,
      ...load,
      hosts,
      missing,
    };
  }

  /** Takes no more calls, waits for those at hand (at most `drainMs`, or until `cutShort`), then stops everything. */
  drain(): Promise<void> {
    this.#draining ??= this.#drain();
    return this.#draining;
  }

  /** A drain under way, or begun by this, waits no longer: calls are asked to end now. */
  cutShort(): Promise<void> {
    this.#cutShort.resolve();
    return this.drain();
  }

  async #drain(): Promise<void> {
    this.#desk.drain();
    this.#protocol.drain();
    this.#watch.stop();
    this.#deps.log.info(
      { calls: this.#desk.callCount, drainMs: this.#options.drainMs },
      'Stopping: no more calls are taken',
    );
    const idle = this.#desk.idle();
    await firstOf([idle, this.#cutShort.promise], this.#options.drainMs);
    this.#desk.endAll('the agent is stopping');
    await firstOf([idle], GOODBYE_MS);
    this.#inbox.stop();
    await this.#pool.stop(HOST_STOP_MS);
    await this.#writer.close(HOST_STOP_MS);
    this.#protocol.close();
    await this.#status?.close();
  }

  #fromHost(hostId: number, message: HostToWorker): void {
    if (message.type === 'bell') void this.#inbox.look();
    else if (message.type === 'events') this.#store(message);
    else this.#desk.hostMessage(hostId, message);
  }

  #store({ callId, userId, events }: Extract<HostToWorker, { type: 'events' }>): void {
    this.#uncommitted.received(callId, events);
    this.#writer.write(callId, userId, events);
    this.#inbox.events(events);
  }

  #canTakeCalls(): boolean {
    return (
      this.#protocol.registered && this.#draining === undefined && this.#pool.readyCount > 0 && !this.#desk.load().full
    );
  }

  #changed(): void {
    this.#desk.placeWaiting();
    this.#protocol.reportLoad();
    if (!this.#canTakeCalls()) return;
    // LiveKit drops what is dispatched before it knows that this worker is available.
    void this.#protocol.heard().then(() => this.#becameReady.resolve());
    this.#watch.start();
  }
}

async function firstOf(promises: Promise<void>[], deadlineMs: number): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, deadlineMs);
  await Promise.race([...promises, late.promise]);
  clearTimeout(timer);
}
