/** Giving the call to another agent of the catalog, and back. Made for the agent that has it: it names who may be meant. */
import { z } from 'zod';
import { defineTool, type Tool, type ToolContext, type ToolTransfer } from '../tool.ts';

export interface Specialist {
  agent: string;
  description: string;
}

function transferOf({ transfer }: ToolContext): ToolTransfer {
  if (!transfer) throw new Error('Nobody else could have the call here.');
  return transfer;
}
const reason = z
  .string()
  .min(1)
  .max(500)
  .describe('What the caller wants and what is known of it, for the other agent');

export const handOverTool = (specialists: readonly [Specialist, ...Specialist[]]): Tool => {
  const [first, ...others] = specialists.map(({ agent }) => agent);
  return defineTool({
    name: 'hand_over',
    description: `Give the call to a specialist, when what the caller wants is theirs. They go on at once: say nothing more yourself. ${specialists.map(({ agent, description }) => `${agent}: ${description}`).join(' ')}`,
    label: 'Handing over',
    runsIn: 'call',
    parameters: z.object({ agent: z.enum([first ?? '', ...others]), reason }),
    tier: 'write-constrained',
    deadlineMs: 4_000,
    honoursKey: true,
    informs: [],
    run: async (input, context) => await transferOf(context).to(input.agent, input.reason),
  }) as Tool;
};

export const returnTool = (to: string): Tool =>
  defineTool({
    name: 'return_to',
    description: `Give the call back to ${to}, when what you are there for is done or is not what the caller wants. They go on at once: say nothing more yourself.`,
    label: 'Giving the call back',
    runsIn: 'call',
    parameters: z.object({ reason }),
    tier: 'write-constrained',
    deadlineMs: 4_000,
    honoursKey: true,
    informs: [],
    run: async (input, context) => await transferOf(context).back(input.reason),
  }) as Tool;
