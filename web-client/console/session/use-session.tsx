/** Who is at the console. A session that ends while somebody works is `lost`: the work stays on the screen. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type OperatorReply, operatorReply } from '../../../server/api/console.ts';
import { ask, send } from '../api/ask.ts';
import { Failure, sentenceOf } from '../api/failure.ts';
import { onLostSession } from '../api/session-signal.ts';

export interface Session {
  state: 'asking' | 'out' | 'in';
  /** Also after the session was lost: whose work is on the screen. */
  operator: OperatorReply | undefined;
  lost: boolean;
  /** Why nobody can say who this is; a sentence. */
  problem: string | undefined;
  login: (name: string, password: string) => Promise<void>;
  logout: () => Promise<void>;
  retry: () => void;
}

const Context = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(Context);
  if (session === undefined) throw new Error('useSession is used outside of SessionProvider.');
  return session;
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<Session['state']>('asking');
  const [operator, setOperator] = useState<OperatorReply>();
  const [lost, setLost] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [tries, setTries] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: trying again is what `tries` is for.
  useEffect(() => {
    const gone = new AbortController();
    setProblem(undefined);
    ask('/api/console/me', operatorReply, { signal: gone.signal }).then(
      (found) => {
        setOperator(found);
        setState('in');
      },
      (error: unknown) => {
        if (gone.signal.aborted) return;
        if (error instanceof Failure && error.code === 'key_required') setState('out');
        else setProblem(sentenceOf(error));
      },
    );
    return () => gone.abort();
  }, [tries]);
  useEffect(() => onLostSession(() => setLost(true)), []);

  const login = useCallback(async (name: string, password: string) => {
    const found = await ask('/api/console/login', operatorReply, { method: 'POST', body: { name, password } });
    setOperator(found);
    setState('in');
    setLost(false);
  }, []);
  const logout = useCallback(async () => {
    await send('/api/console/logout', { method: 'POST' });
    setState('out');
    setOperator(undefined);
    setLost(false);
  }, []);
  const retry = useCallback(() => setTries((before) => before + 1), []);
  const session = useMemo(
    () => ({ state, operator, lost: state === 'in' && lost, problem, login, logout, retry }),
    [state, operator, lost, problem, login, logout, retry],
  );
  return <Context value={session}>{children}</Context>;
}

/** The role of the person at the console; only below the login. */
export function useRole(): OperatorReply['role'] {
  return useSession().operator?.role ?? 'viewer';
}
