/** Approvals on the wire between a host and the tool-worker, which keeps them. Pure: zod schemas only. */
import { z } from 'zod';
import { approval, approvalRequest, approvalVote } from './approval.ts';

export const requestApproval = approvalRequest;
export const approvalReply = z.object({ approval: approval.nullable() });
export const oneApproval = z.object({ id: z.string().min(1) });
export const withdrawApproval = z.object({ id: z.string().min(1), atMs: z.number() });
/** What a caller says in a call: an operator votes through the server. */
export const callerVote = z.object({ id: z.string().min(1), vote: approvalVote.extend({ role: z.literal('caller') }) });
export const voteReply = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('recorded'), approval }),
  z.object({ outcome: z.literal('needs-another'), approval }),
  z.object({ outcome: z.literal('already-decided'), approval }),
  z.object({ outcome: z.literal('expired'), approval }),
  z.object({ outcome: z.literal('not-allowed'), why: z.string(), approval }),
  z.object({ outcome: z.literal('unknown-approval') }),
]);
