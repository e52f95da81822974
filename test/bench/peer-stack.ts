/** The peer: the framework's worker and session on the very same doubles and media server. */
import { join } from 'node:path';
import { startWorkerChild } from '../support/worker-child.ts';
import type { BenchStack, StackAddresses } from './bench-stack.ts';
import { processTree } from './processes.ts';
import { pause } from './until.ts';

const WORKER = join(import.meta.dirname, 'peer', 'peer-worker.ts');
const AGENT_NAME = 'bench-agents-js';
/** It registers before its first process is warm; a call in between would measure the loading of modules. */
const WARM_UP_MS = 15_000;

export async function startPeerStack({ livekit, deepgram, openai }: StackAddresses): Promise<BenchStack> {
  const worker = await startWorkerChild(WORKER, [AGENT_NAME], {
    NODE_ENV: 'production',
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: livekit.apiKey,
    LIVEKIT_API_SECRET: livekit.apiSecret,
    DEEPGRAM_API_KEY: 'bench-key',
    OPENAI_API_KEY: 'bench-key',
    BENCH_DEEPGRAM_URL: deepgram,
    BENCH_OPENAI_URL: openai,
  });
  await pause(WARM_UP_MS);
  return {
    name: 'agents-js',
    agentName: AGENT_NAME,
    roots: [worker.pid],
    loopLagP95Ms: async () => undefined,
    output: () => worker.output(),
    stop: async () => {
      const children = processTree(worker.pid).slice(1);
      await worker.stop();
      // Its processes outlive it for a while; nothing may weigh on the next measurement.
      for (const pid of children) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Already gone.
        }
      }
    },
  };
}
