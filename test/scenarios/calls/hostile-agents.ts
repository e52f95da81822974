/** Agents of the hostile calls: one that saves, fetches and books, and one it may hand the call to. Counts what was really done. */
import { z } from 'zod';
import { defineTool, type Tier, type Tool } from '../../../agents/acting/tool.ts';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';
import type { CatalogEntry } from '../../../agents/catalog/catalog.ts';

export interface HostileAgents {
  load(name: string): Promise<CatalogEntry>;
  /** Each effect that was begun, as `save x7`. */
  done: string[];
}

export function hostileAgents(): HostileAgents {
  const done: string[] = [];
  const tool = (name: string, tier: Tier, tookMs: number, readBack?: string): Tool =>
    defineTool({
      name,
      description: name,
      label: name,
      parameters: z.object({ what: z.string() }),
      tier,
      deadlineMs: 6_000,
      honoursKey: false,
      informs: [],
      ...(readBack ? { readBack: () => readBack } : {}),
      run: async ({ what }) => {
        if (tier !== 'read') done.push(`${name} ${what}`);
        await new Promise((resolve) => setTimeout(resolve, tookMs));
        return `${name} of ${what} is done.`;
      },
    }) as Tool;
  const agent = (name: string, more: object) =>
    agentFile.parse({
      name,
      title: name,
      description: 'd',
      instructions: 'i',
      greeting: 'Good day to you.',
      tools: [
        tool('save', 'write-constrained', 2_000),
        tool('fetch', 'read', 900),
        tool('book', 'write-constrained', 300, 'I would book it.'),
      ],
      policy: [
        {
          name: 'bookings-are-confirmed',
          when: { tools: ['book'] },
          verdict: 'escalate',
          approval: { by: 'caller', expiresInMs: 20_000 },
          reason: 'it books',
        },
      ],
      ...more,
    });
  const agents = new Map(
    [
      agent('tester', { specialists: [{ agent: 'billing', when: [], description: 'Bills.' }] }),
      agent('billing', {}),
    ].map((definition) => [definition.name, definition]),
  );
  return {
    done,
    load: async (name) => {
      const definition = agents.get(name);
      if (!definition) throw new Error(`There is no agent named ${name}.`);
      return { definition, version: '1', file: `${name}.agent.ts` };
    },
  };
}
