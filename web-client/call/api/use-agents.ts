/** The agents one may call and the one chosen; the choice is kept between visits. */
import { useCallback, useEffect, useState } from 'react';
import { type CatalogAgent, fetchAgents } from './agents.ts';

const STORED = 'parley.agent';

function stored(): string | undefined {
  try {
    return localStorage.getItem(STORED) ?? undefined;
  } catch {
    return undefined;
  }
}

export function useAgents() {
  const [agents, setAgents] = useState<readonly CatalogAgent[]>([]);
  const [loading, setLoading] = useState(true);
  const [name, setName] = useState(stored);

  useEffect(() => {
    const controller = new AbortController();
    fetchAgents(controller.signal)
      .then(setAgents, () => undefined)
      .finally(() => {
        if (!controller.signal.aborted) setLoading(false);
      });
    return () => controller.abort();
  }, []);

  const choose = useCallback((next: string) => {
    setName(next);
    try {
      localStorage.setItem(STORED, next);
    } catch {
      /* The choice then lasts for this page. */
    }
  }, []);

  return { agents, loading, chosen: agents.find((agent) => agent.name === name) ?? agents[0], choose };
}
