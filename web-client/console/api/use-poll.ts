/**
 * Asks again and again: the next question comes a while after the last answer, more seldom while nobody looks, and not
 * at all while nobody is logged in. What was answered last stays when a question fails.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from '../session/use-session.tsx';
import { Failure, sentenceOf } from './failure.ts';

const HIDDEN_EVERY_MS = 15_000;

export interface Polled<T> {
  data: T | undefined;
  /** Why the newest question has no answer; a sentence. */
  failure: string | undefined;
  code: string | undefined;
  /** Asks at once. */
  again: () => void;
}

/** `key` names what is asked for: another key is another question, whose answer is not the old one. */
export function usePoll<T>(key: string, everyMs: number, load: (signal: AbortSignal) => Promise<T>): Polled<T> {
  const { lost } = useSession();
  const [answer, setAnswer] = useState<{ key: string; data?: T; failure?: string; code?: string }>({ key });
  const [asked, setAsked] = useState(0);
  const question = useRef(load);
  question.current = load;

  // biome-ignore lint/correctness/useExhaustiveDependencies: asking again is what `asked` is for.
  useEffect(() => {
    if (lost) return;
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async (): Promise<void> => {
      try {
        const data = await question.current(gone.signal);
        setAnswer({ key, data });
      } catch (error) {
        if (gone.signal.aborted) return;
        const told = { failure: sentenceOf(error), ...(error instanceof Failure ? { code: error.code } : {}) };
        setAnswer((before) => (before.key === key ? { ...before, ...told } : { key, ...told }));
      }
      if (!gone.signal.aborted)
        timer = setTimeout(turn, document.hidden ? Math.max(everyMs, HIDDEN_EVERY_MS) : everyMs);
    };
    void turn();
    const look = (): void => {
      if (document.hidden) return;
      clearTimeout(timer);
      timer = setTimeout(turn, 0);
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      gone.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [key, everyMs, asked, lost]);

  const again = useCallback(() => setAsked((before) => before + 1), []);
  const current = answer.key === key ? answer : { key };
  return { data: current.data, failure: current.failure, code: current.code, again };
}
