/** The engine on a real store: plans are carried out, checked, approved, begun anew, called off and taken back. */
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '../../../agents/acting/call-key.ts';
import type { PolicyRule } from '../../../agents/acting/policy/policy.ts';
import { defineTool, type Tool } from '../../../agents/acting/tool.ts';
import { ModelError } from '../../../agents/models/interfaces.ts';
import { createModelPlanner } from '../../../agents/planning/task-model-planner.ts';
import { eventually } from '../../support/eventually.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';
import { taskRig } from '../../support/tasks/task-rig.ts';

const planText = (...steps: object[]): string => JSON.stringify({ steps });
const step = (id: string, tool: string, given: object, ...dependsOn: string[]) => ({
  id,
  tool,
  arguments: given,
  dependsOn,
});
const answered = (summary: string): string => JSON.stringify({ answered: true, summary });
const scripted = (...steps: ScriptedStep[]) => {
  const model = new ScriptedModel(...steps);
  return { model, planner: createModelPlanner(model) };
};
const text = z.object({ text: z.string() });
const writer = (name: string, run: Tool<typeof text>['run'], more: Partial<Tool<typeof text>> = {}): Tool =>
  defineTool({
    name,
    description: name,
    label: `Doing ${name}`,
    parameters: text,
    tier: 'write-constrained',
    deadlineMs: 5_000,
    honoursKey: true,
    informs: [],
    run,
    ...more,
  }) as Tool;
const askFirst: PolicyRule[] = [
  { name: 'ask', when: { tools: ['pay'] }, verdict: 'escalate', reason: 'money needs a yes' },
];

it('steps that do not depend on each other run together, and later ones are given the results of earlier ones', async () => {
  const { promise: both, resolve } = Promise.withResolvers<void>();
  const begun: string[] = [];
  const meet = async ({ text: name }: { text: string }): Promise<string> => {
    begun.push(name);
    if (begun.length === 2) resolve();
    await both;
    return JSON.stringify({ id: `${name}-77` });
  };
  const used: string[] = [];
  const { model, planner } = scripted(
    planText(
      step('a', 'meet', { text: 'left' }),
      step('b', 'meet', { text: 'right' }),
      step('c', 'use', { text: { $from: 'a', path: 'id' } }, 'b'),
    ),
    answered('Both met.'),
  );
  await using rig = await taskRig({
    planner,
    tools: [
      writer('meet', meet),
      writer('use', async ({ text: given }) => {
        used.push(given);
        return 'used';
      }),
    ],
  });
  const id = await rig.begin({ goal: 'let them meet' });
  expect((await rig.until(id, 'COMPLETED')).summary?.private).toBe('Both met.');
  expect(begun.sort()).toEqual(['left', 'right']);
  expect(used).toEqual(['left-77']);
  expect(model.unused).toBe(0);
});

it('a broken plan is mended once, and twice broken is a person’s', async () => {
  const { model, planner } = scripted(
    'certainly! here is my plan',
    planText(step('a', 'note', { text: 'x' })),
    answered('Noted.'),
    planText(step('a', 'fly', { text: 'x' })),
    planText(step('a', 'note', { text: 5 })),
  );
  await using rig = await taskRig({ planner, tools: [writer('note', async () => 'noted')], atOnce: 1 });
  await rig.until(await rig.begin({ goal: 'note x' }), 'COMPLETED');
  const second = await rig.until(await rig.begin({ goal: 'fly x' }), 'ESCALATED');
  expect(second.summary?.private).toContain('could not be used, also when asked again');
  expect(JSON.stringify(model.requests[4]?.messages)).toContain('\\"fly\\", which is no tool');
  expect(model.unused).toBe(0);
});

it('a failed step is observed and planned anew, and what was done already is not done again', async () => {
  let tries = 0;
  let booked = 0;
  const { model, planner } = scripted(
    planText(step('a', 'book', { text: 'room' }), step('b', 'open', { text: 'gate' }, 'a')),
    planText(step('a', 'book', { text: 'room' }), step('b', 'open', { text: 'door' }, 'a')),
    answered('It is open.'),
  );
  await using rig = await taskRig({
    planner,
    tools: [
      writer('book', async () => {
        booked += 1;
        return 'booked';
      }),
      writer('open', async ({ text: what }) => {
        tries += 1;
        if (what === 'gate') throw new Error('the gate is stuck');
        return 'open';
      }),
    ],
  });
  const id = await rig.begin({ goal: 'book a room and open it' });
  const task = await rig.until(id, 'COMPLETED');
  expect({ attempt: task.attempt, tries, booked }).toEqual({ attempt: 2, tries: 2, booked: 1 });
  expect(JSON.stringify(model.requests[1]?.messages)).toContain('the gate is stuck');
});

it('what needs a yes waits for it, and exactly what was approved is executed', async () => {
  const paid: unknown[] = [];
  const pay = writer('pay', async (input) => {
    paid.push(input);
    return 'paid';
  });
  const plan = planText(step('a', 'pay', { text: '50 euros to Anna' }));
  const { planner } = scripted(plan, answered('Paid.'));
  const rules: PolicyRule[] = [...askFirst];
  await using rig = await taskRig({ planner, tools: [pay], rules });
  const id = await rig.begin({ goal: 'pay 50 euros to Anna' });
  const [waiting] = await eventually('somebody is asked', async () => {
    const found = await rig.approvals.list({ taskId: id }, 10);
    return found.length > 0 && found;
  });
  await eventually('the task waits', async () => (await rig.store.get(id))?.state === 'WAITING_FOR_TOOL');
  expect(waiting?.argumentsJson.private).toBe('{"text":"50 euros to Anna"}');
  expect(paid).toEqual([]);
  const edited = canonicalJson({ text: '40 euros to Anna' });
  await rig.approvals.vote(
    waiting?.id ?? '',
    { decision: 'approve', by: 'kim', role: 'admin', atMs: Date.now() },
    edited,
  );
  await rig.until(id, 'COMPLETED');
  expect(paid).toEqual([{ text: '40 euros to Anna' }]);
  const [intent] = await rig.entries(id, 'intended');
  expect(intent?.arguments.private).toBe(edited);
  expect(intent?.callKey).toBe(waiting?.callKey);
});

it('what policy wants two people for waits for both, and for as long as the rule says', async () => {
  const { planner } = scripted(planText(step('a', 'pay', { text: '50 euros to Anna' })), answered('Paid.'));
  const approval = { by: 'two-operators', expiresInMs: 7_200_000 } as const;
  const rules: PolicyRule[] = [
    { name: 'four eyes', when: { tools: ['pay'] }, verdict: 'escalate', approval, reason: 'money needs four eyes' },
  ];
  await using rig = await taskRig({ planner, tools: [writer('pay', async () => 'paid')], rules });
  const id = await rig.begin({ goal: 'pay 50 euros to Anna' });
  const asked = await eventually('somebody is asked', async () => (await rig.approvals.list({ taskId: id }, 1))[0]);
  expect(asked.by).toBe('two-operators');
  expect(asked.expiresAtMs - asked.requestedAtMs).toBeCloseTo(7_200_000, -4);
  const yes = (by: string) =>
    rig.approvals.vote(asked.id, { decision: 'approve', by, role: 'operator', atMs: Date.now() });
  expect((await yes('kim')).outcome).toBe('needs-another');
  expect(await rig.entries(id, 'intended')).toEqual([]);
  await yes('ada');
  await rig.until(id, 'COMPLETED');
});

it('what a person refused is planned around once, and never asked again as it is', async () => {
  const plan = planText(step('a', 'pay', { text: 'all of it' }));
  const { model, planner } = scripted(plan, plan);
  await using rig = await taskRig({ planner, tools: [writer('pay', async () => 'paid')], rules: askFirst });
  const id = await rig.begin({ goal: 'pay all of it' });
  const approval = await eventually('somebody is asked', async () => (await rig.approvals.list({ taskId: id }, 1))[0]);
  await rig.approvals.vote(approval.id, {
    decision: 'refuse',
    by: 'kim',
    role: 'operator',
    atMs: Date.now(),
    reason: { private: 'not this month' },
  });
  const task = await rig.until(id, 'FAILED');
  expect(task.summary?.private).toContain('not this month');
  expect(await rig.approvals.list({ taskId: id }, 10)).toHaveLength(1);
  expect(await rig.entries(id, 'intended')).toEqual([]);
  expect(model.unused).toBe(0);
});

it('an amount that nobody said and nothing showed is asked about before it is written', async () => {
  const { planner } = scripted(planText(step('a', 'pay', { text: '750 euros' })));
  await using rig = await taskRig({ planner, tools: [writer('pay', async () => 'paid')] });
  const id = await rig.begin({ goal: 'pay Anna what we owe her' });
  const approval = await eventually('somebody is asked', async () => (await rig.approvals.list({ taskId: id }, 1))[0]);
  expect(approval.reason).toContain('750 occurs neither in the goal');
  expect(await rig.entries(id, 'intended')).toEqual([]);
});

it('content that came by itself may not ask for effects', async () => {
  const plan = planText(step('a', 'note', { text: 'x' }));
  const { planner } = scripted(plan, plan);
  await using rig = await taskRig({ planner, tools: [writer('note', async () => 'noted')] });
  const id = await rig.begin({ goal: 'note x', origin: 'alert' });
  expect((await rig.until(id, 'FAILED')).summary?.private).toContain('no rule allows note');
  expect(await rig.entries(id, 'intended')).toEqual([]);
});

it('a task that cannot be finished takes back what it can, in reverse, and says what it could not', async () => {
  const undone: string[] = [];
  const book = (name: string, canUndo: boolean) =>
    writer(name, async () => 'done', {
      ...(canUndo && {
        undo: async () => {
          undone.push(name);
          return 'undone';
        },
      }),
    });
  const plan = planText(
    step('a', 'hotel', { text: 'x' }),
    step('b', 'letter', { text: 'x' }, 'a'),
    step('c', 'flight', { text: 'x' }, 'b'),
    step('d', 'lift', { text: 'x' }, 'c'),
  );
  const { planner } = scripted(plan, plan, plan);
  await using rig = await taskRig({
    planner,
    tools: [
      book('hotel', true),
      book('letter', false),
      book('flight', true),
      writer('lift', async () => {
        throw new Error('it is closed');
      }),
    ],
  });
  const task = await rig.until(await rig.begin({ goal: 'book it all' }), 'FAILED');
  expect(undone).toEqual(['flight', 'hotel']);
  expect(task.summary?.private).toContain('I took back: Doing hotel, Doing flight.');
  expect(task.summary?.private).toContain('I could not take back: Doing letter.');
  expect(task.attempt).toBe(3);
});

it('a letter that may or may not have gone is a person’s, who may have it go on', async () => {
  const { model, planner } = scripted(
    planText(step('a', 'send', { text: 'x' })),
    planText(),
    answered('A colleague sent it.'),
  );
  const send = writer('send', () => new Promise<string>(() => {}), { honoursKey: false, deadlineMs: 30 });
  await using rig = await taskRig({ planner, tools: [send] });
  const id = await rig.begin({ goal: 'send x' });
  const given = await rig.until(id, 'ESCALATED');
  expect(given.summary?.private).toContain('may or may not have worked');
  expect(given.summary?.private).toContain('I do not know whether this happened: Doing send.');
  const seq = (await rig.log(id)).at(-1)?.seq ?? 0;
  const { attempt } = given;
  await rig.store.append(
    id,
    seq,
    [
      { type: 'observed', text: { private: 'it went' } },
      { type: 'transition', from: 'ESCALATED', to: 'PLANNED', actor: 'operator:kim', attempt: attempt + 1 },
    ],
    { person: true },
    Date.now(),
  );
  rig.engine.wake();
  expect((await rig.until(id, 'COMPLETED')).summary?.private).toBe('A colleague sent it.');
  expect(JSON.stringify(model.requests[1]?.messages)).toContain('it went');
});

it('budgets end a planner that loops, in spoken words', async () => {
  const plan = planText(step('a', 'look', { text: 'x' }));
  const never = JSON.stringify({ answered: false, summary: 'Not yet.' });
  const { planner } = scripted(plan, never, plan, never, plan, never);
  const look = writer('look', async () => 'nothing', { tier: 'read' });
  await using rig = await taskRig({ planner, tools: [look], budget: { maxSteps: 3 } });
  const task = await rig.until(await rig.begin({ goal: 'look' }), 'FAILED');
  expect(task.summary?.private).toBe('I stopped, because I thought about it as often as I may and had no answer yet.');
});

it('a model that is too late is asked twice more; one that refuses is not', async () => {
  const late = new ModelError('scripted/model', 'timeout', 'too late', { retryable: true });
  const refused = new ModelError('scripted/model', 'refused', 'the key is wrong', { retryable: false });
  const { model, planner } = scripted({ error: late }, { error: late }, planText(), answered('Hello.'), {
    error: refused,
  });
  await using rig = await taskRig({ planner, tools: [], atOnce: 1 });
  await rig.until(await rig.begin({ goal: 'say hello' }), 'COMPLETED');
  const task = await rig.until(await rig.begin({ goal: 'say it again' }), 'ESCALATED');
  expect(task.summary?.private).toContain('the key is wrong');
  expect(model.unused).toBe(0);
});

it('a cancel ends it at the next step and takes back what was done', async () => {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const { promise: go, resolve: letGo } = Promise.withResolvers<void>();
  const { planner } = scripted(
    planText(
      step('a', 'book', { text: 'x' }),
      step('b', 'wait', { text: 'x' }, 'a'),
      step('c', 'book', { text: 'y' }, 'b'),
    ),
  );
  const undone: string[] = [];
  await using rig = await taskRig({
    planner,
    tools: [
      writer('book', async () => 'booked', {
        undo: async (input) => {
          undone.push(input.text);
          return 'undone';
        },
      }),
      writer('wait', async () => {
        resolve();
        await go;
        return 'waited';
      }),
    ],
  });
  const id = await rig.begin({ goal: 'book x then y' });
  await reached;
  expect((await rig.store.requestCancel(id, 'key:main', Date.now()))?.cancelRequested).toBe(true);
  letGo();
  const task = await rig.until(id, 'FAILED');
  expect(task.summary?.private).toContain('it was cancelled by key:main');
  expect(undone).toEqual(['x']);
});

it('the most urgent goes first', async () => {
  const order: string[] = [];
  const { promise: free, resolve } = Promise.withResolvers<void>();
  await using rig = await taskRig({
    atOnce: 1,
    tools: [],
    planner: {
      label: 'order',
      plan: async ({ goal }) => {
        order.push(goal);
        if (goal === 'first') await free;
        return { steps: [] };
      },
      conclude: async () => ({ answered: true, summary: 'Done.' }),
    },
  });
  await rig.begin({ goal: 'first' });
  await eventually('the first is planned', () => order.length === 1);
  const last = await rig.begin({ goal: 'low', priority: 'low' });
  await rig.begin({ goal: 'normal' });
  await rig.begin({ goal: 'high', priority: 'high' });
  resolve();
  await rig.until(last, 'COMPLETED');
  expect(order).toEqual(['first', 'high', 'normal', 'low']);
});

it('a machine that slept in the middle of an effect does not begin it a second time', async () => {
  let sleptMs = 0;
  const { promise: answer, resolve } = Promise.withResolvers<string>();
  const runs: string[] = [];
  const { planner } = scripted(planText(step('a', 'send', { text: 'a letter' })), answered('It went.'));
  await using rig = await taskRig({
    planner,
    nowMs: () => Date.now() + sleptMs,
    tools: [
      writer(
        'send',
        async (_, { callKey }) => {
          runs.push(callKey);
          return await answer;
        },
        { honoursKey: false, deadlineMs: 60_000, lookUp: async () => ({ state: 'not-done' }) },
      ),
    ],
  });
  const id = await rig.begin({ goal: 'send a letter' });
  await eventually('the letter is on its way', () => (runs.length > 0 ? true : undefined));
  const leases = vi.spyOn(rig.store, 'claim');
  sleptMs = 60_000;
  // It looks for work before it renews what it has, finds its own task free, and looks again.
  await eventually('it looked for work twice', () => (leases.mock.calls.length > 1 ? true : undefined));
  resolve('It went.');
  await rig.until(id, 'COMPLETED');
  expect(runs).toHaveLength(1);
  expect(await rig.entries(id, 'intended')).toHaveLength(1);
});
