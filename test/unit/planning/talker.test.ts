import { describe, expect, it } from 'vitest';
import { PLANNING_BUDGET_DEFAULTS } from '../../../agents/planning/budget.ts';
import type { PlannedToolCall } from '../../../agents/planning/plan.ts';
import { talk } from '../../../agents/planning/talker.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';

const tools = [{ name: 'look_up', description: '', parameters: {} }];
async function answer(
  steps: ScriptedStep[],
  options: { budget?: Partial<typeof PLANNING_BUDGET_DEFAULTS>; signal?: AbortSignal } = {},
) {
  const llm = new ScriptedModel(...steps);
  const said: string[] = [];
  const called: PlannedToolCall[] = [];
  const spent: string[] = [];
  const plans: string[] = [];
  const exchange: Parameters<typeof talk>[0]['exchange'] = [];
  await talk(
    {
      llm,
      system: 'Be brief.',
      history: [],
      text: 'Question?',
      pictures: [],
      tools,
      budget: { ...PLANNING_BUDGET_DEFAULTS, ...options.budget },
      wayOut: () => 'Shall I ask a person?',
      exchange,
      signal: options.signal ?? new AbortController().signal,
    },
    {
      onText: (text) => said.push(text),
      onPlan: (_step, plan) => plans.push(plan.decision),
      onUsage: () => undefined,
      onRequest: () => undefined,
      onFirstToken: () => undefined,
      onBudgetSpent: (what) => spent.push(what),
      onDegraded: () => undefined,
      runTools: async (_step, calls) => {
        called.push(...calls);
        return { texts: calls.map((call) => `result of ${call.name}`) };
      },
    },
  );
  expect(llm.unused).toBe(0);
  return { said: said.join('').trim(), called, spent, plans, exchange, requests: llm.requests };
}
const lookUp = { calls: [{ name: 'look_up', arguments: { q: 1 } }] };

describe('the talker', () => {
  it('says what the model says', async () => {
    expect(await answer(['It is nine.'])).toMatchObject({ said: 'It is nine.', plans: ['say'], exchange: [] });
  });
  it('calls a tool and answers with its result', async () => {
    const { said, called, plans, requests, exchange } = await answer([lookUp, 'The result is in.']);
    expect(said).toBe('The result is in.');
    expect(called).toHaveLength(1);
    expect(plans).toEqual(['call-tools', 'say']);
    expect(requests[1]?.messages.at(-1)).toMatchObject({ role: 'tool', content: 'result of look_up' });
    expect(exchange.map((message) => message.role)).toEqual(['assistant', 'tool']);
  });
  it('may not call tools in its last step, so that a turn ends in words', async () => {
    const { requests, said } = await answer([lookUp, lookUp, 'That is what I found.'], { budget: { maxSteps: 3 } });
    expect(requests.map((request) => request.tools.length)).toEqual([1, 1, 0]);
    expect(said).toBe('That is what I found.');
  });
  it('stops calling tools when their number is spent', async () => {
    const { requests } = await answer([lookUp, 'Done.'], { budget: { maxToolCalls: 1 } });
    expect(requests[1]?.tools).toEqual([]);
  });
  it('takes the spoken way out when the budget of tokens is spent', async () => {
    const { said, spent } = await answer([lookUp], { budget: { maxOutputTokens: 15 } });
    expect(spent).toEqual(['output tokens']);
    expect(said).toBe('Shall I ask a person?');
  });
  it('takes the spoken way out rather than be silent when the model says nothing', async () => {
    expect((await answer([''])).said).toBe('Shall I ask a person?');
  });
  it('stops as soon as it is told to', async () => {
    const stop = new AbortController();
    stop.abort();
    expect((await answer(['Never heard.'], { signal: stop.signal })).said).toBe('');
  });
});
