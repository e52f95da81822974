/** The agents a caller may choose from. */
import { z } from 'zod';

export const agentSummary = z.object({ name: z.string(), title: z.string(), description: z.string() });
export type AgentSummary = z.infer<typeof agentSummary>;

export const agentsReply = z.object({ agents: z.array(agentSummary) }).meta({ id: 'Agents' });
