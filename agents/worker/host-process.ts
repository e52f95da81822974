/**
 * One forked host: its channel, its heartbeat, its end. It knows nothing of calls or of other hosts.
 * A host that hangs is killed, and counts as dead only when its exit was seen: two hosts must never speak in one call.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { processEnv } from '../settings/process-env.ts';
import { hostEnvironment, hostFlags } from './host-memory.ts';
import type { HostLoad, HostToWorker, WorkerToHost } from './host-messages.ts';
import { MissedPongs } from './missed-pongs.ts';
import type { WorkerLog } from './worker-log.ts';

/** Loading the speech and media modules on a busy machine takes seconds; after this it is broken. */
const READY_TIMEOUT_MS = 60_000;
const PING_EVERY_MS = 1_000;
/** A dead process closes its channel at once; longer means that someone else holds it open. */
const LAST_MESSAGES_MS = 100;
/** Voices come before everything else the machine does; negative values need a privilege and are only tried. */
const HOST_NICENESS = -5;

export interface HostProcessHandlers {
  ready(): void;
  message(message: HostToWorker): void;
  /** Seen to be gone: no frame of audio can leave it any more. */
  exited(reason: string): void;
}

export class HostProcess {
  readonly id: number;
  readonly #child: ChildProcess;
  readonly #handlers: HostProcessHandlers;
  readonly #log: WorkerLog;
  readonly #pongs = new MissedPongs();
  readonly #startedAt = performance.now();
  #timer: NodeJS.Timeout;
  #ready = false;
  #exited = false;
  #killReason: string | undefined;
  load: HostLoad = { calls: 0, cpuFraction: 0, loopLagP95Ms: 0, rssBytes: 0 };

  constructor(id: number, hostFile: string, handlers: HostProcessHandlers, log: WorkerLog) {
    this.id = id;
    this.#handlers = handlers;
    this.#log = log;
    this.#child = fork(hostFile, [], {
      serialization: 'advanced',
      execArgv: hostFlags(process.execArgv),
      env: hostEnvironment(processEnv()),
    });
    this.#raisePriority();
    this.#child.on('message', (message) => this.#received(message as HostToWorker));
    this.#child.on('error', (error) =>
      this.#log.error({ host: id, error: error.message }, 'The channel to a host failed'),
    );
    this.#child.on('exit', (code, signal) =>
      this.#afterLastMessage(signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`),
    );
    this.#timer = setTimeout(() => this.kill(`it was not ready within ${READY_TIMEOUT_MS / 1000} s`), READY_TIMEOUT_MS);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isReady(): boolean {
    return this.#ready && !this.#exited;
  }

  /** False when the host can no longer be told anything; its exit follows. */
  send(message: WorkerToHost): boolean {
    if (this.#exited || !this.#child.connected) return false;
    this.#child.send(message, (error) => {
      if (error) this.#log.debug({ host: this.id, error: error.message }, 'A message did not reach a host');
    });
    return true;
  }

  /** Ends it at once, without grace; `exited` follows with this reason. */
  kill(reason: string): void {
    if (this.#exited || this.#killReason !== undefined) return;
    this.#killReason = reason;
    this.#child.kill('SIGKILL');
  }

  #raisePriority(): void {
    if (this.#child.pid === undefined) return;
    try {
      setPriority(this.#child.pid, HOST_NICENESS);
    } catch (error) {
      this.#log.debug(
        { host: this.id, error: String(error) },
        'Hosts run at ordinary priority: raising it is not allowed here',
      );
    }
  }

  #received(message: HostToWorker): void {
    if (message.type === 'pong') {
      this.#pongs.pong(message.n);
      this.load = message.load;
      return;
    }
    if (message.type === 'ready' && !this.#ready) {
      this.#ready = true;
      clearTimeout(this.#timer);
      this.#timer = setInterval(() => this.#ping(), PING_EVERY_MS);
      this.#log.info(
        { host: this.id, pid: this.pid, tookMs: Math.round(performance.now() - this.#startedAt) },
        'A host is ready',
      );
      this.#handlers.ready();
      return;
    }
    this.#handlers.message(message);
  }

  #ping(): void {
    const step = this.#pongs.tick();
    if (step === 'hung') this.kill('its event loop hangs: no answer to several pings');
    else this.send({ type: 'ping', n: step.ping });
  }

  /** The exit may be seen before the last messages are read: they are events of calls and must not be lost. */
  #afterLastMessage(how: string): void {
    if (!this.#child.connected) {
      this.#gone(how);
      return;
    }
    const timer = setTimeout(() => this.#gone(how), LAST_MESSAGES_MS);
    this.#child.once('disconnect', () => {
      clearTimeout(timer);
      this.#gone(how);
    });
  }

  #gone(how: string): void {
    if (this.#exited) return;
    this.#exited = true;
    clearTimeout(this.#timer);
    this.#handlers.exited(this.#killReason === undefined ? how : `${this.#killReason} (${how})`);
  }
}
