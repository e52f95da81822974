/** A planner who is less sure of its plan than the agent's file asks for: what it would change waits for an operator. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { effectiveRules, rulesOfFile } from '../../../agents/acting/policy/rule-set.ts';
import { defineTool, type Tool } from '../../../agents/acting/tool.ts';
import { createModelPlanner } from '../../../agents/planning/task-model-planner.ts';
import { eventually } from '../../support/eventually.ts';
import { ScriptedModel } from '../../support/scripted-model.ts';
import { taskRig } from '../../support/tasks/task-rig.ts';

const RULES = effectiveRules(rulesOfFile({ policy: [], escalate: { confidenceBelow: 0.6 } }), []);
const tool = (name: string, tier: Tool['tier'], ran: string[]): Tool =>
  defineTool({
    name,
    description: name,
    label: name,
    parameters: z.object({}),
    tier,
    deadlineMs: 5_000,
    honoursKey: true,
    informs: [],
    run: async () => `${name} was done as number ${ran.push(name)}.`,
  }) as Tool;

async function taskWith(confidence: number | undefined) {
  const ran: string[] = [];
  const steps = [
    { id: 'a', tool: 'look', arguments: {} },
    { id: 'b', tool: 'book', arguments: {}, dependsOn: ['a'] },
  ];
  const model = new ScriptedModel(JSON.stringify({ steps, confidence }), '{"answered": true, "summary": "Booked."}');
  const rig = await taskRig({
    planner: createModelPlanner(model),
    tools: [tool('look', 'read', ran), tool('book', 'write-constrained', ran)],
    rules: RULES,
  });
  return { rig, ran, model, id: await rig.begin({ goal: 'book it' }) };
}

test('one that is not sure looks, and asks before it changes anything', async () => {
  const { rig, ran, model, id } = await taskWith(0.4);
  await using _ = rig;
  const asked = await eventually('somebody is asked', async () => (await rig.approvals.list({ taskId: id }, 1))[0]);
  expect(asked).toMatchObject({ tool: 'book', by: 'operator', reason: 'the planner is not sure of its plan (0.4)' });
  expect(ran).toEqual(['look']);
  await rig.approvals.vote(asked.id, { decision: 'approve', by: 'bob', role: 'operator', atMs: Date.now() });
  rig.engine.wake();
  await rig.until(id, 'COMPLETED');
  expect(ran).toEqual(['look', 'book']);
  expect(model.unused).toBe(0);
});

test.each([0.6, 0.9, undefined])('one that is sure enough (%s), or does not say, goes on', async (confidence) => {
  const { rig, ran, id } = await taskWith(confidence);
  await using _ = rig;
  await rig.until(id, 'COMPLETED');
  expect(ran).toEqual(['look', 'book']);
});
