/** A list that comes page by page, as far as somebody wants to read it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from '../session/use-session.tsx';
import { sentenceOf } from './failure.ts';

export interface Page<T> {
  items: readonly T[];
  next: string | undefined;
  /** How much was looked through for it. */
  looked: number;
}
interface State<T> {
  items: readonly T[];
  next: string | undefined;
  looked: number;
  busy: boolean;
  failure?: string;
}
const START = { items: [], next: undefined, looked: 0, busy: true };

/** `key` names the list: another key begins anew. */
export function usePages<T>(key: string, load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>) {
  const { lost } = useSession();
  const [state, setState] = useState<State<T>>(START);
  const loader = useRef(load);
  loader.current = load;
  const gone = useRef<AbortController>(undefined);

  const page = useCallback((cursor: string | undefined): void => {
    gone.current?.abort();
    const mine = new AbortController();
    gone.current = mine;
    setState(({ failure: _, ...before }) => ({ ...(cursor === undefined ? START : before), busy: true }));
    loader.current(cursor, mine.signal).then(
      ({ items, next, looked }) =>
        setState((before) => ({
          items: [...before.items, ...items],
          next,
          looked: before.looked + looked,
          busy: false,
        })),
      (error: unknown) => {
        if (!mine.signal.aborted) setState((before) => ({ ...before, busy: false, failure: sentenceOf(error) }));
      },
    );
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another list.
  useEffect(() => {
    if (lost) return;
    page(undefined);
    return () => gone.current?.abort();
  }, [key, lost, page]);

  const { items, next, looked, busy, failure } = state;
  return { items, looked, busy, failure, more: next !== undefined, next: () => page(next) };
}
