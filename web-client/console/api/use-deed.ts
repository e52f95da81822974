/** One thing a person does that takes a moment: it runs once at a time, and says how it went. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { sentenceOf } from './failure.ts';

export interface Deed {
  busy: boolean;
  failure: string | undefined;
  /** What to say once it is done. */
  done: string | undefined;
  /** Resolves to whether it was done. */
  run: (work: (signal: AbortSignal) => Promise<string | undefined>) => Promise<boolean>;
  clear: () => void;
}

export function useDeed(): Deed {
  const [state, setState] = useState<{ busy: boolean; failure?: string; done?: string }>({ busy: false });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const run = useCallback(async (work: (signal: AbortSignal) => Promise<string | undefined>): Promise<boolean> => {
    if (running.current !== undefined) return false;
    const gone = new AbortController();
    running.current = gone;
    setState({ busy: true });
    try {
      const done = await work(gone.signal);
      setState({ busy: false, ...(done === undefined ? {} : { done }) });
      return true;
    } catch (error) {
      if (!gone.signal.aborted) setState({ busy: false, failure: sentenceOf(error) });
      return false;
    } finally {
      running.current = undefined;
    }
  }, []);
  const clear = useCallback(() => setState({ busy: false }), []);
  return { busy: state.busy, failure: state.failure, done: state.done, run, clear };
}
