/** How each part of the installation is asked whether it is there. */
import { z } from 'zod';
import type { MemoryAdmin } from '../../agents/memory/service-api.ts';
import type { ServerConfig } from '../config/config.ts';
import type { LiveKitLink } from '../livekit.ts';
import { isBuilt } from '../plugins/web-client.ts';
import type { AgentDirectory } from '../records/agent-directory.ts';
import type { ProbeAnswer } from './judge-status.ts';
import type { StatusProbe } from './status-monitor.ts';

/** What a process of ours says at its status address; further fields are passed on. */
const processStatus = z.looseObject({
  ready: z.boolean().optional(),
  missing: z.array(z.string()).optional(),
  degraded: z.array(z.string()).optional(),
});

async function askProcess(what: string, url: string, signal: AbortSignal): Promise<ProbeAnswer> {
  const response = await fetch(url, { signal, redirect: 'error' }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`${what} does not answer at ${url}: ${cause}.`);
  });
  const parsed = processStatus.safeParse(await response.json().catch(() => ({})));
  const says = parsed.success ? parsed.data : {};
  if (!response.ok || says.ready === false) {
    return {
      state: 'missing',
      detail: says.missing?.join(' ') || `${what} is not ready (HTTP ${response.status}).`,
      says,
    };
  }
  if (says.degraded !== undefined && says.degraded.length > 0)
    return { state: 'degraded', detail: says.degraded.join(' '), says };
  return { state: 'ok', says };
}

async function askIndex(memory: Probed['memory'], signal: AbortSignal): Promise<ProbeAnswer> {
  if (memory === undefined)
    return { state: 'degraded', detail: 'No memory service is known here: nothing is remembered.' };
  const { index, indexProblem, ranking, records, waitingForIndex } = await memory.status(signal);
  const says = { index, ranking, records, waitingForIndex };
  if (index !== 'down') return { state: 'ok', says };
  return {
    state: 'degraded',
    detail: `The vector index does not answer${indexProblem === undefined ? '' : ` (${indexProblem})`}: memory is ranked by words only.`,
    says,
  };
}

async function askCatalog(agents: AgentDirectory): Promise<ProbeAnswer> {
  const problems = (await agents.problems?.()) ?? [];
  const detail = problems.length === 0 ? {} : { detail: problems.join(' ') };
  if ((await agents.list()).length === 0) return { state: 'missing', ...detail };
  return { state: problems.length === 0 ? 'ok' : 'degraded', ...detail };
}

export interface Probed {
  config: ServerConfig;
  livekit: Pick<LiveKitLink, 'check'>;
  agents: AgentDirectory;
  eventLog: { head(): Promise<number> };
  /** Absent where no memory service is known. */
  memory: Pick<MemoryAdmin, 'status'> | undefined;
}

export function statusProbes({ config, livekit, agents, eventLog, memory }: Probed): StatusProbe[] {
  return [
    { name: 'livekit', check: async () => livekit.check().then(() => ({ state: 'ok' })) },
    {
      name: 'worker',
      check: async (signal) => atAddress('The worker', 'PARLEY_WORKER_STATUS_URL', config.workerStatus, '', signal),
    },
    {
      name: 'tool-worker',
      check: async (signal) =>
        atAddress('The tool-worker', 'PARLEY_TOOL_WORKER_URL', config.toolWorker, '/healthz', signal),
    },
    {
      name: 'web-client',
      check: async () => ((await isBuilt(config.webClientDir)) ? { state: 'ok' } : { state: 'missing' }),
    },
    { name: 'agents', check: async () => askCatalog(agents) },
    { name: 'event-log', check: async () => eventLog.head().then(() => ({ state: 'ok' })) },
    { name: 'vector-index', check: async (signal) => askIndex(memory, signal) },
  ];
}

async function atAddress(
  what: string,
  variable: string,
  address: ServerConfig['workerStatus'],
  path: string,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  if (address.kind === 'none') return { state: 'missing', detail: `${what} is unknown here: ${variable} is not set.` };
  return await askProcess(what, address.url + path, signal);
}
