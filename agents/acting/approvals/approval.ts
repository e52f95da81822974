/**
 * One request for a person's yes, as it is stored, served to the console and waited for by calls and tasks. What is
 * approved is what is executed: `argumentsJson` is canonical, and an edit replaces it as a whole. Pure: schemas only.
 */
import { z } from 'zod';
import { markedText } from '../../observation/schema.ts';

/** Who must say yes: the caller in the call, one operator, or two different operators. */
export const approver = z.enum(['caller', 'operator', 'two-operators']);
export type Approver = z.infer<typeof approver>;

/** What waits for it. A task's step is found again after a restart by the key of its tool call. */
export const approvalSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), callId: z.string(), generation: z.number().int().nonnegative() }),
  z.object({ kind: z.literal('task'), taskId: z.string(), callId: z.string().optional() }),
]);

export const approvalRequest = z.object({
  id: z.string().min(1),
  subject: approvalSubject,
  agent: z.string(),
  /** Whose content the arguments are; they are stored under this user's key. */
  userId: z.string(),
  tool: z.string(),
  /** For people: what the tool does. */
  label: z.string(),
  tier: z.enum(['read', 'write-constrained', 'write-broad']),
  callKey: z.string(),
  /** Canonical JSON of the validated arguments. */
  argumentsJson: markedText,
  readBack: markedText,
  /** Why policy wants a person. */
  reason: z.string(),
  by: approver,
  requestedAtMs: z.number(),
  expiresAtMs: z.number(),
});
export type ApprovalRequest = z.infer<typeof approvalRequest>;

export const approvalVote = z.object({
  decision: z.enum(['approve', 'refuse']),
  by: z.string(),
  role: z.enum(['caller', 'operator', 'admin']),
  atMs: z.number(),
  reason: markedText.optional(),
});
export type ApprovalVote = z.infer<typeof approvalVote>;

export const approval = approvalRequest.extend({
  status: z.enum(['pending', 'approved', 'refused', 'expired', 'withdrawn']),
  votes: z.array(approvalVote),
  /** Set when an operator changed the arguments: these are executed, the requested ones stay on record. */
  editedArgumentsJson: markedText.optional(),
  decidedAtMs: z.number().optional(),
  /** When somebody was last reminded of it. */
  remindedAtMs: z.number().optional(),
});
export type Approval = z.infer<typeof approval>;

/** What a vote led to. Only 'recorded' and 'needs-another' changed anything. */
export type VoteOutcome =
  | { outcome: 'recorded'; approval: Approval }
  /** Approved by one of two. */
  | { outcome: 'needs-another'; approval: Approval }
  | { outcome: 'already-decided'; approval: Approval }
  | { outcome: 'expired'; approval: Approval }
  /** Somebody changed the arguments since they were shown to who votes: nobody says yes to what they did not see. */
  | { outcome: 'changed'; approval: Approval }
  /** The role, or the same person twice, or an edit by somebody who may not edit. */
  | { outcome: 'not-allowed'; why: string; approval: Approval }
  | { outcome: 'unknown-approval' };
