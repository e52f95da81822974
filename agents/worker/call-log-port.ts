/** What the worker needs of the log of calls: append, and read back what a call has so far. */
import type { EventLog } from '../log/event-log.ts';
import type { CallEvent } from '../log/events.ts';

export type CallLogPort = Pick<EventLog, 'append' | 'read'>;

/** The events of a call that this version understands, in order; empty for an unknown call. */
export async function readHistory(log: CallLogPort, callId: string): Promise<CallEvent[]> {
  const events: CallEvent[] = [];
  for (let after = 0; ; ) {
    const page = await log.read(callId, after);
    const last = page.at(-1);
    if (last === undefined) return events;
    for (const entry of page) if (entry.type !== 'foreign') events.push(entry);
    after = last.seq;
  }
}
