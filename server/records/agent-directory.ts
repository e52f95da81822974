/** What the server needs of the catalog: the agents a call may be given to, and what is wrong with the files of others. */
import type { Catalog } from '../../agents/catalog/catalog.ts';
import type { AgentSummary } from '../api/agents.ts';

export interface AgentDirectory {
  /** Read anew at each request, so that a copied file counts without a restart. The first is the default. */
  list(): readonly AgentSummary[] | Promise<readonly AgentSummary[]>;
  /** One sentence per file that cannot be used. */
  problems?(): Promise<string[]>;
}

export function agentDirectory(catalog: Pick<Catalog, 'list' | 'problems'>): AgentDirectory {
  return {
    list: async () =>
      (await catalog.list()).map(({ definition: { name, title, description } }) => ({ name, title, description })),
    problems: async () => (await catalog.problems()).map(({ message }) => message),
  };
}
