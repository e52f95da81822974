/**
 * Asks every part a call needs whether it is there, at most once a second however many ask. A part that does not
 * answer within its deadline is missing; nothing here throws.
 */
import type { StatusPart, StatusReply } from '../api/status.ts';
import { judgeStatus, type ProbeAnswer } from './judge-status.ts';

/** One part and how to ask it. A thrown error is the sentence of why it is missing. */
export interface StatusProbe {
  name: StatusPart['name'];
  check(signal: AbortSignal): Promise<ProbeAnswer>;
}

export interface StatusMonitor {
  now(signal: AbortSignal): Promise<StatusReply>;
}

/** Short enough that a page which polls sees a change at once, long enough that polling costs nothing. */
const FRESH_MS = 1000;
/** Every part is on this machine or a network hop away. */
const PROBE_DEADLINE_MS = 3500;

export function monitorStatus(probes: readonly StatusProbe[], nowMs: () => number): StatusMonitor {
  let latest: { atMs: number; reply: Promise<StatusReply> } | undefined;
  return {
    async now() {
      const atMs = nowMs();
      // The probes are shared by all who ask, so no single asker's signal may end them.
      if (latest === undefined || atMs - latest.atMs >= FRESH_MS) latest = { atMs, reply: askAll(probes) };
      return await latest.reply;
    },
  };
}

async function askAll(probes: readonly StatusProbe[]): Promise<StatusReply> {
  return judgeStatus(await Promise.all(probes.map(async (probe) => ({ name: probe.name, answer: await ask(probe) }))));
}

async function ask(probe: StatusProbe): Promise<ProbeAnswer> {
  const given = new AbortController();
  const { promise: late, resolve } = Promise.withResolvers<ProbeAnswer>();
  const timer = setTimeout(() => {
    given.abort();
    resolve({ state: 'missing', detail: `${probe.name} did not answer within ${PROBE_DEADLINE_MS} ms.` });
  }, PROBE_DEADLINE_MS);
  const answer = probe
    .check(given.signal)
    .catch((error: unknown): ProbeAnswer => ({ state: 'missing', detail: sentenceOf(error) }));
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
