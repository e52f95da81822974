/**
 * What a policy rule may say. Strict: a misspelt condition would match everything, a misspelt verdict nothing, and
 * both would be found out by what an agent did. Pure.
 */
import { z } from 'zod';
import { provenance } from '../../observation/schema.ts';

const names = z.array(z.string().min(1)).readonly();

export const policyRule = z.strictObject({
  name: z.string().min(1).max(80),
  when: z.strictObject({
    agents: names.optional(),
    tools: names.optional(),
    /** Matches every tool but these. */
    exceptTools: names.optional(),
    tiers: z
      .array(z.enum(['read', 'write-constrained', 'write-broad']))
      .readonly()
      .optional(),
    askedBy: z.array(provenance.shape.source).readonly().optional(),
    /** Matches when the turn's prompt held content of any of these sources. */
    informedBy: z.array(provenance.shape.source).readonly().optional(),
    channels: z
      .array(z.enum(['browser', 'phone', 'api']))
      .readonly()
      .optional(),
    /** Matches when the words were spoken with less than this confidence. */
    confidenceBelow: z.number().min(0).max(1).optional(),
  }),
  verdict: z.enum(['allow', 'deny', 'escalate']),
  reason: z.string().min(1).max(300),
});
export type PolicyRule = z.output<typeof policyRule>;
