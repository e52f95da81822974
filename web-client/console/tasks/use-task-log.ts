/** Follows the log of a task as it is written. */
import { useEffect, useState } from 'react';
import { type TaskEntry, taskEntry } from '../../../server/api/tasks.ts';
import { sentenceOf } from '../api/failure.ts';
import { follow } from '../api/follow.ts';
import { useSession } from '../session/use-session.tsx';

/** `round` begins again: a task that was over may go on. */
export function useTaskLog(id: string, round: string): { entries: readonly TaskEntry[]; failure: string | undefined } {
  const { lost } = useSession();
  const [entries, setEntries] = useState<readonly TaskEntry[]>([]);
  const [failure, setFailure] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is followed anew.
  useEffect(() => {
    if (lost) return;
    const gone = new AbortController();
    const onData = (data: unknown): void => {
      const entry = taskEntry.safeParse(data);
      if (!entry.success) return;
      setEntries((before) => ((before.at(-1)?.seq ?? 0) < entry.data.seq ? [...before, entry.data] : before));
    };
    setFailure(undefined);
    follow(`/api/tasks/${encodeURIComponent(id)}/events`, { onData, onState: () => undefined }, gone.signal).catch(
      (error: unknown) => setFailure(sentenceOf(error)),
    );
    return () => gone.abort();
  }, [id, lost, round]);
  return { entries, failure };
}
