/**
 * Which agent the page follows. During a hand-over two are in the room for a moment: the one that has the floor wins,
 * and of two that have it the newest. Pure.
 */
export const AGENT_STATE_ATTRIBUTE = 'lk.agent.state';

export type AgentState = 'initializing' | 'listening' | 'thinking' | 'speaking';

export interface AgentCandidate {
  identity: string;
  /** The value of `lk.agent.state`, if it has been set. */
  state: string | undefined;
  joinedAtMs: number;
}

export interface ActiveAgent {
  identity: string;
  state: AgentState;
}

const KNOWN: readonly AgentState[] = ['initializing', 'listening', 'thinking', 'speaking'];

const agentState = (value: string | undefined): AgentState => KNOWN.find((state) => state === value) ?? 'initializing';

/** 2: takes part in the talk; 1: has said what it does; 0: has only just come. */
const rank = (candidate: AgentCandidate): number => {
  if (candidate.state === undefined) return 0;
  return agentState(candidate.state) === 'initializing' ? 1 : 2;
};

export function chooseActiveAgent(candidates: readonly AgentCandidate[]): ActiveAgent | undefined {
  const best = [...candidates].sort((a, b) => rank(b) - rank(a) || b.joinedAtMs - a.joinedAtMs)[0];
  return best && { identity: best.identity, state: agentState(best.state) };
}
