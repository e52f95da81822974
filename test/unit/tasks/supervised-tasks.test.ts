/** A task of an agent that has a supervisor: no step of a plan is begun before they have agreed to the whole of it. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '../../../agents/acting/call-key.ts';
import { defineTool, type Tool } from '../../../agents/acting/tool.ts';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';
import { UnknownAgentError } from '../../../agents/catalog/catalog.ts';
import { createModelPlanner } from '../../../agents/planning/task-model-planner.ts';
import type { TaskAgent } from '../../../agents/tasks/task-agent.ts';
import { taskAgents } from '../../../agents/tasks/task-agents.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';
import { taskRig } from '../../support/tasks/task-rig.ts';

const BOSS = { name: 'boss', instructions: 'Nothing costs more than fifty.' };
const tool = (name: string, tier: Tool['tier'], run: Tool['run']): Tool =>
  defineTool({
    name,
    description: `Does ${name}.`,
    label: name,
    parameters: z.object({ what: z.string() }),
    tier,
    deadlineMs: 5_000,
    honoursKey: true,
    informs: [],
    run,
  }) as Tool;
const step = (id: string, uses: string, what: unknown) => ({ id, tool: uses, arguments: { what } });
const plan = (...steps: object[]) => JSON.stringify({ steps });
const agrees = '{"approve": true, "reason": "It is cheap."}';
const refuses = (reason: string) => JSON.stringify({ approve: false, reason });
const done = '{"answered": true, "summary": "It is done."}';

async function rigWith(steps: ScriptedStep[], supervisor: TaskAgent['supervisor'] = BOSS) {
  const ran: string[] = [];
  const model = new ScriptedModel(...steps);
  const notes = (name: string, answer: string) => async (input: unknown) => {
    ran.push(`${name} ${canonicalJson(input)}`);
    return answer;
  };
  const rig = await taskRig({
    planner: createModelPlanner(model),
    tools: [
      tool('price', 'read', notes('price', '{"what":"40"}')),
      tool('book', 'write-constrained', notes('book', 'Booked.')),
    ],
    supervisor,
  });
  return { rig, model, ran };
}

test('a plan is judged whole, with its arguments, before its first step; an approval is kept with its very bytes', async () => {
  const { rig, model, ran } = await rigWith([
    plan(step('a', 'price', 'a room'), step('b', 'book', 'a room')),
    agrees,
    done,
  ]);
  await using _ = rig;
  const id = await rig.begin({ goal: 'book a room' });
  await rig.until(id, 'COMPLETED');
  const [system, asked] = model.requests[1]?.messages ?? [];
  expect(system?.content).toContain('Nothing costs more than fifty.');
  expect(system?.content).toContain('- book (write-constrained): Does book.');
  const given = JSON.parse(asked?.content ?? '');
  expect(given).toMatchObject({
    plan: [
      { id: 'a', tool: 'price', arguments: { what: 'a room' } },
      { id: 'b', tool: 'book', arguments: { what: 'a room' } },
    ],
    about: { askedFor: 'book a room' },
  });
  const log = await rig.log(id);
  const [reviewed] = await rig.entries(id, 'reviewed');
  expect(reviewed).toMatchObject({ of: 'plan', by: 'boss', verdict: 'approve' });
  expect(reviewed?.reason.private).toBe('boss agreed: It is cheap.');
  expect(reviewed?.what.private).toBe(canonicalJson(given.plan));
  expect(log.findIndex(({ type }) => type === 'intended')).toBeGreaterThan(
    log.findIndex(({ type }) => type === 'reviewed'),
  );
  expect(ran.sort()).toEqual(['book {"what":"a room"}', 'price {"what":"a room"}']);
  expect(model.unused).toBe(0);
});

test('a refused plan has no step run, and is made anew once with the reason', async () => {
  const { rig, model, ran } = await rigWith([
    plan(step('a', 'price', 'a suite'), step('b', 'book', 'a suite')),
    refuses('A suite costs ninety.'),
    plan(step('a', 'book', 'a room')),
    agrees,
    done,
  ]);
  await using _ = rig;
  const id = await rig.begin({ goal: 'book a suite or a room' });
  const task = await rig.until(id, 'COMPLETED');
  expect(task.attempt).toBe(1);
  expect(ran).toEqual(['book {"what":"a room"}']);
  expect(model.requests[2]?.messages[0]?.content).toContain('boss refused: A suite costs ninety.');
  expect((await rig.entries(id, 'reviewed')).map(({ verdict }) => verdict)).toEqual(['refuse', 'approve']);
  expect(model.unused).toBe(0);
});

test('a second refusal makes the task a person’s, and nothing was done', async () => {
  const { rig, model, ran } = await rigWith([
    plan(step('a', 'book', 'a suite')),
    refuses('Too dear.'),
    plan(step('a', 'book', 'a palace')),
    refuses('Dearer still.'),
  ]);
  await using _ = rig;
  const id = await rig.begin({ goal: 'book a suite or a palace' });
  const task = await rig.until(id, 'ESCALATED');
  expect(task.summary?.private).toContain('boss refused: Dearer still.');
  expect(ran).toEqual([]);
  expect(model.unused).toBe(0);
});

test.each([
  ['gives no answer that can be read, also when asked again', ['Sure!', 'Go on!'], BOSS],
  ['cannot be asked', [{ error: new Error('no connection') }], BOSS],
  ['is not in the catalog', [], { name: 'boss', problem: 'There is no agent named "boss".' }],
] as [string, ScriptedStep[], TaskAgent['supervisor']][])(
  'a supervisor who %s has not agreed: a person has it',
  async (_, said, supervisor) => {
    const { rig, model, ran } = await rigWith([plan(step('a', 'book', 'a room')), ...said], supervisor);
    await using __ = rig;
    const id = await rig.begin({ goal: 'book a room' });
    const task = await rig.until(id, 'ESCALATED');
    expect(task.summary?.private).toMatch(/boss (?:could not be asked|gave no answer that could be read)/);
    expect(await rig.entries(id, 'reviewed')).toMatchObject([{ verdict: 'no-answer' }]);
    expect(ran).toEqual([]);
    expect(model.unused).toBe(0);
  },
);

test('a change whose arguments come of a result is judged once more, when they are known', async () => {
  const { rig, model, ran } = await rigWith([
    plan(step('a', 'price', 'a room'), step('b', 'book', { $from: 'a', path: 'what' })),
    agrees,
    refuses('Forty is too much.'),
    plan(),
    done,
  ]);
  await using _ = rig;
  const id = await rig.begin({ goal: 'book what it costs' });
  await rig.until(id, 'COMPLETED');
  expect(ran).toEqual(['price {"what":"a room"}']);
  const reviews = await rig.entries(id, 'reviewed');
  expect(reviews.map(({ of, verdict }) => [of, verdict])).toEqual([
    ['plan', 'approve'],
    ['step', 'refuse'],
  ]);
  expect(JSON.parse(reviews[1]?.what.private ?? '')).toMatchObject([{ tool: 'book', arguments: { what: '40' } }]);
  expect(model.unused).toBe(0);
});

test('a plan that only reads asks nobody', async () => {
  const { rig, model, ran } = await rigWith([plan(step('a', 'price', 'a room')), done]);
  await using _ = rig;
  const id = await rig.begin({ goal: 'what does a room cost' });
  await rig.until(id, 'COMPLETED');
  expect(ran).toEqual(['price {"what":"a room"}']);
  expect(await rig.entries(id, 'reviewed')).toEqual([]);
  expect(model.unused).toBe(0);
});

test('the supervisor of an agent file is found in the catalog, and missed when they are not there', async () => {
  const file = (name: string, more: object) =>
    agentFile.parse({
      name,
      title: name,
      description: 'd',
      instructions: `You are ${name}.`,
      greeting: 'Hi.',
      ...more,
    });
  const agents = { clerk: file('clerk', { supervisor: 'boss' }), boss: file('boss', {}) };
  const agentOf = (known: Record<string, (typeof agents)['boss']>) =>
    taskAgents({
      catalog: {
        get: async (name) => {
          const definition = known[name];
          if (!definition) throw new UnknownAgentError(`There is no agent named ${name}.`);
          return { definition, version: '1', file: `${name}.agent.ts` };
        },
      },
      remoteTools: async () => [],
      timeZone: 'UTC',
      policy: () => ({ version: 0, rules: [] }),
    })('clerk', new AbortController().signal);
  expect((await agentOf(agents)).supervisor).toEqual({ name: 'boss', instructions: 'You are boss.' });
  expect((await agentOf({ clerk: agents.clerk })).supervisor).toEqual({
    name: 'boss',
    problem: 'There is no agent named boss.',
  });
});
