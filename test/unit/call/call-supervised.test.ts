/** A call of an agent that has a supervisor: each of its plans is judged as a whole before a step of it is run. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineTool, type Tool } from '../../../agents/acting/tool.ts';
import { type AgentDefinition, agentFile } from '../../../agents/catalog/agent-definition.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';
import { callRig } from './call-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

const agrees = '{"approve": true, "reason": "It is fair."}';
const refuses = (reason: string) => JSON.stringify({ approve: false, reason });
const uses = (...calls: [name: string, given?: object][]): ScriptedStep => ({
  calls: calls.map(([name, given = {}]) => ({ name, arguments: given })),
});

async function callWith(steps: ScriptedStep[], said: ScriptedStep[], change: Partial<AgentDefinition> = {}) {
  const ran: string[] = [];
  const tool = (name: string, tier: Tool['tier']) =>
    defineTool({
      name,
      description: `Does ${name}.`,
      label: name,
      parameters: z.object({ euros: z.number().optional() }),
      tier,
      deadlineMs: 1_000,
      honoursKey: true,
      informs: [],
      run: async ({ euros }) => {
        ran.push(euros === undefined ? name : `${name} ${euros}`);
        return `${name} was done.`;
      },
    });
  const agent = (name: string, more: object): AgentDefinition =>
    agentFile.parse({
      name,
      title: name,
      description: 'd',
      instructions: `You are ${name}.`,
      greeting: 'Hi.',
      ...more,
    });
  const tools = [
    tool('look', 'read'),
    tool('book', 'write-constrained'),
    tool('refund', 'write-constrained'),
    'call_person',
  ];
  const agents: Record<string, AgentDefinition> = {
    tester: { ...agent('tester', { tools, supervisor: 'boss' }), ...change },
    boss: agent('boss', { instructions: 'Nobody is paid more than fifty.' }),
  };
  const model = new ScriptedModel(...steps);
  const planner = new ScriptedModel(...said);
  const rig = callRig(model, {
    models: { planner },
    load: async (name) => {
      const definition = agents[name];
      if (!definition) throw new Error(`There is no agent named ${name}.`);
      return { definition, version: '1', file: `${name}.agent.ts` };
    },
  });
  void rig.run();
  await pass(0);
  rig.room().comes('ann');
  await pass(0);
  const says = async (text: string, ms = 10_000) => {
    rig.room().types(text, 'ann');
    await pass(ms);
  };
  const reviews = () =>
    rig
      .eventsOf('planned')
      .flatMap(({ generation, step, review }) => (review ? [{ generation, step, ...review }] : []));
  const toolTexts = (request: number) =>
    (model.requests[request]?.messages ?? []).flatMap(({ role, content }) => (role === 'tool' ? [content] : []));
  const everythingUsed = () => expect([model.unused, planner.unused]).toEqual([0, 0]);
  return { ...rig, model, planner, ran, says, reviews, toolTexts, everythingUsed };
}

describe('a supervisor', () => {
  it('is asked once about a whole plan, with every step and argument, and then all of it is run', async () => {
    const call = await callWith([uses(['look'], ['book'], ['refund', { euros: 40 }]), 'Done.'], [agrees]);
    await call.says('Book it and pay me back');
    expect(call.ran.sort()).toEqual(['book', 'look', 'refund 40']);
    const [system, asked] = call.planner.requests[0]?.messages ?? [];
    expect(system?.content).toContain('Nobody is paid more than fifty.');
    expect(JSON.parse(asked?.content ?? '')).toEqual({
      plan: [
        { arguments: {}, tool: 'look' },
        { arguments: {}, tool: 'book' },
        { arguments: { euros: 40 }, tool: 'refund' },
      ],
      about: { askedFor: 'Book it and pay me back', doneBefore: '' },
    });
    expect(call.reviews()).toMatchObject([
      {
        step: 1,
        by: 'boss',
        verdict: 'approve',
        reason: { private: 'boss agreed: It is fair.' },
        steps: {
          private:
            '[{"arguments":{},"tool":"look"},{"arguments":{},"tool":"book"},{"arguments":{"euros":40},"tool":"refund"}]',
        },
      },
    ]);
    call.everythingUsed();
  });

  it('who refuses has no step of it run, not even a look; the next plan is judged anew and may hold what the first held', async () => {
    const call = await callWith(
      [uses(['look'], ['book'], ['refund', { euros: 90 }]), uses(['book'], ['refund', { euros: 50 }]), 'Done.'],
      [refuses('Ninety is too much.'), agrees],
    );
    await call.says('Book it and pay me ninety back');
    expect(call.ran.sort()).toEqual(['book', 'refund 50']);
    expect(call.toolTexts(1)).toHaveLength(3);
    for (const text of call.toolTexts(1)) expect(text).toMatch(/boss refused: Ninety is too much\..*Make another plan/);
    expect(call.reviews().map(({ verdict, step }) => [step, verdict])).toEqual([
      [1, 'refuse'],
      [2, 'approve'],
    ]);
    call.everythingUsed();
  });

  it('who refuses twice ends the tools of that turn: the agent says so; the next turn begins anew', async () => {
    const call = await callWith(
      [
        uses(['refund', { euros: 90 }]),
        uses(['refund', { euros: 80 }]),
        'I may not.',
        uses(['refund', { euros: 20 }]),
        'Paid.',
      ],
      [refuses('Too much.'), refuses('Still too much.'), agrees],
    );
    await call.says('Pay me back');
    expect(call.ran).toEqual([]);
    expect(call.model.requests[2]?.tools).toEqual([]);
    expect(call.sounded()).toContain('I may not.');
    await call.says('Then twenty');
    expect(call.ran).toEqual(['refund 20']);
    call.everythingUsed();
  });

  it('is not asked twice about the same plan in one turn', async () => {
    const call = await callWith(
      [uses(['refund', { euros: 90 }]), uses(['refund', { euros: 90 }]), 'I may not.'],
      [refuses('Too much.')],
    );
    await call.says('Pay me back');
    expect(call.ran).toEqual([]);
    expect(call.model.requests[2]?.tools).toEqual([]);
    call.everythingUsed();
  });

  it.each([
    ['does not answer in time', [{ waitMs: 60_000, text: agrees }]],
    ['gives no answer that can be read, also when asked again', ['Fine!', 'Do it!']],
    ['cannot be reached', [{ error: new Error('no connection') }]],
  ] as [string, ScriptedStep[]][])('who %s has not agreed, and the turn goes on without tools', async (_, said) => {
    const call = await callWith([uses(['book']), 'I cannot.'], said);
    await call.says('Book it', 20_000);
    expect(call.ran).toEqual([]);
    expect(call.reviews()).toMatchObject([{ verdict: 'no-answer' }]);
    expect(call.model.requests[1]?.tools).toEqual([]);
    call.everythingUsed();
  });

  it('is not asked about looks, nor about what policy denies, nor about asking for a person', async () => {
    const call = await callWith(
      [uses(['look']), uses(['book']), uses(['call_person', { reason: 'she asks' }]), 'One moment.'],
      [],
      { policy: [{ name: 'never', when: { tools: ['book'] }, verdict: 'deny', reason: 'closed', shadow: false }] },
    );
    await call.says('Get me somebody');
    expect(call.ran).toEqual(['look']);
    expect(call.eventsOf('person.requested')).toHaveLength(1);
    expect(call.reviews()).toEqual([]);
    call.everythingUsed();
  });

  it('agrees before the caller is asked for their yes, and is not asked again when it is given', async () => {
    const call = await callWith([uses(['refund', { euros: 40 }]), 'Paid.'], [agrees], {
      policy: [
        {
          name: 'ask',
          when: { tools: ['refund'] },
          verdict: 'escalate',
          approval: { by: 'caller', expiresInMs: 60_000 },
          reason: 'it is money',
          shadow: false,
        },
      ],
    });
    await call.says('Pay me back');
    expect(call.ran).toEqual([]);
    await call.says('Yes please.');
    expect(call.ran).toEqual(['refund 40']);
    expect(call.reviews()).toHaveLength(1);
    call.everythingUsed();
  });
});
