/**
 * How loaded a worker is, from what its hosts measure. Pure.
 * LiveKit gives a worker that reports 1.0 no weight at all, so the figure never exceeds MAX_REPORTED_LOAD.
 */
import type { HostLoad } from './host-messages.ts';

export const MAX_REPORTED_LOAD = 0.99;
/** A host whose loop lags this much (p95) delays every voice on it; it gets no more calls. */
export const LAG_LIMIT_MS = 100;
/** Share of all cores that hosts may use before calls are refused: the rest is LiveKit's and the tools'. */
export const CPU_LIMIT = 0.85;

export interface WorkerLoad {
  /** 0 to 0.99. */
  load: number;
  /** No further call is taken. */
  full: boolean;
  calls: number;
}

export interface LoadLimits {
  callsPerHost: number;
  cores: number;
}

/** Hosts without a call are never a reason to refuse: a busy machine still answers its first caller. */
export function isShedding(host: HostLoad): boolean {
  return host.calls > 0 && host.loopLagP95Ms > LAG_LIMIT_MS;
}

/** `hosts` are those ready to take calls; `expected` counts calls accepted that are on no host yet. */
export function workerLoad(hosts: readonly HostLoad[], expected: number, limits: LoadLimits): WorkerLoad {
  const calls = hosts.reduce((sum, host) => sum + host.calls, 0) + expected;
  const capacity = hosts.length * limits.callsPerHost;
  const cpu = hosts.reduce((sum, host) => sum + host.cpuFraction, 0) / Math.max(1, limits.cores);
  const atCapacity = calls >= capacity;
  const outOfCpu = calls > 0 && cpu > CPU_LIMIT;
  const allShedding = hosts.length > 0 && hosts.every((host) => isShedding(host) || host.calls >= limits.callsPerHost);
  const load = Math.max(capacity === 0 ? 1 : calls / capacity, calls > 0 ? cpu : 0);
  return { load: Math.min(MAX_REPORTED_LOAD, load), full: atCapacity || outOfCpu || allShedding, calls };
}
