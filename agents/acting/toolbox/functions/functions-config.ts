/**
 * The functions of one agent file as a source of tools: which of them run in the tool-worker, and what tells one version
 * of them from the next. Pure.
 */
import type { CatalogEntry } from '../../../catalog/catalog.ts';
import type { Tool } from '../../tool.ts';
import type { SourceConfig } from '../source-config.ts';

export interface FunctionsConfig {
  kind: 'function';
  /** One class for all agents: switching it off switches off every function. */
  name: 'function';
  agent: string;
  file: string;
  /** Changes with the file: another version is another source, opened anew. */
  version: string;
  limits: { perMinute?: number; atOnce?: number };
}
export type KeptSource = SourceConfig | FunctionsConfig;

/** Those of `tools` that run in the tool-worker, by name; of two with one name the later one counts. */
export function functionsIn(tools: CatalogEntry['definition']['tools']): Map<string, Tool> {
  const functions = tools.filter((tool) => typeof tool !== 'string');
  return new Map(functions.filter(({ runsIn }) => runsIn !== 'call').map((tool) => [tool.name, tool]));
}

/** Everything an agent's tools come from. Its functions are last: the places of its sources stay as its file has them. */
export function sourcesOf({ definition, file, version }: CatalogEntry): KeptSource[] {
  const { name: agent, tools, sources } = definition;
  if (functionsIn(tools).size === 0) return sources;
  return [...sources, { kind: 'function', name: 'function', agent, file, version, limits: {} }];
}
