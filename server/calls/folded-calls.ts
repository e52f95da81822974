/**
 * Calls rebuilt from their logs, page by page so that a long one does not hold the event loop, and kept for a while so
 * that looking again costs only what is new. What was destroyed for somebody is not kept.
 */
import { type CallState, emptyCallState } from '../../agents/log/call-state.ts';
import { foldEntry } from '../../agents/log/fold.ts';
import type { CallLogReader } from '../app-context.ts';
import { ApiError, shown } from '../errors.ts';

const PAGE = 250;
/** Two hours of talk fold to some 2 MB. */
const MAX_KEPT = 16;

export interface FoldedCalls {
  /** Throws `call_not_found` when nothing is logged under `callId`. */
  of(callId: string, signal: AbortSignal): Promise<CallState>;
}

export function foldedCalls(log: Pick<CallLogReader, 'read' | 'lastForgottenMs'>): FoldedCalls {
  const kept = new Map<string, CallState>();
  let forgottenMs = 0;

  function keep(callId: string, state: CallState): void {
    kept.delete(callId);
    kept.set(callId, state);
    const oldest = kept.keys().next().value;
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  }

  return {
    async of(callId, signal) {
      const now = await log.lastForgottenMs();
      if (now !== forgottenMs) kept.clear();
      forgottenMs = now;
      let state = kept.get(callId) ?? emptyCallState();
      for (let more = true; more; ) {
        const page = await log.read(callId, state.lastSeq, PAGE);
        signal.throwIfAborted();
        for (const entry of page) state = foldEntry(state, entry);
        more = page.length === PAGE;
      }
      if (state.lastSeq === 0) throw new ApiError('call_not_found', `There is no call ${shown(callId)}.`);
      // Somebody may have been forgotten while it was read.
      if (forgottenMs === now) keep(callId, state);
      return state;
    },
  };
}
