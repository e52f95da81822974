/** Approvals as the API shows them, and what may be decided. Arguments are JSON values here, exact text in the record. */
import { z } from 'zod';
import { approval } from '../../agents/acting/approvals/approval.ts';
import { line, paragraph } from './plain-text.ts';

export const approvalsQuery = z.strictObject({
  status: z.enum(['pending', 'approved', 'refused', 'expired', 'withdrawn']).optional(),
  call: line(200).optional().describe('Only those a call waits for'),
  task: line(200).optional().describe('Only those a task waits for'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export const approvalParams = z.object({ id: line(200).describe('Id of an approval') });

export const approvalEntry = approval
  .omit({ argumentsJson: true, editedArgumentsJson: true, readBack: true, votes: true })
  .extend({
    readBack: z.string(),
    arguments: z.unknown().describe('What was asked for'),
    editedArguments: z.unknown().optional().describe('What an operator made of it: this is executed'),
    votes: z.array(
      z.object({
        decision: z.enum(['approve', 'refuse']),
        by: z.string(),
        role: z.enum(['caller', 'operator', 'admin']),
        atMs: z.number(),
        reason: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Approval' });
export type ApprovalEntry = z.infer<typeof approvalEntry>;
export const approvalsReply = z.object({ approvals: z.array(approvalEntry) }).meta({ id: 'Approvals' });

export const decisionRequest = z
  .strictObject({
    decision: z.enum(['approve', 'refuse']),
    reason: paragraph(500).optional(),
    arguments: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('With approve: execute this instead of what was asked for'),
    shown: z
      .unknown()
      .optional()
      .describe(
        'With approve: the arguments that the person saw; unset: those asked for. A yes to others than the present ones is refused',
      ),
  })
  .meta({ id: 'Decision' });
export const decisionReply = z
  .object({
    outcome: z.enum(['recorded', 'needs-another']).describe('needs-another: a second person must say yes too'),
    approval: approvalEntry,
  })
  .meta({ id: 'Decided' });
