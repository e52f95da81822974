/**
 * The agents one may call and the one chosen; the choice is kept between visits. A server that does not answer is asked
 * again while the page is open: it may be about to start.
 */
import { useCallback, useEffect, useState } from 'react';
import { type CatalogAgent, fetchAgents } from './agents.ts';

const STORED = 'parley.agent';
const AGAIN_MS = 3_000;

/** `unreachable`: asked in vain so far. */
export type AgentsAsked = 'asking' | 'unreachable' | 'answered';

function stored(): string | undefined {
  try {
    return localStorage.getItem(STORED) ?? undefined;
  } catch {
    return undefined;
  }
}

export function useAgents() {
  const [agents, setAgents] = useState<readonly CatalogAgent[]>([]);
  const [asked, setAsked] = useState<AgentsAsked>('asking');
  const [name, setName] = useState(stored);

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      fetchAgents(controller.signal).then(
        (found) => {
          setAgents(found);
          setAsked('answered');
        },
        () => {
          if (controller.signal.aborted) return;
          setAsked('unreachable');
          timer = setTimeout(ask, AGAIN_MS);
        },
      );
    };
    ask();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, []);

  const choose = useCallback((next: string) => {
    setName(next);
    try {
      localStorage.setItem(STORED, next);
    } catch {
      /* The choice then lasts for this page. */
    }
  }, []);

  return { agents, asked, chosen: agents.find((agent) => agent.name === name) ?? agents[0], choose };
}
