/** Rebuilds a call from its log, page by page so that a long call does not hold the event loop. */
import type { CallState } from '../../agents/log/call-state.ts';
import { emptyCallState } from '../../agents/log/call-state.ts';
import { foldEntry } from '../../agents/log/fold.ts';
import type { CallLogReader } from '../app-context.ts';
import { ApiError, shown } from '../errors.ts';

const PAGE = 500;

/** Throws `call_not_found` when nothing is logged under `callId`. */
export async function foldLoggedCall(log: CallLogReader, callId: string, signal: AbortSignal): Promise<CallState> {
  let state = emptyCallState();
  for (;;) {
    const page = await log.read(callId, state.lastSeq, PAGE);
    signal.throwIfAborted();
    for (const entry of page) state = foldEntry(state, entry);
    if (page.length < PAGE) break;
  }
  if (state.lastSeq === 0) throw new ApiError('call_not_found', `There is no call ${shown(callId)}.`);
  return state;
}
