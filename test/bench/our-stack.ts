/** Our worker with its hosts and the tool-worker (memory), as `npm start` runs them, on the doubles. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../server/dev/free-port.ts';
import { startWorkerChild } from '../support/worker-child.ts';
import type { BenchStack, StackAddresses } from './bench-stack.ts';

const AGENTS = join(import.meta.dirname, '..', '..', 'agents');
const COMPILE_CACHE = join(import.meta.dirname, '..', '..', '.parley', 'bench', 'compile-cache');
const status = z.object({ hosts: z.array(z.object({ load: z.object({ loopLagP95Ms: z.number() }) })) });

export async function startOurStack({ livekit, deepgram, openai }: StackAddresses): Promise<BenchStack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-data-'));
  const env: Record<string, string> = {
    NODE_ENV: 'production',
    // As npm start does it, from its second time on: without it each process holds the compiler, 20 MB.
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    LOG_LEVEL: 'error',
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: livekit.apiKey,
    LIVEKIT_API_SECRET: livekit.apiSecret,
    DEEPGRAM_API_KEY: 'bench-key',
    OPENAI_API_KEY: 'bench-key',
    PARLEY_STT: `deepgram+${deepgram}?model=nova-3`,
    PARLEY_TTS: `openai+${openai}?model=gpt-4o-mini-tts&voice=alloy`,
    PARLEY_LLM: `openai+${openai}?model=gpt-4.1-mini`,
    PARLEY_AGENT_NAME: 'bench-parley',
    PARLEY_DATA_DIR: dataDir,
    PARLEY_INTERNAL_TOKEN: 'bench-token-of-this-run-only-0123456789',
    PARLEY_TOOL_WORKER_URL: `http://127.0.0.1:${await freePort()}`,
  };
  const toolWorker = await startWorkerChild(join(AGENTS, 'tool-worker.ts'), [], env);
  const worker = await startWorkerChild(join(AGENTS, 'worker.ts'), [], env).catch(async (error: unknown) => {
    await toolWorker.stop();
    throw error;
  });
  const statusUrl = z.string().parse(worker.ready.statusUrl);
  return {
    name: 'parley',
    agentName: 'bench-parley',
    roots: [worker.pid, toolWorker.pid],
    loopLagP95Ms: async () => {
      const answer = await fetch(statusUrl, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
      const report = status.safeParse(await answer?.json());
      return report.success ? Math.max(0, ...report.data.hosts.map((host) => host.load.loopLagP95Ms)) : undefined;
    },
    output: () => worker.output() + toolWorker.output(),
    stop: async () => {
      await worker.stop();
      await toolWorker.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
