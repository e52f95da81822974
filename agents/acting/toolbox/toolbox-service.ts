/**
 * The toolbox as a service of the tool-worker: opened with its switches and the catalog, looks at the catalog from time
 * to time so that an edit holds without anybody asking, closed with the process.
 */
import { realClock } from '../../../media/clock.ts';
import { Catalog } from '../../catalog/catalog.ts';
import type { OpenedService } from '../../internal/mounted-service.ts';
import type { KnowledgeService } from '../../knowledge/knowledge-service.ts';
import { openFunctions } from './functions/function-source.ts';
import { functionsIn } from './functions/functions-config.ts';
import { openSource, type SourceLog } from './open-source.ts';
import type { SwitchStore } from './switch-store.ts';
import { Toolbox } from './toolbox.ts';
import { createToolboxHandler } from './toolbox-http.ts';

const LOOK_EVERY_MS = 3_000;

export interface ToolboxServiceOptions {
  catalogDir: string;
  environment: Record<string, string | undefined>;
  switches: SwitchStore;
  /** Where functions find the memory of their callers. */
  memory: { url: string; token: string };
  /** Undefined: it could not be opened, and sources of documents say so. */
  knowledge?: KnowledgeService | undefined;
  log: SourceLog;
}

/** Rejects when the kill switches cannot be read: nothing runs that may have been switched off. */
export async function createToolboxService(options: ToolboxServiceOptions): Promise<OpenedService> {
  const { catalogDir, environment, memory, log, knowledge } = options;
  // The hosts tell of mistakes in the catalog; here they would be told twice.
  const catalog = new Catalog(catalogDir);
  const nowMs = () => Date.now();
  const toolbox = await Toolbox.open({
    catalog,
    async open(config, dependencies) {
      if (config.kind !== 'function') return await openSource(config, dependencies);
      const { definition } = await catalog.get(config.agent);
      return openFunctions(config, { functions: functionsIn(definition.tools), memory, clock: realClock, log });
    },
    source: { env: (name) => environment[name], catalogDir, log, nowMs, knowledge },
    switches: options.switches,
    clock: realClock,
    random: Math.random,
  });
  const look = () =>
    toolbox.refresh().catch((error: unknown) => log.warn({ error: String(error) }, 'the catalog cannot be read'));
  void look();
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return {
    answer: createToolboxHandler(toolbox, nowMs),
    async close() {
      clearInterval(timer);
      await toolbox.close();
    },
  };
}
