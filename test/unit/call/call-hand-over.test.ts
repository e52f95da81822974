import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../../../agents/acting/tool.ts';
import { type AgentFile, agentFile } from '../../../agents/catalog/agent-definition.ts';
import type { CallEvent } from '../../../agents/log/events.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';
import { callRig } from './call-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const ran: string[] = [];
const tool = (name: string) =>
  defineTool({
    name,
    description: name,
    label: name,
    parameters: z.object({}),
    tier: 'write-constrained',
    deadlineMs: 1_000,
    honoursKey: true,
    informs: [],
    run: async () => {
      ran.push(name);
      return `${name} was done.`;
    },
  });
const agent = (name: string, more: Partial<AgentFile>) =>
  agentFile.parse({
    name,
    title: name,
    description: 'd',
    instructions: `You are ${name}.`,
    greeting: 'Hello.',
    ...more,
  });
const AGENTS = {
  tester: agent('tester', {
    tools: [tool('book')],
    specialists: [{ agent: 'billing', when: ['my bill'], description: 'Bills.' }],
  }),
  billing: agent('billing', { title: 'Billing', tools: [tool('refund')], memory: 'none' }),
  careful: agent('careful', { tools: [tool('refund')], supervisor: 'boss' }),
  boss: agent('boss', { instructions: 'Nobody is paid on a Monday.' }),
};
const call = (name: string, args: object = {}): ScriptedStep => ({ calls: [{ name, arguments: args }] });

async function callWith(
  steps: ScriptedStep[],
  {
    first = 'tester',
    planner,
    history = [],
  }: { first?: keyof typeof AGENTS; planner?: ScriptedModel; history?: CallEvent[] } = {},
) {
  ran.length = 0;
  const model = new ScriptedModel(...steps);
  const byName = new Map<string, (typeof AGENTS)['tester']>(Object.entries({ ...AGENTS, tester: AGENTS[first] }));
  const rig = callRig(model, {
    history,
    ...(planner ? { models: { planner } } : {}),
    load: async (name) => {
      const definition = byName.get(name);
      if (!definition) throw new Error(`There is no agent named ${name}.`);
      return { definition, version: '1', file: `${name}.agent.ts` };
    },
  });
  void rig.run();
  await pass(0);
  rig.room().comes('ann');
  await pass(0);
  const says = async (text: string, ms = 8_000) => {
    rig.room().types(text, 'ann');
    await pass(ms);
  };
  const titles = () => rig.room().sent.flatMap((event) => (event.type === 'hello' ? [event.title] : []));
  const toolsOf = (request: number) => model.requests[request]?.tools.map(({ name }) => name);
  return { ...rig, model, says, titles, toolsOf };
}

describe('a call that is handed over', () => {
  it('is answered by the specialist, with their tools alone, and comes back', async () => {
    const { says, sounded, toolsOf, model, eventsOf, titles } = await callWith([
      call('hand_over', { agent: 'billing', reason: 'Anna asks about a charge of nine euros' }),
      'Hello, this is Billing. I see the charge.',
      call('book'),
      'I cannot book.',
      call('refund'),
      'It is paid back.',
      call('return_to', { reason: 'the refund is done' }),
      'The desk again. Anything else?',
    ]);
    await says('There is a charge I do not know', 12_000);
    expect(sounded()).toEqual(['Hello, this is Billing.', 'I see the charge.']);
    expect(toolsOf(0)).toEqual(['book', 'hand_over']);
    expect(toolsOf(1)).toEqual(['refund', 'return_to']);
    expect(model.requests[1]?.messages[0]?.content).toContain('You are billing.');
    expect(model.requests[1]?.messages.map(({ content }) => content)).toContain('There is a charge I do not know');
    expect(model.requests[1]?.messages.at(-1)?.content).toContain('nine euros');
    await says('Book me a room then', 6_000);
    expect(model.requests[3]?.messages.at(-1)?.content).toMatch(/There is no tool named "book"/);
    await says('Then pay it back please', 6_000);
    expect(ran).toEqual(['refund']);
    await says('That is all for the charge', 12_000);
    expect(sounded().slice(-2)).toEqual(['The desk again.', 'Anything else?']);
    expect(eventsOf('agent.changed')).toMatchObject([
      { from: 'tester', to: 'billing' },
      { from: 'billing', to: 'tester' },
    ]);
    expect(titles()).toEqual(['tester', 'Billing', 'tester']);
    expect(model.unused).toBe(0);
  });

  it('goes to a specialist at once by the words of their file, and their tools act on the caller’s word', async () => {
    const { says, sounded, eventsOf, model, toolsOf } = await callWith([
      call('refund'),
      'Hello, Billing here. Paid back.',
    ]);
    await says('I want my money back, it is about my bill');
    expect(toolsOf(0)).toEqual(['refund', 'return_to']);
    expect(sounded()).toEqual(['Hello, Billing here.', 'Paid back.']);
    expect(ran).toEqual(['refund']);
    expect(eventsOf('routed')).toMatchObject([{ route: 'specialist', to: 'billing' }]);
    expect(model.unused).toBe(0);
  });

  it('may only go to whom the file names', async () => {
    const { says, eventsOf, model } = await callWith([call('hand_over', { agent: 'boss', reason: 'x' }), 'I cannot.']);
    await says('Give me your boss');
    expect(eventsOf('agent.changed')).toEqual([]);
    expect(model.requests[1]?.messages.at(-1)?.content).toMatch(/hand_over/);
  });

  it('stays with the specialist when another host takes it', async () => {
    const before = await callWith(['Hello, this is Billing.']);
    await before.says('It is about my bill');
    const after = await callWith([call('return_to', { reason: 'done' }), 'The desk again.'], {
      history: [...before.events],
    });
    expect(after.titles()).toEqual(['Billing']);
    await after.says('Take me back please', 12_000);
    expect(after.toolsOf(0)).toEqual(['refund', 'return_to']);
    expect(after.toolsOf(1)).toEqual(['book', 'hand_over']);
    expect(after.sounded()).toEqual(['The desk again.']);
  });
});

describe('a supervisor', () => {
  it('who refuses leaves it undone, and says why', async () => {
    const planner = new ScriptedModel('{"approve": false, "reason": "It is Monday."}');
    const { says, eventsOf, model } = await callWith([call('refund'), 'I may not do that.'], {
      first: 'careful',
      planner,
    });
    await says('Pay me back please');
    expect(ran).toEqual([]);
    expect(eventsOf('tool.judged')).toMatchObject([
      { verdict: 'deny', rule: 'supervisor', reason: 'boss refused: It is Monday.' },
    ]);
    expect(planner.requests[0]?.messages[0]?.content).toContain('Nobody is paid on a Monday.');
    expect(planner.requests[0]?.messages[1]?.content).toContain('Pay me back please');
    expect(model.requests[1]?.messages.at(-1)?.content).toContain('It is Monday.');
  });

  it('who agrees lets the policy decide, after one chance to mend an answer', async () => {
    const planner = new ScriptedModel('Sure!', '{"approve": true, "reason": "It is Friday."}');
    const { says, eventsOf } = await callWith([call('refund'), 'Done.'], { first: 'careful', planner });
    await says('Pay me back please');
    expect(ran).toEqual(['refund']);
    expect(eventsOf('tool.judged')).toMatchObject([
      { verdict: 'allow', reason: expect.stringMatching(/boss agreed: It is Friday\.$/) },
    ]);
  });

  it.each([
    ['gives no answer that can be read', ['Sure!', 'Yes!']],
    ['fails', [{ error: new Error('no connection') }]],
  ] as [string, ScriptedStep[]][])('who %s has not agreed', async (_, steps) => {
    const planner = new ScriptedModel(...steps);
    const { says, eventsOf } = await callWith([call('refund'), 'I may not.'], { first: 'careful', planner });
    await says('Pay me back please');
    expect(ran).toEqual([]);
    expect(eventsOf('tool.judged')).toMatchObject([{ verdict: 'deny', reason: expect.stringMatching(/^boss /) }]);
  });
});
