import { describe, expect, it } from 'vitest';
import { judge } from '../../../agents/acting/policy/policy.ts';
import { CurrentAgent } from '../../../agents/call/current-agent.ts';
import { type AgentFile, agentFile } from '../../../agents/catalog/agent-definition.ts';

const entry = (more: Partial<AgentFile>) => ({
  definition: agentFile.parse({ name: 'a', title: 'A', description: 'd', instructions: 'i', greeting: 'Hi.', ...more }),
  version: '1',
  file: 'a.agent.ts',
});
const verdict = (agent: CurrentAgent, confidence: number | undefined, tool = 'remember') =>
  judge(
    {
      agent: 'a',
      tool,
      tier: 'write-constrained',
      arguments: {},
      askedBy: 'caller',
      informedBy: [],
      channel: 'phone',
      confidence,
    },
    agent.rules,
  );

describe('the agent that has the call', () => {
  it('has the caller confirm what was not heard clearly, where its file says so', () => {
    const agent = new CurrentAgent(entry({ escalate: { confidenceBelow: 0.6 } }));
    expect(verdict(agent, 0.5)).toMatchObject({ verdict: 'escalate', approval: { by: 'caller' } });
    expect(verdict(agent, 0.6).verdict).toBe('allow');
    expect(verdict(agent, undefined).verdict).toBe('allow');
    expect(verdict(agent, 0.1, 'end_call').verdict).toBe('allow');
    expect(verdict(new CurrentAgent(entry({})), 0.1).verdict).toBe('allow');
  });

  it('has tools, rules and services of its own, and those of the one before are over', () => {
    const watched: AbortSignal[] = [];
    const services = (_: unknown, signal: AbortSignal) => {
      watched.push(signal);
      return { tools: () => [], section: () => '', fromStrangers: false };
    };
    const agent = new CurrentAgent(entry({ tools: ['get_time'], escalate: { confidenceBelow: 0.6 } }), { services });
    expect(verdict(agent, 0.5).verdict).toBe('escalate');
    agent.become(entry({ tools: ['get_date'] }), 'desk');
    expect([...agent.tools.keys()]).toEqual(['get_date', 'return_to']);
    expect(agent.formerTool('get_time')?.informs).toEqual([]);
    expect(verdict(agent, 0.5).verdict).toBe('allow');
    expect(watched.map(({ aborted }) => aborted)).toEqual([true, false]);
    agent.close();
    expect(watched.map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});
