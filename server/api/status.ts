/** Whether a call would be answered now, and if not, what is missing. */
import { z } from 'zod';

export const statusPart = z.object({
  name: z.enum(['livekit', 'worker', 'tool-worker', 'web-client', 'agents', 'event-log', 'vector-index']),
  state: z.enum(['ok', 'degraded', 'missing']),
  detail: z.string().optional().describe('A sentence'),
});
export type StatusPart = z.infer<typeof statusPart>;

export const statusReply = z
  .object({
    ready: z.boolean().describe('A call would be answered'),
    missing: z.array(z.string()).describe('One sentence per part without which no call is answered'),
    degraded: z.array(z.string()).describe('One sentence per part that works less well than it could'),
    parts: z.array(statusPart),
    worker: z.record(z.string(), z.unknown()).optional().describe('What the worker says of itself'),
  })
  .meta({ id: 'Status' });
export type StatusReply = z.infer<typeof statusReply>;

export const readyReply = z.object({ ready: z.boolean(), missing: z.array(z.string()) }).meta({ id: 'Ready' });
