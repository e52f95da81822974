/** What rules in shadow would have done: how often, instead of what, and where to look. */
import type { EventLog } from '../../agents/log/event-log.ts';
import { type Span, type Walked, walkJudged } from './judged-calls.ts';

export interface ShadowRule {
  rule: string;
  verdict: 'allow' | 'deny' | 'escalate';
  /** How often it would have decided otherwise. */
  times: number;
  /** What was decided instead, and how often. */
  insteadOf: Record<string, number>;
  /** The newest ones. */
  examples: { callId: string; seq: number; atMs: number; generation: number; tool: string; reason: string }[];
}
export type ShadowReport = Walked & { rules: ShadowRule[] };

const MAX_EXAMPLES = 5;
const MAX_RULES = 200;

export async function shadowReport(
  log: Pick<EventLog, 'calls' | 'read'>,
  span: Span,
  options: { nowMs(): number; signal: AbortSignal },
): Promise<ShadowReport> {
  const rules = new Map<string, ShadowRule>();
  const walked = await walkJudged(
    log,
    span,
    ({ shadow, before, callId, seq, atMs, generation, tool }) => {
      for (const { rule, verdict, reason } of shadow) {
        const key = `${verdict} ${rule}`;
        const entry = rules.get(key) ?? { rule, verdict, times: 0, insteadOf: {}, examples: [] };
        if (!rules.has(key) && rules.size >= MAX_RULES) continue;
        rules.set(key, entry);
        entry.times += 1;
        entry.insteadOf[before.verdict] = (entry.insteadOf[before.verdict] ?? 0) + 1;
        if (entry.examples.length < MAX_EXAMPLES) entry.examples.push({ callId, seq, atMs, generation, tool, reason });
      }
    },
    options,
  );
  return { ...walked, rules: [...rules.values()].sort((a, b) => b.times - a.times) };
}
