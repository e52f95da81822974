/** How busy this process is: event-loop lag, CPU and memory, measured between two looks. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { HostLoad } from '../worker/host-messages.ts';

const RESOLUTION_MS = 10;

export class LoadMeter {
  readonly #lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #cpu = process.cpuUsage();
  #atMs = performance.now();

  constructor() {
    this.#lag.enable();
  }
  /** Figures since the last look. CPU is a fraction of one core and may exceed 1. */
  look(calls: number): HostLoad {
    const nowMs = performance.now();
    const used = process.cpuUsage(this.#cpu);
    const elapsedUs = Math.max(1, (nowMs - this.#atMs) * 1_000);
    const loopLagP95Ms = Math.max(0, this.#lag.percentile(95) / 1e6 - RESOLUTION_MS);
    this.#cpu = process.cpuUsage();
    this.#atMs = nowMs;
    this.#lag.reset();
    return {
      calls,
      cpuFraction: (used.user + used.system) / elapsedUs,
      loopLagP95Ms: Number.isFinite(loopLagP95Ms) ? loopLagP95Ms : 0,
      rssBytes: process.memoryUsage.rss(),
    };
  }
}
