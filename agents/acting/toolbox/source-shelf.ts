/**
 * The sources that the agents of the catalog name, each opened once, whoever names it: what is new is opened, what is
 * gone or another is closed. Holds sources, and no agent.
 */

import type { KeptSource } from './functions/functions-config.ts';
import { type KeeperDependencies, SourceKeeper } from './source-keeper.ts';

export class SourceShelf {
  readonly #deps: KeeperDependencies;
  readonly #keepers = new Map<string, SourceKeeper>();
  readonly #retiring = new Set<Promise<void>>();
  #closed = false;

  constructor(dependencies: KeeperDependencies) {
    this.#deps = dependencies;
  }

  /** Opens what is not open, closes what nobody names any more. */
  keep(wanted: readonly KeptSource[]): void {
    if (this.#closed) return;
    const ids = new Map(wanted.map((config) => [JSON.stringify(config), config]));
    let changed = false;
    for (const [id, keeper] of this.#keepers) {
      if (ids.has(id)) continue;
      this.#keepers.delete(id);
      changed = true;
      const retiring: Promise<void> = keeper.close().finally(() => this.#retiring.delete(retiring));
      this.#retiring.add(retiring);
    }
    for (const [id, config] of ids) {
      if (this.#keepers.has(id)) continue;
      const keeper = new SourceKeeper(config, id, this.#deps);
      this.#keepers.set(id, keeper);
      changed = true;
      void keeper.opened();
    }
    if (changed) this.#deps.onChange();
  }

  of(configs: readonly KeptSource[]): SourceKeeper[] {
    return configs.flatMap((config) => this.#keepers.get(JSON.stringify(config)) ?? []);
  }
  all(): SourceKeeper[] {
    return [...this.#keepers.values()];
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#keepers.values()].map((keeper) => keeper.close(0)));
    await Promise.all(this.#retiring);
  }
}
