/**
 * The hosts of one worker: forks them, keeps their number, names one the standby, replaces the dead and the worn.
 * It says where a call may go and carries messages; what becomes of a dead host's calls is the call desk's business.
 */
import { CrashLoop } from './crash-loop.ts';
import type { HostLoad, HostToWorker, WorkerToHost } from './host-messages.ts';
import { HostProcess } from './host-process.ts';
import type { HostView } from './placement.ts';
import type { WorkerLog } from './worker-log.ts';

export interface HostPoolOptions {
  hostFile: string;
  /** All hosts, the standby included; with one there is no standby. */
  hosts: number;
  /** A host that has taken this many calls finishes them and is replaced (native memory grows about 0.5 MB a call). */
  callsBeforeRecycle: number;
}

export interface HostPoolHandlers {
  message(hostId: number, message: HostToWorker): void;
  died(hostId: number, reason: string): void;
  /** A host became ready or its load changed what can be placed. */
  changed(): void;
}

interface Slot {
  process: HostProcess;
  role: 'active' | 'standby';
  /** It finishes its calls and takes no more. */
  draining: boolean;
  callsTaken: number;
}

export interface HostStatus {
  id: number;
  pid: number | undefined;
  role: 'active' | 'standby' | 'draining' | 'starting';
  load: HostLoad;
  callsTaken: number;
}

/** Calls have moved to another host and are heard again within this, when nothing competes with them. */
const MOVING_MS = 600;

export class HostPool {
  readonly #options: HostPoolOptions;
  readonly #handlers: HostPoolHandlers;
  readonly #log: WorkerLog;
  readonly #slots = new Map<number, Slot>();
  readonly #crashes = new CrashLoop();
  readonly #replacements = new Set<NodeJS.Timeout>();
  #onExit: (() => void)[] = [];
  #nextId = 1;
  #stopping = false;

  constructor(options: HostPoolOptions, handlers: HostPoolHandlers, log: WorkerLog) {
    this.#options = options;
    this.#handlers = handlers;
    this.#log = log;
  }

  start(): void {
    for (let n = 0; n < this.#options.hosts; n += 1) this.#fork();
  }

  /** Hosts that may be given calls now, with the calls `placed` has put on each. */
  views(placed: (hostId: number) => { calls: number; starting: number }): HostView[] {
    return [...this.#slots.values()]
      .filter((slot) => slot.process.isReady && !slot.draining)
      .map(({ process, role }) => ({ id: process.id, role, load: process.load, ...placed(process.id) }));
  }

  get readyCount(): number {
    return this.views(() => ({ calls: 0, starting: 0 })).length;
  }

  status(): HostStatus[] {
    return [...this.#slots.values()].map(({ process, role, draining, callsTaken }) => ({
      id: process.id,
      pid: process.pid,
      role: draining ? 'draining' : process.isReady ? role : 'starting',
      load: process.load,
      callsTaken,
    }));
  }

  send(hostId: number, message: WorkerToHost): boolean {
    return this.#slots.get(hostId)?.process.send(message) ?? false;
  }

  /** Sends the call to the host and counts it towards the host's recycling. */
  startCall(hostId: number, message: Extract<WorkerToHost, { type: 'start-call' }>): boolean {
    const slot = this.#slots.get(hostId);
    if (slot === undefined || !slot.process.send(message)) return false;
    slot.callsTaken += 1;
    if (slot.callsTaken >= this.#options.callsBeforeRecycle) this.#recycle(slot);
    return true;
  }

  /** Ends all hosts: asks, then kills what is left after `graceMs`; resolves when all were seen to exit. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#replacements) clearTimeout(timer);
    for (const slot of this.#slots.values()) slot.process.send({ type: 'drain' });
    const killTimer = setTimeout(() => {
      for (const slot of this.#slots.values()) slot.process.kill('it did not stop when asked');
    }, graceMs);
    while (this.#slots.size > 0) await new Promise<void>((resolve) => this.#onExit.push(resolve));
    clearTimeout(killTimer);
  }

  #fork(): void {
    const id = this.#nextId++;
    const process = new HostProcess(
      id,
      this.#options.hostFile,
      {
        ready: () => this.#handlers.changed(),
        message: (message) => {
          if (message.type === 'fatal')
            this.#log.error({ host: id, reason: message.reason }, 'A host reports a fatal error');
          else this.#handlers.message(id, message);
        },
        exited: (reason) => this.#exited(id, reason),
      },
      this.#log,
    );
    this.#slots.set(id, { process, role: this.#needsStandby() ? 'standby' : 'active', draining: false, callsTaken: 0 });
  }

  /** Counting the one being forked: the standby is the last to come. */
  #needsStandby(): boolean {
    const serving = [...this.#slots.values()].filter((slot) => !slot.draining);
    return (
      this.#options.hosts > 1 &&
      serving.length + 1 >= this.#options.hosts &&
      !serving.some((slot) => slot.role === 'standby')
    );
  }

  #recycle(slot: Slot): void {
    if (slot.draining) return;
    slot.draining = true;
    this.#log.info(
      { host: slot.process.id, callsTaken: slot.callsTaken },
      'A host has served its calls; it finishes them and is replaced',
    );
    slot.process.send({ type: 'drain' });
    if (slot.role === 'active') this.#promoteStandby();
    this.#fork();
  }

  #promoteStandby(): void {
    const standby = [...this.#slots.values()].find((slot) => slot.role === 'standby' && !slot.draining);
    if (standby !== undefined) standby.role = 'active';
  }

  #exited(id: number, reason: string): void {
    const slot = this.#slots.get(id);
    this.#slots.delete(id);
    // Its calls first: they go to the standby, which is promoted only afterwards.
    this.#handlers.died(id, reason);
    if (this.#stopping || slot?.draining) this.#log.info({ host: id, reason }, 'A host ended');
    else this.#replace(id, slot?.role, reason);
    for (const resolve of this.#onExit.splice(0)) resolve();
  }

  #replace(id: number, role: Slot['role'] | undefined, reason: string): void {
    const { afterMs: soonestMs, looping } = this.#crashes.died(performance.now(), Math.random());
    // With another host there the calls of the dead one move now, and a start would take the processor from them.
    const afterMs = this.readyCount > 0 ? Math.max(soonestMs, MOVING_MS) : soonestMs;
    this.#log.error(
      { host: id, reason, replacedInMs: afterMs },
      looping ? 'Hosts keep dying; replacing them more slowly' : 'A host died; replacing it',
    );
    if (role === 'active') this.#promoteStandby();
    const timer = setTimeout(() => {
      this.#replacements.delete(timer);
      if (!this.#stopping) this.#fork();
    }, afterMs);
    this.#replacements.add(timer);
  }
}
