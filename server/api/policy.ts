/** The rules that agents act under, as the API shows and takes them. */
import { z } from 'zod';
import { policyRule } from '../../agents/acting/policy/policy-rule.ts';
import { MAX_STORED_RULES, ruleSetSummary } from '../../agents/acting/policy/rule-set.ts';
import { line } from './plain-text.ts';

const rule = policyRule.meta({ id: 'PolicyRule' });
const version = ruleSetSummary.meta({ id: 'PolicyVersion' });
const rulesAsWritten = z
  .array(z.record(z.string(), z.unknown()))
  .max(MAX_STORED_RULES)
  .describe('Rules as GET /api/policy shows them; every mistake is named in details.problems');
const note = line(500).describe('Why, for whoever reads the history');
const basedOn = z.number().int().nonnegative().describe('The version this change was made on; 0: none is stored');

export const policyReply = z
  .object({
    version: z.number().int().nonnegative().describe('Of the stored rules; 0: none were ever stored'),
    stored: z.array(rule),
    product: z.array(rule).describe('Always in force, before all others'),
    agents: z.array(z.object({ name: z.string(), rules: z.array(rule) })).describe('What agent files add'),
    history: z.array(version).describe('Newest first, at most 50'),
  })
  .meta({ id: 'Policy' });

export const policyChange = z.strictObject({ rules: rulesAsWritten, note, basedOn }).meta({ id: 'ChangePolicy' });
export const policyRollback = z
  .strictObject({
    to: z.number().int().nonnegative().describe('The version whose rules come back; 0: no rules'),
    note,
    basedOn,
  })
  .meta({ id: 'RollBackPolicy' });
export const policyChanged = version;

const time = z.number().nonnegative().describe('Epoch milliseconds');
export const simulationRequest = z
  .strictObject({ rules: rulesAsWritten, since: time, until: time.optional(), agent: line(100).optional() })
  .meta({ id: 'SimulatePolicy' });

const ruling = z.object({
  verdict: z.enum(['allow', 'deny', 'escalate']),
  rule: z.string().optional(),
  reason: z.string(),
  by: z.enum(['caller', 'operator', 'two-operators']).optional(),
});
const walked = {
  calls: z.number().describe('How many were looked through'),
  judged: z.number().describe('Calls of tools among them'),
  complete: z.boolean().describe('False: there was more than one request looks through; the oldest are missing'),
};
export const simulationReply = z
  .object({
    ...walked,
    same: z.number(),
    different: z.number(),
    changes: z.record(z.string(), z.number()).describe('How often which verdict became which'),
    notJudged: z.record(z.string(), z.number()).describe('Why calls could not be judged again, and how many'),
    differences: z
      .array(
        z.object({
          callId: z.string(),
          seq: z.number(),
          atMs: z.number(),
          generation: z.number(),
          agent: z.string().optional(),
          tool: z.string(),
          argumentsJson: z.string().optional().describe('Masked for those who are not admin'),
          before: ruling,
          after: ruling,
        }),
      )
      .describe('The newest 200'),
  })
  .meta({ id: 'PolicySimulation' });

export const shadowQuery = z.strictObject({
  since: z.coerce.number().nonnegative().describe('Epoch milliseconds'),
  until: z.coerce.number().nonnegative().optional().describe('Epoch milliseconds; absent: now'),
});
export const shadowReply = z
  .object({
    ...walked,
    rules: z.array(
      z.object({
        rule: z.string(),
        verdict: ruling.shape.verdict,
        times: z.number().describe('How often it would have decided otherwise'),
        insteadOf: z.record(z.string(), z.number()),
        examples: z.array(
          z.object({
            callId: z.string(),
            seq: z.number(),
            atMs: z.number(),
            generation: z.number(),
            tool: z.string(),
            reason: z.string(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'PolicyShadow' });
