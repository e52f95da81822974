/** A step whose tool finds its arguments impossible is neither run nor asked for: the task is planned anew. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../../../agents/acting/tool.ts';
import { createModelPlanner } from '../../../agents/planning/task-model-planner.ts';
import { ScriptedModel } from '../../support/scripted-model.ts';
import { taskRig } from '../../support/tasks/task-rig.ts';

const plan = (day: string) => JSON.stringify({ steps: [{ id: 'a', tool: 'move', arguments: { day } }] });

test('a check that fails has the task planned anew with what it said, and asks nobody', async () => {
  const moved: string[] = [];
  const move = defineTool({
    name: 'move',
    description: 'Moves it.',
    label: 'Moving',
    parameters: z.object({ day: z.string() }),
    tier: 'write-constrained',
    deadlineMs: 5_000,
    honoursKey: true,
    check: async ({ day }) => (day === 'Sunday' ? 'the office is closed on Sunday' : undefined),
    run: async ({ day }) => `Moved to ${day}${moved.push(day) > 1 ? ' again' : ''}.`,
  });
  const model = new ScriptedModel(plan('Sunday'), plan('Monday'), '{"answered": true, "summary": "It is on Monday."}');
  await using rig = await taskRig({ planner: createModelPlanner(model), tools: [move] });
  const id = await rig.begin({ goal: 'move it to the weekend' });
  await rig.until(id, 'COMPLETED');
  expect(moved).toEqual(['Monday']);
  expect(await rig.entries(id, 'observed')).toMatchObject([
    { text: { private: 'move was not run: the office is closed on Sunday' } },
  ]);
  expect(model.requests[1]?.messages[0]?.content).toContain('the office is closed on Sunday');
  expect(await rig.approvals.list({ taskId: id }, 10)).toEqual([]);
  expect(model.unused).toBe(0);
});
