/**
 * The lines of all live calls, kept up to date by reading only what is new of each: many people may look every other
 * second. Views of calls that are over are dropped.
 */
import type { LiveCall } from '../api/live-calls.ts';
import type { CallLogReader } from '../app-context.ts';
import { foldLiveView, type LiveView, newLiveView } from './live-view.ts';

/** More than a person can watch over. */
export const MAX_LIVE_CALLS = 200;
const PAGE = 500;

export function liveViews(log: CallLogReader) {
  let views = new Map<string, LiveView>();
  let forgottenMs = 0;

  async function upToDate(callId: string, lastSeq: number, signal: AbortSignal): Promise<LiveView> {
    let view = views.get(callId) ?? newLiveView();
    while (view.lastSeq < lastSeq) {
      const page = await log.read(callId, view.lastSeq, PAGE);
      signal.throwIfAborted();
      if (page.length === 0) break;
      for (const entry of page) view = foldLiveView(view, entry);
    }
    return view;
  }

  return {
    async now(signal: AbortSignal): Promise<{ calls: LiveCall[]; more: boolean }> {
      const { calls, next } = await log.calls({ status: 'live' }, { limit: MAX_LIVE_CALLS });
      const forgotten = await log.lastForgottenMs();
      // What somebody said who was forgotten meanwhile must not be shown on.
      if (forgotten !== forgottenMs) views.clear();
      forgottenMs = forgotten;
      const seen = new Map<string, LiveView>();
      const lines: LiveCall[] = [];
      for (const { callId, agent, userId, startedAtMs, lastSeq } of calls) {
        const view = await upToDate(callId, lastSeq, signal);
        seen.set(callId, view);
        const { lastSeq: _, degraded, ...rest } = view;
        lines.push({ agent, ...rest, callId, userId, startedAtMs, degraded: Object.values(degraded) });
      }
      views = seen;
      return { calls: lines, more: next !== undefined };
    },
  };
}
