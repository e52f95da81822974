/**
 * What a policy rule may say. Strict: a misspelt condition would match everything, a misspelt verdict nothing, and
 * both would be found out by what an agent did. Pure.
 */
import { z } from 'zod';
import { provenance } from '../../observation/schema.ts';
import { argumentTest } from './argument-test.ts';

const names = z.array(z.string().min(1)).readonly();

/** Who must say yes when a rule escalates, and how long the question stands. */
export const approvalTerms = z.strictObject({
  by: z.enum(['caller', 'operator', 'two-operators']),
  /** 5 s to a week. */
  expiresInMs: z.number().int().min(5_000).max(604_800_000).optional(),
});

export const policyRule = z
  .strictObject({
    name: z.string().min(1).max(80),
    when: z.strictObject({
      agents: names.optional(),
      /** `*` at the end of a name matches any rest. */
      tools: names.optional(),
      /** Matches every tool but these. */
      exceptTools: names.optional(),
      /** Where the tool comes from: the name of a source. */
      sources: names.optional(),
      tiers: z
        .array(z.enum(['read', 'write-constrained', 'write-broad']))
        .readonly()
        .optional(),
      askedBy: z.array(provenance.shape.source).readonly().optional(),
      /** Matches when the turn's prompt held content of any of these sources. */
      informedBy: z.array(provenance.shape.source).readonly().optional(),
      /** User ids of callers. */
      users: names.optional(),
      channels: z
        .array(z.enum(['browser', 'phone', 'api']))
        .readonly()
        .optional(),
      /** Matches when the words were spoken with less than this confidence. */
      confidenceBelow: z.number().min(0).max(1).optional(),
      /** Matches when something in the turn looked like instructions from content. */
      suspicious: z.boolean().optional(),
      /** All of them must match. */
      arguments: z.array(argumentTest).max(20).readonly().optional(),
    }),
    verdict: z.enum(['allow', 'deny', 'escalate']),
    /** With `escalate`; absent: an operator within the usual time. */
    approval: approvalTerms.optional(),
    reason: z.string().min(1).max(300),
    /** Judged and written down, never obeyed: for trying a rule out on what really happens. */
    shadow: z.boolean().optional(),
  })
  .refine(({ verdict, approval }) => approval === undefined || verdict === 'escalate', {
    error: 'names who approves, but does not escalate',
  });
export type PolicyRule = z.output<typeof policyRule>;
