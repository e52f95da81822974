/**
 * The agent that has the call. Everything that speaks, answers or acts asks here at each use and keeps nothing of it,
 * so that who has the call is written down in one place.
 */
import { DEFAULT_RULES, type PolicyRule } from '../acting/policy/policy.ts';
import type { Tool } from '../acting/tool.ts';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { CatalogEntry } from '../catalog/catalog.ts';
import { toolsOf } from './tooling.ts';

export class CurrentAgent {
  readonly #entry: CatalogEntry;
  readonly #tools: ReadonlyMap<string, Tool>;
  readonly #rules: readonly PolicyRule[];

  constructor(entry: CatalogEntry) {
    this.#entry = entry;
    this.#tools = toolsOf(entry.definition);
    this.#rules = [...DEFAULT_RULES, ...entry.definition.policy];
  }

  get definition(): AgentDefinition {
    return this.#entry.definition;
  }
  get version(): string {
    return this.#entry.version;
  }
  get tools(): ReadonlyMap<string, Tool> {
    return this.#tools;
  }
  get rules(): readonly PolicyRule[] {
    return this.#rules;
  }
}
