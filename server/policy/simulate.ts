/** What other rules would have said of the calls in the log. Nothing is run and nothing is stored. */
import type { PolicyRule } from '../../agents/acting/policy/policy-rule.ts';
import { type JudgedCall, judgedAnew, type Ruling } from '../../agents/acting/policy/replay.ts';
import type { EventLog } from '../../agents/log/event-log.ts';
import { type Span, type WalkBounds, type Walked, walkJudged } from './judged-calls.ts';

export interface Difference {
  callId: string;
  seq: number;
  atMs: number;
  generation: number;
  agent: string | undefined;
  tool: string;
  argumentsJson: string | undefined;
  before: Ruling;
  after: Ruling;
}
export interface Simulation extends Walked {
  same: number;
  different: number;
  /** How often each change of verdict occurred, as `allow -> escalate`. */
  changes: Record<string, number>;
  /** Why calls could not be judged again, and how many. */
  notJudged: Record<string, number>;
  /** The newest of them; `different` has their number. */
  differences: Difference[];
}
const MAX_DIFFERENCES = 200;

export async function simulate(
  log: Pick<EventLog, 'calls' | 'read'>,
  span: Span,
  /** All rules in force for an agent; undefined: there is no such agent. */
  rulesOf: (agent: string) => readonly PolicyRule[] | undefined,
  options: { nowMs(): number; signal: AbortSignal; bounds?: WalkBounds },
): Promise<Simulation> {
  const found = {
    same: 0,
    different: 0,
    changes: new Map<string, number>(),
    notJudged: new Map<string, number>(),
    differences: [] as Difference[],
  };
  const walked = await walkJudged(
    log,
    span,
    (judged) => {
      const after = judgedAnew(judged, rulesOf);
      if (after === undefined) found.same += 1;
      else if (typeof after === 'string') count(found.notJudged, after);
      else {
        found.different += 1;
        count(found.changes, `${said(judged.before)} -> ${said(after)}`);
        if (found.differences.length < MAX_DIFFERENCES) found.differences.push(differenceOf(judged, after));
      }
    },
    options,
  );
  const { changes, notJudged, ...rest } = found;
  return { ...walked, ...rest, changes: Object.fromEntries(changes), notJudged: Object.fromEntries(notJudged) };
}

const count = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
const said = ({ verdict, by }: Ruling): string => (by === undefined ? verdict : `${verdict} (${by})`);

const differenceOf = (
  { callId, seq, atMs, generation, agent, tool, argumentsJson, before }: JudgedCall,
  after: Ruling,
): Difference => ({ callId, seq, atMs, generation, agent, tool, argumentsJson, before, after });

/** The names of arguments without what they say: for people who may not read it. */
export function maskedArguments(argumentsJson: string | undefined): string | undefined {
  if (argumentsJson === undefined) return undefined;
  try {
    return JSON.stringify(masked(JSON.parse(argumentsJson)));
  } catch {
    return '"***"';
  }
}
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 20).map(masked);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner)]));
  return value === null ? null : '***';
}
