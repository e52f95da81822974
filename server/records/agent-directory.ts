/** What the server needs of the catalog: the agents a call may be given to. The first is the default. */
import type { AgentSummary } from '../api/agents.ts';

export interface AgentDirectory {
  /** Read anew at each request, so that a copied file counts without a restart. */
  list(): readonly AgentSummary[] | Promise<readonly AgentSummary[]>;
}
