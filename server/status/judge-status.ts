/** Decides from the parts' answers whether a call would be answered. Pure. */
import type { StatusPart, StatusReply } from '../api/status.ts';

/** What one part answers: `says` is passed on, `detail` is a sentence. */
export type ProbeAnswer = { state: 'ok' | 'degraded' | 'missing'; detail?: string; says?: Record<string, unknown> };

/** What is said of a part that gives no reason of its own. */
const ABSENT: Record<StatusPart['name'], string> = {
  livekit: 'LiveKit does not answer.',
  worker: 'No worker is registered: calls would not be answered.',
  'tool-worker': 'The tool-worker does not answer: no tools and no embedded models.',
  'web-client': 'The page is not built.',
  agents: 'The catalog has no agent.',
  'event-log': 'The log of calls cannot be read.',
  'vector-index': 'The vector index does not answer: memory is ranked by words only.',
};

/** Parts a call can do without; it is then less good, not unanswered. */
const DISPENSABLE: ReadonlySet<StatusPart['name']> = new Set(['vector-index']);

export function judgeStatus(answers: readonly { name: StatusPart['name']; answer: ProbeAnswer }[]): StatusReply {
  const parts = answers.map(({ name, answer }): StatusPart => {
    const state = answer.state === 'missing' && DISPENSABLE.has(name) ? 'degraded' : answer.state;
    const detail = answer.detail ?? (state === 'ok' ? undefined : ABSENT[name]);
    return { name, state, ...(detail === undefined ? {} : { detail }) };
  });
  const sentences = (state: StatusPart['state']) =>
    parts.filter((part) => part.state === state).map((part) => part.detail ?? ABSENT[part.name]);
  const missing = sentences('missing');
  const worker = answers.find(({ name }) => name === 'worker')?.answer.says;
  return {
    ready: missing.length === 0,
    missing,
    degraded: sentences('degraded'),
    parts,
    ...(worker === undefined ? {} : { worker }),
  };
}
