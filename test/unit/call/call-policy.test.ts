/** The stored rules within a call: a change holds from the next call of a tool on, and the log says under which version. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NOTHING_STORED, type PolicyNow, RULES_UNKNOWN } from '../../../agents/acting/policy/rule-set.ts';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';
import { type Done, harmfulTools } from '../acting/obeying.ts';
import { callRig } from './call-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const note = (text: string): ScriptedStep => ({ calls: [{ name: 'notes_write', arguments: { text } }] });

test('a rule that an admin stores holds in the middle of a call, and again when it is taken back', async () => {
  const done: Done[] = [];
  const definition = agentFile.parse({
    name: 'tester',
    title: 'T',
    description: 'd',
    instructions: 'i',
    greeting: 'Hello.',
    // Nobody's words are in what they answer: each turn is judged by itself.
    tools: harmfulTools(done).map((tool) => ({ ...tool, informs: [] })),
  });
  let stored: PolicyNow = NOTHING_STORED;
  const model = new ScriptedModel(
    note('a'),
    'Kept.',
    note('b'),
    'No.',
    note('c'),
    'A colleague is asked.',
    note('d'),
    'Kept.',
  );
  const rig = callRig(model, {
    load: async () => ({ definition, version: '1', file: 'tester.agent.ts' }),
    policy: { now: () => stored },
  });
  void rig.run();
  await pass(0);
  rig.room().comes('ann');
  await pass(0);
  const says = async (text: string) => {
    rig.room().types(text, 'ann');
    await pass(8_000);
  };
  await says('Note a');
  stored = {
    version: 1,
    rules: [{ name: 'no-notes', when: { tools: ['notes_*'] }, verdict: 'deny', reason: 'not now' }],
  };
  await says('Note b');
  stored = { version: 1, rules: [RULES_UNKNOWN] };
  await says('Note c');
  stored = { version: 2, rules: [] };
  await says('Note d');
  expect(done.map(({ input }) => input)).toEqual([{ text: 'a' }, { text: 'd' }]);
  expect(rig.eventsOf('tool.judged').map(({ verdict, rule, policyVersion }) => [verdict, rule, policyVersion])).toEqual(
    [
      ['allow', 'own-things-on-request', 0],
      ['deny', 'no-notes', 1],
      ['escalate', 'stored-rules-unknown', 1],
      ['allow', 'own-things-on-request', 2],
    ],
  );
  expect(rig.eventsOf('tool.judged')[1]).toMatchObject({
    arguments: { private: '{"text":"b"}' },
    asked: { agent: 'tester', tier: 'write-constrained', askedBy: 'caller', userId: 'ann', suspicions: [] },
  });
  expect(model.unused).toBe(0);
});
