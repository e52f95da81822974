/** The calls of this moment as a person who watches over them sees them: one line each. */
import { z } from 'zod';

export const liveCall = z
  .object({
    callId: z.string(),
    agent: z.string().optional(),
    userId: z.string().optional(),
    callerName: z.string().optional(),
    channel: z.enum(['browser', 'phone']).optional(),
    startedAtMs: z.number(),
    phase: z
      .enum(['starting', 'listening', 'thinking', 'speaking', 'taken-over', 'moving'])
      .describe('taken-over: a person speaks instead of the agent; moving: between two hosts'),
    takenOverBy: z.string().optional(),
    turns: z.number().int(),
    last: z
      .object({ who: z.enum(['caller', 'agent', 'operator']), text: z.string(), atMs: z.number() })
      .optional()
      .describe('What was said last'),
    degraded: z
      .array(z.object({ stage: z.string(), action: z.string(), reason: z.string(), atMs: z.number() }))
      .describe('The newest of each stage'),
    personRequested: z.string().optional().describe('Why the agent asked for a person'),
  })
  .meta({ id: 'LiveCall' });
export type LiveCall = z.infer<typeof liveCall>;

export const liveCallsReply = z
  .object({ calls: z.array(liveCall), more: z.boolean().describe('There are more than these') })
  .meta({ id: 'LiveCalls' });
