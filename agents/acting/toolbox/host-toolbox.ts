/**
 * The toolbox as a host has it: one watch for all its calls, and for each call the tools of its agent's sources, asked
 * for when the call begins and again when they change. A call never waits for them: what is not there is said so.
 */
import type { Clock } from '../../../media/clock.ts';
import type { AgentDefinition } from '../../catalog/agent-definition.ts';
import type { Tool } from '../tool.ts';
import type { ToolboxClient } from './client.ts';
import { guardFunction } from './guard-function.ts';
import { remoteFunction } from './remote-functions.ts';
import { remoteTools } from './remote-tools.ts';
import { servicesSection } from './services-section.ts';
import type { ListResponse } from './toolbox-api.ts';
import { ToolboxWatch } from './toolbox-watch.ts';

/** A list that fails is asked for again with the next change, and at the latest now. */
const AGAIN_MS = 10_000;

export interface HostToolboxOptions {
  client: ToolboxClient;
  clock: Clock;
  log: { warn(facts: Record<string, unknown>, message: string): void };
}

export interface CallServices {
  /** What there is now; none until the list came. */
  tools(): readonly Tool[];
  /** For the prompt, as data: what the sources say of themselves, and which are not there. Empty without sources. */
  section(): string;
  /** Whether strangers wrote what the model reads of them: descriptions and contexts of servers that are not trusted. */
  readonly fromStrangers: boolean;
}

export class HostToolbox {
  readonly #options: HostToolboxOptions;
  readonly #watch: ToolboxWatch;

  constructor(options: HostToolboxOptions) {
    this.#options = options;
    this.#watch = new ToolboxWatch(options);
  }

  /** A tool of the agent's own, behind the switches; a function of its file runs in the tool-worker. */
  guard(tool: Tool): Tool {
    return guardFunction(remoteFunction(tool, this.#options.client), this.#watch);
  }

  /** The services of one call's agent until `signal` aborts. */
  servicesFor(agent: AgentDefinition, signal: AbortSignal): CallServices {
    const { client, clock, log } = this.#options;
    let listed: ListResponse | undefined;
    let tools: readonly Tool[] = [];
    let asking = false;
    let again = false;
    const ask = async (): Promise<void> => {
      again = asking;
      if (asking || signal.aborted) return;
      asking = true;
      try {
        listed = await client.list(agent.name, signal);
        tools = remoteTools(listed, client);
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ agent: agent.name, error: String(error) }, 'the tools of the sources could not be listed');
        timer = clock.setTimer(AGAIN_MS, () => void ask());
      } finally {
        asking = false;
      }
      if (again) await ask();
    };
    let timer: { clear(): void } | undefined;
    if (agent.sources.length > 0) {
      const told = this.#watch.onListChange(() => void ask());
      signal.addEventListener(
        'abort',
        () => {
          told();
          timer?.clear();
        },
        { once: true },
      );
      void ask();
    }
    return {
      tools: () => tools,
      section: () => servicesSection(agent, listed),
      fromStrangers: agent.sources.some((source) => source.kind === 'mcp' && !source.trusted),
    };
  }

  close(): void {
    this.#watch.close();
  }
}
