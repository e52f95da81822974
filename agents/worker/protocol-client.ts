/**
 * LiveKit's worker protocol over one websocket: register, answer offers, take assignments, report load and job status,
 * reconnect. It knows nothing of hosts or calls; a lost socket touches no call, since media does not depend on it.
 */
import {
  AvailabilityResponse,
  type Job,
  JobType,
  MigrateJobRequest,
  ParticipantPermission,
  RegisterWorkerRequest,
  ServerMessage,
  UpdateWorkerStatus,
  WorkerMessage,
  WorkerPing,
  WorkerStatus,
} from '@livekit/protocol';
import { AccessToken } from 'livekit-server-sdk';
import { WebSocket } from 'ws';
import { backoffMs, RECONNECT } from './backoff.ts';
import { type ConnectProblem, connectProblem } from './connect-problem.ts';
import { JobReports } from './job-reports.ts';
import { MAX_REPORTED_LOAD, type WorkerLoad } from './load.ts';
import { Offers } from './offers.ts';
import type { WorkerLog } from './worker-log.ts';

/** How the agent will appear in the room. */
export interface Acceptance {
  identity: string;
  name: string;
  metadata: string;
  attributes: Record<string, string>;
}

export interface AssignedJob {
  job: Job;
  url: string;
  token: string;
}

export interface ProtocolHandlers {
  load(): WorkerLoad;
  /** Answer within a few seconds; `undefined` (or a throw) rejects the job. */
  offered(job: Job, resuming: boolean): Promise<Acceptance | undefined>;
  assigned(assigned: AssignedJob): void;
  /** An accepted job was not assigned in time. */
  assignmentLost(jobId: string): void;
  /** LiveKit wants the job to end. */
  terminated(jobId: string): void;
  registered(workerId: string, serverVersion: string): void;
  disconnected(reason: string): void;
  /** A connection attempt failed; a next one follows unless the client is closed. */
  connectFailed(problem: ConnectProblem): void;
}

export interface ProtocolOptions {
  url: string;
  apiKey: string;
  apiSecret: string;
  /** Empty: LiveKit offers every room. */
  agentName: string;
  version: string;
  /** Times in ms; the defaults are LiveKit's own, shortened only by tests. */
  timing?: Partial<typeof TIMING>;
}

const TIMING = {
  pingEveryMs: 5_000,
  /** Without any word from LiveKit for this long the socket is dead, whatever TCP says. */
  silenceMs: 15_000,
  loadEveryMs: 1_000,
  handshakeMs: 10_000,
  /** An open socket on which the registration is not confirmed within this is of no use, even when pings are answered. */
  registerMs: 10_000,
  assignmentMs: 7_500,
  reconnect: RECONNECT,
};

export class WorkerProtocolClient {
  readonly #options: ProtocolOptions;
  readonly #handlers: ProtocolHandlers;
  readonly #log: WorkerLog;
  readonly #timing: typeof TIMING;
  readonly #offers: Offers;
  readonly #reports: JobReports;
  #socket: WebSocket | undefined;
  #timers: NodeJS.Timeout[] = [];
  #retry: NodeJS.Timeout | undefined;
  #attempt = 0;
  #openedAt = 0;
  #lastHeardAt = 0;
  #lastPing = 0;
  readonly #pings = new Map<bigint, () => void>();
  #workerId = '';
  #registered = false;
  #draining = false;
  #closed = false;

  constructor(options: ProtocolOptions, handlers: ProtocolHandlers, log: WorkerLog) {
    this.#options = options;
    this.#handlers = handlers;
    this.#log = log;
    this.#timing = { ...TIMING, ...options.timing };
    this.#offers = new Offers((jobId) => handlers.assignmentLost(jobId), this.#timing.assignmentMs);
    this.#reports = new JobReports((update) => this.#send({ case: 'updateJob', value: update }));
  }

  get registered(): boolean {
    return this.#registered;
  }

  /** Given by LiveKit at each registration; empty before the first. */
  get workerId(): string {
    return this.#workerId;
  }

  start(): void {
    void this.#connect().catch((error: unknown) => this.#failed({ message: String(error) }));
  }

  /** Tells LiveKit the load now, ahead of the next tick: after a call began or ended. */
  reportLoad(): void {
    const { load, full, calls } = this.#handlers.load();
    const status = this.#draining || full ? WorkerStatus.WS_FULL : WorkerStatus.WS_AVAILABLE;
    const value = new UpdateWorkerStatus({ load: Math.min(load, MAX_REPORTED_LOAD), jobCount: calls, status });
    this.#send({ case: 'updateWorker', value });
  }

  /** Resolves when LiveKit has taken in everything said before: it handles a worker's messages in order. */
  heard(): Promise<void> {
    return new Promise((resolve) => {
      this.#pings.set(this.#sendPing(), resolve);
    });
  }

  /** Reports success or failure once; `error` is a sentence, empty on success. */
  jobEnded(jobId: string, outcome: 'success' | 'failed', error: string): void {
    this.#reports.ended(jobId, outcome, error);
    this.reportLoad();
  }

  /** Reports FULL from now on and rejects every offer. */
  drain(): void {
    this.#draining = true;
    this.reportLoad();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#offers.dropAll();
    this.#stopTimers();
    this.#socket?.close(1000);
  }

  async #connect(): Promise<void> {
    const { url, apiKey, apiSecret } = this.#options;
    const token = new AccessToken(apiKey, apiSecret, { ttl: 3600 });
    token.addGrant({ agent: true });
    const authorization = `Bearer ${await token.toJwt()}`;
    if (this.#closed) return;
    const socket = new WebSocket(agentEndpoint(url), {
      headers: { authorization },
      perMessageDeflate: false,
      handshakeTimeout: this.#timing.handshakeMs,
    });
    socket.binaryType = 'nodebuffer';
    this.#socket = socket;
    let opened = false;
    let problem: { httpStatus?: number; message: string } = { message: 'the connection was closed' };
    socket.on('open', () => {
      opened = true;
      this.#opened();
    });
    socket.on('message', (data: Buffer) => this.#received(data));
    socket.on('unexpected-response', (_request, response) => {
      problem = { httpStatus: response.statusCode ?? 0, message: response.statusMessage ?? '' };
      response.resume();
      socket.terminate();
    });
    socket.on('error', (error) => {
      if (problem.httpStatus === undefined)
        problem = { message: error.message || ('code' in error ? String(error.code) : 'no reason given') };
    });
    socket.on('close', (code, reason) => {
      if (opened) this.#lost(`${code} ${reason.toString()}`.trim());
      else this.#failed(problem);
    });
  }

  #opened(): void {
    this.#openedAt = performance.now();
    this.#lastHeardAt = this.#openedAt;
    const permissions = {
      canPublish: true,
      canSubscribe: true,
      canPublishData: true,
      canUpdateMetadata: true,
      agent: true,
    };
    const value = new RegisterWorkerRequest({
      type: JobType.JT_ROOM,
      agentName: this.#options.agentName,
      version: this.#options.version,
      pingInterval: Math.ceil(this.#timing.pingEveryMs / 1000),
      allowedPermissions: new ParticipantPermission(permissions),
    });
    this.#send({ case: 'register', value });
    this.#timers.push(setInterval(() => this.#ping(), this.#timing.pingEveryMs));
  }

  #ping(): void {
    const nowMs = performance.now();
    if (nowMs - this.#lastHeardAt >= this.#timing.silenceMs) {
      this.#log.warn({ silenceMs: this.#timing.silenceMs }, 'LiveKit has not answered the worker; connecting again');
      this.#socket?.terminate();
    } else if (!this.#registered && nowMs - this.#openedAt >= this.#timing.registerMs) {
      this.#log.warn({ registerMs: this.#timing.registerMs }, 'LiveKit did not register the worker; connecting again');
      this.#socket?.terminate();
    } else this.#sendPing();
  }

  #sendPing(): bigint {
    // Unique and growing: the answer carries it back.
    this.#lastPing = Math.max(this.#lastPing + 1, Date.now());
    this.#send({ case: 'ping', value: new WorkerPing({ timestamp: BigInt(this.#lastPing) }) });
    return BigInt(this.#lastPing);
  }

  #answered(timestamp: bigint): void {
    for (const [sent, resolve] of [...this.#pings]) {
      if (sent > timestamp) continue;
      this.#pings.delete(sent);
      resolve();
    }
  }

  #lost(reason: string): void {
    this.#registered = false;
    this.#stopTimers();
    this.#offers.dropAll();
    this.#handlers.disconnected(reason);
    this.#again();
  }

  #failed(failure: { httpStatus?: number; message: string }): void {
    if (this.#closed) return;
    this.#handlers.connectFailed(connectProblem(this.#options.url, this.#options.apiKey, failure));
    this.#again();
  }

  #again(): void {
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.start(), backoffMs(this.#timing.reconnect, this.#attempt++, Math.random()));
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  #send(message: WorkerMessage['message']): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(new WorkerMessage({ message }).toBinary());
    return true;
  }

  #received(data: Buffer): void {
    this.#lastHeardAt = performance.now();
    let message: ServerMessage['message'];
    try {
      ({ message } = ServerMessage.fromBinary(data));
    } catch (error) {
      this.#log.warn(
        { bytes: data.byteLength, error: String(error) },
        'LiveKit sent a message that cannot be read; ignored',
      );
      return;
    }
    switch (message.case) {
      case 'register':
        this.#onRegistered(message.value.workerId, message.value.serverInfo?.version ?? 'unknown');
        return;
      case 'availability':
        if (message.value.job !== undefined) void this.#offer(message.value.job, message.value.resuming);
        return;
      case 'assignment':
        this.#assign(message.value);
        return;
      case 'termination':
        this.#handlers.terminated(message.value.jobId);
        return;
      case 'pong':
        this.#answered(message.value.lastTimestamp);
        return;
      case undefined:
        return;
    }
  }

  #onRegistered(workerId: string, serverVersion: string): void {
    this.#workerId = workerId;
    this.#registered = true;
    this.#attempt = 0;
    this.reportLoad();
    this.#timers.push(setInterval(() => this.reportLoad(), this.#timing.loadEveryMs));
    // A new connection knows nothing of the jobs of the old one: name those that still run.
    const jobIds = this.#reports.runningJobIds;
    if (jobIds.length > 0) this.#send({ case: 'migrateJob', value: new MigrateJobRequest({ jobIds }) });
    this.#reports.resend();
    this.#handlers.registered(workerId, serverVersion);
  }

  async #offer(job: Job, resuming: boolean): Promise<void> {
    let acceptance: Acceptance | undefined;
    try {
      acceptance = this.#draining ? undefined : await this.#handlers.offered(job, resuming);
    } catch (error) {
      this.#log.error({ jobId: job.id, error: String(error) }, 'The job could not be judged; rejected');
    }
    const value = acceptance
      ? new AvailabilityResponse({
          jobId: job.id,
          available: true,
          supportsResume: true,
          participantIdentity: acceptance.identity,
          participantName: acceptance.name,
          participantMetadata: acceptance.metadata,
          participantAttributes: { ...acceptance.attributes, 'lk.agent.name': this.#options.agentName },
        })
      : new AvailabilityResponse({ jobId: job.id, available: false });
    const sent = this.#send({ case: 'availability', value });
    if (acceptance === undefined) return;
    if (sent) this.#offers.add(job.id);
    else this.#handlers.assignmentLost(job.id);
  }

  #assign(assignment: { job?: Job; url?: string; token: string }): void {
    const { job } = assignment;
    if (job === undefined) return;
    if (!this.#offers.take(job.id)) {
      this.#log.warn({ jobId: job.id }, 'LiveKit assigned a job that was not accepted or came too late; ignored');
      return;
    }
    this.#reports.running(job.id);
    this.#handlers.assigned({ job, url: assignment.url || this.#options.url, token: assignment.token });
    this.reportLoad();
  }
}

/** The websocket address of the worker endpoint of a LiveKit URL (ws, wss, http or https). */
function agentEndpoint(url: string): URL {
  const endpoint = new URL(url);
  endpoint.protocol = endpoint.protocol.replace('http', 'ws');
  endpoint.pathname = `${endpoint.pathname.replace(/\/$/, '')}/agent`;
  return endpoint;
}
