/** What the log of a test's worker says of the call in a room: its events, its state, and what went wrong. */
import type { EventLog } from '../../agents/log/event-log.ts';
import type { CallEvent, CallEventOf, CallEventType } from '../../agents/log/events.ts';

export interface CallRecordReader {
  callLog: Pick<EventLog, 'calls' | 'read'>;
}

/** Events of the latest call in `roomName`; empty while there is none. */
export async function eventsIn({ callLog }: CallRecordReader, roomName: string): Promise<CallEvent[]> {
  const { calls } = await callLog.calls({}, { limit: 100 });
  for (const { callId } of calls) {
    const entries = await callLog.read(callId, 0, 5_000);
    const first = entries[0];
    if (first?.type === 'call.started' && first.roomName === roomName)
      return entries.map((entry) => {
        if (entry.type !== 'foreign') return entry;
        throw new Error(`The log holds an event that nobody can read: ${JSON.stringify(entry)}.`);
      });
  }
  return [];
}
export async function eventsOf<T extends CallEventType>(
  reader: CallRecordReader,
  roomName: string,
  type: T,
): Promise<CallEventOf<T>[]> {
  return (await eventsIn(reader, roomName)).filter((event): event is CallEventOf<T> => event.type === type);
}
