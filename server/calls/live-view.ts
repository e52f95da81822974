/** One line about a call, folded from its events as they come: what it does now, and what a person should look at. Pure. */
import type { LogEntry } from '../../agents/log/entry.ts';
import type { LiveCall } from '../api/live-calls.ts';

export type LiveView = Omit<LiveCall, 'callId' | 'agent' | 'userId' | 'startedAtMs' | 'degraded'> & {
  lastSeq: number;
  agent?: string;
  /** By stage. */
  degraded: Record<string, LiveCall['degraded'][number]>;
};

export const newLiveView = (): LiveView => ({ lastSeq: 0, phase: 'starting', turns: 0, degraded: {} });

export function foldLiveView(before: LiveView, entry: LogEntry): LiveView {
  /* Whatever is written after a move, the next host has written. */
  const settled = before.takenOverBy === undefined ? 'listening' : 'taken-over';
  const view: LiveView = { ...before, lastSeq: entry.seq, phase: before.phase === 'moving' ? settled : before.phase };
  const { atMs } = entry;
  const talking = (phase: LiveView['phase']): LiveView => ({
    ...view,
    phase: view.takenOverBy === undefined ? phase : 'taken-over',
  });
  switch (entry.type) {
    case 'call.started':
      return { ...view, agent: entry.agent };
    case 'participant.joined':
      if (view.channel !== undefined || (entry.kind !== 'standard' && entry.kind !== 'sip')) return view;
      return {
        ...talking('listening'),
        channel: entry.kind === 'sip' ? 'phone' : 'browser',
        ...(entry.name === undefined ? {} : { callerName: entry.name.private }),
      };
    case 'agent.changed':
      return { ...view, agent: entry.to };
    case 'turn.committed':
      if (entry.source === 'system') return talking('thinking');
      return {
        ...talking('thinking'),
        turns: view.turns + 1,
        last: { who: entry.askedBy === 'operator' ? 'operator' : 'caller', text: entry.text.private, atMs },
      };
    case 'reply.composed':
      return talking('speaking');
    case 'reply.heard':
      return {
        ...talking('listening'),
        ...(entry.text.private === '' ? {} : { last: { who: 'agent' as const, text: entry.text.private, atMs } }),
      };
    case 'operator.took-over':
      return { ...view, phase: 'taken-over', takenOverBy: entry.from };
    case 'operator.gave-back': {
      const { takenOverBy: _, ...rest } = view;
      return { ...rest, phase: 'listening' };
    }
    case 'degraded': {
      const { stage, action, reason } = entry;
      return { ...view, degraded: { ...view.degraded, [stage]: { stage, action, reason, atMs } } };
    }
    case 'person.requested':
      return { ...view, personRequested: entry.reason.private };
    case 'call.ended':
      return entry.outcome === 'handed-over' ? { ...view, phase: 'moving' } : view;
    default:
      return view;
  }
}
