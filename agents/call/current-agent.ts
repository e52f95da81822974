/**
 * The agent that has the call. Everything that speaks, answers or acts asks here at each use and keeps nothing of it,
 * so that who has the call is written down in one place, and another agent can be given it at any moment.
 */
import type { PolicyRule } from '../acting/policy/policy.ts';
import { effectiveRules, NOTHING_STORED, type PolicyNow, rulesOfFile } from '../acting/policy/rule-set.ts';
import type { Tool } from '../acting/tool.ts';
import type { CallServices } from '../acting/toolbox/host-toolbox.ts';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { CatalogEntry } from '../catalog/catalog.ts';
import { toolsOf, transferTools } from './tooling.ts';

export interface AgentMakings {
  /** Its services, asked for now and watched until `signal` aborts. */
  services?(definition: AgentDefinition, signal: AbortSignal): CallServices;
  guard?(tool: Tool): Tool;
  /** The stored rules as they are at this moment. */
  policy?(): PolicyNow;
}

export class CurrentAgent {
  readonly #makings: AgentMakings;
  readonly #former = new Map<string, Tool>();
  #stop = new AbortController();
  #entry: CatalogEntry;
  #own: ReadonlyMap<string, Tool>;
  #services: CallServices | undefined;
  #of: readonly Tool[] | undefined;
  #tools: ReadonlyMap<string, Tool>;
  #judgedBy: PolicyNow | undefined;
  #rules: readonly PolicyRule[] = [];

  /** `before` is the agent it was given the call by, if any. */
  constructor(entry: CatalogEntry, makings: AgentMakings = {}, before?: string) {
    this.#makings = makings;
    this.#entry = entry;
    this.#own = this.#ownTools(before);
    this.#tools = this.#own;
    this.#services = makings.services?.(entry.definition, this.#stop.signal);
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
      this.#rules = effectiveRules(rulesOfFile(this.definition), stored.rules);
    }
    return this.#rules;
  }
  /** Of the stored rules; 0: there are none. */
  get policyVersion(): number {
    return this.#policy().version;
  }
  /** A tool of an agent that had the call before: what it answered is still part of the conversation. */
  formerTool(name: string): Tool | undefined {
    return this.#former.get(name);
  }

  /** From here on `entry` has the call; what only the one before may do is over. */
  become(entry: CatalogEntry, before: string | undefined): void {
    for (const [name, tool] of this.tools) this.#former.set(name, tool);
    this.close();
    this.#stop = new AbortController();
    this.#entry = entry;
    this.#own = this.#ownTools(before);
    this.#tools = this.#own;
    this.#of = undefined;
    this.#services = this.#makings.services?.(entry.definition, this.#stop.signal);
    this.#judgedBy = undefined;
  }
  /** Its services are watched no more. */
  close(): void {
    this.#stop.abort(new Error('the agent has the call no more'));
  }

  #policy(): PolicyNow {
    return this.#makings.policy?.() ?? NOTHING_STORED;
  }
  #ownTools(before: string | undefined): ReadonlyMap<string, Tool> {
    const { definition } = this.#entry;
    const { guard = (tool: Tool) => tool } = this.#makings;
    const tools = [...toolsOf(definition).values(), ...transferTools(definition, before)];
    return new Map(tools.map((tool) => [tool.name, guard(tool)]));
  }
}
