/** A background task is judged by the same rules as a call: the product's, its agent's and those stored at the moment. */
import { expect, test } from 'vitest';
import { judge } from '../../../agents/acting/policy/policy.ts';
import { NOTHING_STORED, type PolicyNow, RULES_UNKNOWN } from '../../../agents/acting/policy/rule-set.ts';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';
import { taskAgents } from '../../../agents/tasks/task-agents.ts';

test('an agent with rules of its own keeps those of the product, and a change holds while the task runs', async () => {
  let stored: PolicyNow = NOTHING_STORED;
  const definition = agentFile.parse({
    name: 'clerk',
    title: 'C',
    description: 'd',
    instructions: 'i',
    greeting: 'Hello.',
    policy: [{ name: 'no-mail', when: { tools: ['mail_*'] }, verdict: 'deny', reason: 'not by mail' }],
  });
  const agentOf = taskAgents({
    catalog: { get: async () => ({ definition, version: '1', file: 'clerk.agent.ts' }) },
    remoteTools: async () => [],
    timeZone: 'UTC',
    policy: () => stored,
  });
  const agent = await agentOf('clerk', new AbortController().signal);
  const verdict = (tool: string, tier: 'read' | 'write-constrained') =>
    judge(
      {
        agent: 'clerk',
        tool,
        tier,
        arguments: {},
        askedBy: 'operator',
        informedBy: [],
        channel: 'api',
        confidence: undefined,
      },
      agent.rules,
    ).verdict;
  expect([verdict('notes_find', 'read'), verdict('notes_write', 'write-constrained')]).toEqual(['allow', 'allow']);
  expect(verdict('mail_send', 'write-constrained')).toBe('deny');
  stored = { version: 1, rules: [{ name: 'none', when: { tools: ['notes_*'] }, verdict: 'deny', reason: 'closed' }] };
  expect(verdict('notes_write', 'write-constrained')).toBe('deny');
  stored = { version: 1, rules: [RULES_UNKNOWN] };
  expect([verdict('notes_find', 'read'), verdict('notes_write', 'write-constrained')]).toEqual(['allow', 'escalate']);
});
