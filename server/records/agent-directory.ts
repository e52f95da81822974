/** What the server needs of the catalog: the agents a call may be given to, and what is wrong with the files of others. */
import type { PolicyRule } from '../../agents/acting/policy/policy-rule.ts';
import { rulesOfFile } from '../../agents/acting/policy/rule-set.ts';
import type { Catalog } from '../../agents/catalog/catalog.ts';
import type { IntakeRule } from '../../agents/tasks/intake.ts';
import type { AgentSummary } from '../api/agents.ts';

export interface AgentDirectory {
  /** Read anew at each request, so that a copied file counts without a restart. The first is the default. */
  list(): readonly AgentSummary[] | Promise<readonly AgentSummary[]>;
  /** One sentence per file that cannot be used. */
  problems?(): Promise<string[]>;
  /** What other systems may hand to this agent; none when there is no such agent. */
  intakes?(agent: string): Promise<readonly IntakeRule[]>;
  /** What the file of each agent adds to the rules. */
  rules?(): Promise<{ name: string; rules: readonly PolicyRule[] }[]>;
}

export function agentDirectory(catalog: Pick<Catalog, 'list' | 'problems'>): AgentDirectory {
  return {
    list: async () =>
      (await catalog.list()).map(({ definition: { name, title, description } }) => ({ name, title, description })),
    intakes: async (agent) =>
      (await catalog.list()).find(({ definition }) => definition.name === agent)?.definition.intakes ?? [],
    rules: async () =>
      (await catalog.list()).map(({ definition }) => ({ name: definition.name, rules: rulesOfFile(definition) })),
    problems: async () => (await catalog.problems()).map(({ message }) => message),
  };
}
