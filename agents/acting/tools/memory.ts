/** What the caller asks to be kept, found or dropped. Touches only this caller's own records. */
import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const remember = defineTool({
  name: 'remember',
  description:
    'Keep something about the caller for later calls: a name, a preference, a fact they told you. Write it as a whole sentence about "the caller".',
  label: 'Remembering',
  parameters: z.object({ fact: z.string().min(1).max(1_000), kind: z.enum(['fact', 'preference']).default('fact') }),
  tier: 'write-constrained',
  deadlineMs: 3_000,
  honoursKey: true,
  fitForTasks: true,
  informs: [],
  run: async (input, context) => {
    const record = await context.memory.remember(
      {
        userId: context.userId,
        sessionId: context.callId,
        scope: 'long-term',
        kind: input.kind,
        content: input.fact,
        provenance: { source: 'caller', id: context.userId },
        idempotencyKey: context.callKey,
      },
      context.signal,
    );
    context.noteRemembered(record.id, input.kind, input.fact);
    return `Remembered: ${input.fact}`;
  },
});

export const recall = defineTool({
  name: 'recall',
  description: 'Look up what this caller told you before, in this call or an earlier one.',
  label: 'Thinking back',
  parameters: z.object({ query: z.string().min(1).max(500) }),
  tier: 'read',
  deadlineMs: 2_000,
  honoursKey: true,
  fitForTasks: true,
  informs: ['memory'],
  run: async (input, context) => {
    const found = await context.memory.recall(
      { userId: context.userId, sessionId: context.callId, query: input.query, deadlineMs: 1_000 },
      context.signal,
    );
    if (found.items.length === 0)
      return found.degraded
        ? `Nothing was found, and the memory could not be searched in full: ${found.degraded}`
        : 'Nothing was found.';
    return found.items.map((item) => `- ${item.record.content.private}`).join('\n');
  },
});

export const forget = defineTool({
  name: 'forget',
  description: 'Forget something about the caller, or everything, when they ask for it.',
  label: 'Forgetting',
  parameters: z
    .object({ query: z.string().min(1).max(500).optional(), everything: z.boolean().optional() })
    .refine((input) => input.query !== undefined || input.everything === true, {
      message: 'needs a query, or everything: true',
    }),
  tier: 'write-constrained',
  deadlineMs: 3_000,
  honoursKey: true,
  fitForTasks: true,
  informs: ['memory'],
  run: async (input, context) => {
    const what = input.everything === true ? { everything: true as const } : { query: input.query ?? '' };
    const forgotten = await context.memory.forget({ userId: context.userId, ...what }, context.signal);
    context.noteForgotten(forgotten.length);
    if (forgotten.length === 0) return 'There was nothing like that to forget.';
    return forgotten.length === 1 ? 'One thing was forgotten.' : `${forgotten.length} things were forgotten.`;
  },
});
