/**
 * The agent that has the call. Everything that speaks, answers or acts asks here at each use and keeps nothing of it,
 * so that who has the call is written down in one place.
 */
import type { PolicyRule } from '../acting/policy/policy.ts';
import { effectiveRules, NOTHING_STORED, type PolicyNow } from '../acting/policy/rule-set.ts';
import type { Tool } from '../acting/tool.ts';
import type { CallServices } from '../acting/toolbox/host-toolbox.ts';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { CatalogEntry } from '../catalog/catalog.ts';
import { toolsOf } from './tooling.ts';

export class CurrentAgent {
  readonly #entry: CatalogEntry;
  readonly #own: ReadonlyMap<string, Tool>;
  readonly #services: CallServices | undefined;
  #of: readonly Tool[] | undefined;
  #tools: ReadonlyMap<string, Tool>;
  readonly #policy: () => PolicyNow;
  #judgedBy: PolicyNow | undefined;
  #rules: readonly PolicyRule[] = [];

  constructor(
    entry: CatalogEntry,
    services?: CallServices,
    guard: (tool: Tool) => Tool = (tool) => tool,
    policy: () => PolicyNow = () => NOTHING_STORED,
  ) {
    this.#entry = entry;
    this.#own = new Map([...toolsOf(entry.definition)].map(([name, tool]) => [name, guard(tool)]));
    this.#tools = this.#own;
    this.#services = services;
    this.#policy = policy;
  }

  get definition(): AgentDefinition {
    return this.#entry.definition;
  }
  get version(): string {
    return this.#entry.version;
  }
  /** Its own and those of its sources, as they are now. */
  get tools(): ReadonlyMap<string, Tool> {
    const tools = this.#services?.tools() ?? [];
    if (tools !== this.#of) {
      this.#of = tools;
      this.#tools = new Map([...tools.map((tool): [string, Tool] => [tool.name, tool]), ...this.#own]);
    }
    return this.#tools;
  }
  get services(): CallServices | undefined {
    return this.#services;
  }
  /** Those of the product, of its file, and those that are stored at this moment. */
  get rules(): readonly PolicyRule[] {
    const stored = this.#policy();
    if (stored !== this.#judgedBy) {
      this.#judgedBy = stored;
      this.#rules = effectiveRules(this.definition.policy, stored.rules);
    }
    return this.#rules;
  }
  /** Of the stored rules; 0: there are none. */
  get policyVersion(): number {
    return this.#policy().version;
  }
}
