/** Finds a call that still takes commands, without reading its whole log. */
import type { CallSummary } from '../../agents/log/event-log.ts';
import type { CallLogReader } from '../app-context.ts';
import { ApiError, shown } from '../errors.ts';

const PAGE = 500;

/** Throws `call_not_found` or `call_over`. */
export async function findLiveCall(log: CallLogReader, callId: string, signal: AbortSignal): Promise<CallSummary> {
  let cursor: string | undefined;
  do {
    const page = await log.calls({ status: 'live' }, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    signal.throwIfAborted();
    const found = page.calls.find((call) => call.callId === callId);
    if (found !== undefined) return found;
    cursor = page.next;
  } while (cursor !== undefined);
  const [first] = await log.read(callId, 0, 1);
  if (first === undefined) throw new ApiError('call_not_found', `There is no call ${shown(callId)}.`);
  throw new ApiError('call_over', `The call ${shown(callId)} has ended and takes no more commands.`);
}
