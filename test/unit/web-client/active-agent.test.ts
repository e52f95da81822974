/** Which of several agents the page follows. */
import { describe, expect, it } from 'vitest';
import { type AgentCandidate, chooseActiveAgent } from '../../../web-client/call/state/active-agent.ts';

const agent = (identity: string, state: string | undefined, joinedAtMs: number): AgentCandidate => ({
  identity,
  state,
  joinedAtMs,
});

describe('the agent the page follows', () => {
  it('is nobody while nobody is there', () => {
    expect(chooseActiveAgent([])).toBeUndefined();
  });

  it('is still the old one while the new one prepares, and the newest once it takes part', () => {
    expect(chooseActiveAgent([agent('old', 'speaking', 1), agent('new', undefined, 2)])?.identity).toBe('old');
    expect(chooseActiveAgent([agent('old', 'speaking', 1), agent('new', 'initializing', 2)])?.identity).toBe('old');
    expect(chooseActiveAgent([agent('old', 'speaking', 1), agent('new', 'listening', 2)])).toEqual({
      identity: 'new',
      state: 'listening',
    });
  });

  it('counts as preparing with a state this page does not know, or none', () => {
    expect(chooseActiveAgent([agent('a', 'dancing', 1)])).toEqual({ identity: 'a', state: 'initializing' });
    expect(chooseActiveAgent([agent('a', undefined, 1)])).toEqual({ identity: 'a', state: 'initializing' });
  });
});
