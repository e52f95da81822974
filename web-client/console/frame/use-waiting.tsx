/** The approvals that wait for a person: asked for once, for the badge, the title, the queue and the list of calls. */
import { createContext, type ReactNode, useContext } from 'react';
import { type ApprovalEntry, approvalsReply } from '../../../server/api/approvals.ts';
import { ask } from '../api/ask.ts';
import { type Polled, usePoll } from '../api/use-poll.ts';

const EVERY_MS = 2_000;
const Context = createContext<Polled<readonly ApprovalEntry[]> | undefined>(undefined);

export function useWaiting(): Polled<readonly ApprovalEntry[]> {
  const waiting = useContext(Context);
  if (waiting === undefined) throw new Error('useWaiting is used outside of WaitingProvider.');
  return waiting;
}

export function WaitingProvider({ children }: { children: (waiting: number) => ReactNode }) {
  const waiting = usePoll<readonly ApprovalEntry[]>('waiting', EVERY_MS, async (signal) => {
    const { approvals } = await ask('/api/approvals?status=pending&limit=200', approvalsReply, { signal });
    return approvals;
  });
  return <Context value={waiting}>{children(waiting.data?.length ?? 0)}</Context>;
}
