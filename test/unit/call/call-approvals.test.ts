import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineTool, type Tool } from '../../../agents/acting/tool.ts';
import { agentFile } from '../../../agents/catalog/agent-definition.ts';
import type { CatalogEntry } from '../../../agents/catalog/catalog.ts';
import type { CallEvent } from '../../../agents/log/events.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';
import { callRig } from './call-rig.ts';
import type { KeptApprovals } from './kept-approvals.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A tool that moves something, once the caller has said yes, and one that pays, once a colleague has. */
function agentWithTools(change: Partial<Tool> = {}) {
  const moved: { day: string; key: string }[] = [];
  const paid: { euros: number; key: string }[] = [];
  const move = defineTool({
    name: 'move',
    description: 'Moves the appointment.',
    label: 'Moving the appointment',
    parameters: z.object({ day: z.string().max(20) }),
    tier: 'write-constrained',
    deadlineMs: 1_000,
    honoursKey: false,
    readBack: ({ day }) => `I would move your appointment to ${day}.`,
    run: async ({ day }, { callKey }) => {
      moved.push({ day, key: callKey });
      return `Moved to ${day}.`;
    },
  });
  const pay = defineTool({
    name: 'pay',
    description: 'Pays back.',
    label: 'Paying back',
    parameters: z.object({ euros: z.number().max(500) }),
    tier: 'write-broad',
    deadlineMs: 1_000,
    honoursKey: true,
    run: async ({ euros }, { callKey }) => {
      paid.push({ euros, key: callKey });
      return `Paid ${euros} euros back.`;
    },
  });
  const entry: CatalogEntry = {
    definition: agentFile.parse({
      name: 'tester',
      title: 'T',
      description: 'd',
      instructions: 'i',
      greeting: 'Hello.',
      tools: [{ ...move, ...change }, pay],
      policy: [
        {
          name: 'moves-are-confirmed',
          when: { tools: ['move'] },
          verdict: 'escalate',
          approval: { by: 'caller', expiresInMs: 60_000 },
          reason: 'it changes an appointment',
        },
      ],
    }),
    version: '1',
    file: 'tester.agent.ts',
  };
  return { entry, moved, paid };
}
const toMove = (day: string): ScriptedStep => ({ calls: [{ name: 'move', arguments: { day } }] });
const toPay = (euros: number): ScriptedStep => ({ calls: [{ name: 'pay', arguments: { euros } }] });
const ASKED = ['I would move your appointment to Friday.', 'Shall I?'];

async function callWith(
  steps: ScriptedStep[],
  change: Partial<Tool> = {},
  before: { history?: CallEvent[]; approvals?: KeptApprovals } = {},
) {
  const { entry, moved, paid } = agentWithTools(change);
  const model = new ScriptedModel(...steps);
  const rig = callRig(model, { load: async () => entry, ...before });
  void rig.run();
  await pass(0);
  rig.room().comes('ann');
  await pass(0);
  const says = async (text: string, ms = 8_000, identity = 'ann') => {
    rig.room().types(text, identity);
    await pass(ms);
  };
  const cards = () => rig.room().sent.flatMap((event) => (event.type === 'approval' ? [event] : []));
  const lastOf = (request: number) => model.requests[request]?.messages.at(-1);
  const command = (text: string) => rig.call.command({ id: text, type: 'message', text, from: 'desk' });
  return { ...rig, model, moved, paid, says, cards, lastOf, command };
}

describe('what needs the caller’s yes', () => {
  it('is read back in fixed words, done once on a yes, and told', async () => {
    const { says, sounded, moved, model, lastOf, eventsOf, cards, approvals } = await callWith([
      toMove('Friday'),
      'It is on Friday now.',
    ]);
    await says('Move it to Friday');
    expect(sounded()).toEqual(ASKED);
    expect(moved).toEqual([]);
    expect(model.requests).toHaveLength(1);
    expect(approvals.only).toMatchObject({
      status: 'pending',
      by: 'caller',
      argumentsJson: { private: '{"day":"Friday"}' },
    });
    await says('Yes please.');
    expect(moved.map(({ day }) => day)).toEqual(['Friday']);
    expect(sounded().join(' ')).toMatch(/It is on Friday now\.$/);
    expect(lastOf(1)).toMatchObject({ role: 'tool', name: 'move', content: 'Moved to Friday.' });
    expect(eventsOf('approval.decided')).toMatchObject([{ decision: 'approved', by: 'ann' }]);
    expect(eventsOf('tool.intended')).toMatchObject([
      { callKey: moved[0]?.key, arguments: { private: '{"day":"Friday"}' } },
    ]);
    expect(cards().map(({ phase }) => phase)).toEqual(['asked', 'approved']);
    expect(approvals.only.status).toBe('approved');
    expect(model.unused).toBe(0);
  });

  it('is not asked for when the tool sees that it cannot be: the model is told, and asks for what can', async () => {
    const { says, moved, lastOf, approvals, sounded, model } = await callWith(
      [toMove('Sunday'), toMove('Monday'), 'It is on Monday now.'],
      { check: async (input) => (/Sunday/.test(JSON.stringify(input)) ? 'the office is closed on Sunday' : undefined) },
    );
    await says('Move it to Sunday');
    expect(lastOf(1)).toMatchObject({ content: 'move was not run: the office is closed on Sunday' });
    expect(sounded()).toEqual(['I would move your appointment to Monday.', 'Shall I?']);
    expect(approvals.only).toMatchObject({ argumentsJson: { private: '{"day":"Monday"}' } });
    await says('Yes please.');
    expect(moved.map(({ day }) => day)).toEqual(['Monday']);
    expect(model.unused).toBe(0);
  });

  it('is not done on a no, and the model hears why', async () => {
    const { says, moved, lastOf, approvals } = await callWith([toMove('Friday'), 'All right, I leave it.']);
    await says('Move it to Friday');
    await says('No, thanks.');
    expect(moved).toEqual([]);
    expect(approvals.only.status).toBe('refused');
    expect(lastOf(1)?.content).toBe('Nothing was done: the caller said no.');
  });

  it('is withdrawn when the caller says something else, and asked for anew', async () => {
    const { says, moved, model, approvals, eventsOf, sounded } = await callWith([
      toMove('Friday'),
      toMove('Saturday'),
      'It is on Saturday now.',
    ]);
    await says('Move it to Friday');
    await says('Yes but make it Saturday');
    expect(moved).toEqual([]);
    expect(model.requests[1]?.messages.some(({ content }) => content.includes('did not confirm it'))).toBe(true);
    expect(eventsOf('approval.decided')).toMatchObject([{ decision: 'withdrawn' }]);
    expect(sounded().slice(-2)).toEqual(['I would move your appointment to Saturday.', 'Shall I?']);
    await says('yes');
    expect(moved.map(({ day }) => day)).toEqual(['Saturday']);
    expect([...approvals.kept.values()].map(({ status }) => status)).toEqual(['withdrawn', 'approved']);
  });

  it('is not done by a yes before the read-back was heard: it is read once more', async () => {
    const { says, moved, sounded, model } = await callWith([toMove('Friday'), 'Done.']);
    await says('Move it to Friday', 700);
    await says('yes');
    expect(moved).toEqual([]);
    expect(model.requests).toHaveLength(1);
    expect(sounded().slice(-2)).toEqual(ASKED);
    await says('yes');
    expect(moved).toHaveLength(1);
  });

  it('is not done by the yes of another participant', async () => {
    const { says, moved, approvals } = await callWith([toMove('Friday'), 'Nothing was moved.']);
    await says('Move it to Friday');
    await says('yes', 8_000, 'ben');
    expect(moved).toEqual([]);
    expect(approvals.only.status).toBe('withdrawn');
  });

  it('is not done by a yes to something the agent has said since', async () => {
    const { says, moved, sounded, command } = await callWith([toMove('Friday'), 'We close at six.', 'Done.']);
    await says('Move it to Friday');
    command('What are the opening hours?');
    await pass(8_000);
    await says('yes');
    expect(moved).toEqual([]);
    expect(sounded().slice(-2)).toEqual(ASKED);
    await says('yes');
    expect(moved).toHaveLength(1);
  });

  it('is not done by a yes that comes too late', async () => {
    const { says, moved, lastOf, eventsOf } = await callWith([toMove('Friday'), 'That was too late.', 'Sorry.']);
    await says('Move it to Friday');
    await pass(70_000);
    expect(eventsOf('approval.decided')).toMatchObject([{ decision: 'expired', by: 'system' }]);
    expect(lastOf(1)?.content).toMatch(/did not say yes in time/);
    await says('yes');
    expect(moved).toEqual([]);
  });

  it('is done once by a double click and a spoken yes together', async () => {
    const { says, moved, cards, room, model } = await callWith([toMove('Friday'), 'It is on Friday now.', 'Sure.']);
    await says('Move it to Friday');
    const id = cards()[0]?.id ?? '';
    room().clicks(id, 'approve', 'ann');
    room().clicks(id, 'approve', 'ann');
    await says('yes');
    expect(moved).toHaveLength(1);
    expect(model.requests.length).toBeGreaterThanOrEqual(2);
  });

  it('can be refused by hand, but not by the hand of another', async () => {
    const { says, moved, cards, room, approvals } = await callWith([toMove('Friday'), 'Then not.']);
    await says('Move it to Friday');
    room().clicks('unheard-of', 'approve', 'ann');
    room().clicks(cards()[0]?.id ?? '', 'refuse', 'ann');
    await pass(5_000);
    expect(moved).toEqual([]);
    expect(approvals.only).toMatchObject({ status: 'refused', votes: [{ by: 'ann', role: 'caller' }] });
  });

  it('is denied when it cannot be written down who is asked', async () => {
    const { says, moved, lastOf, approvals, sounded } = await callWith([toMove('Friday'), 'I cannot do that now.']);
    approvals.broken = new Error('approvals cannot be reached');
    await says('Move it to Friday');
    expect(lastOf(1)?.content).toMatch(/was not run.*approvals cannot be reached/);
    expect(sounded().join(' ')).toBe('I cannot do that now.');
    expect(moved).toEqual([]);
  });

  it('is not done when the yes cannot be recorded', async () => {
    const { says, moved, lastOf, approvals } = await callWith([toMove('Friday'), 'I could not do it.']);
    await says('Move it to Friday');
    approvals.broken = new Error('approvals cannot be reached');
    await says('yes');
    expect(moved).toEqual([]);
    expect(lastOf(1)?.content).toMatch(/could not be recorded/);
  });

  it('says honestly when nobody knows whether it happened, and asks a person', async () => {
    const { says, lastOf, eventsOf } = await callWith([toMove('Friday'), 'I do not know whether it is moved.'], {
      run: () => new Promise<string>(() => undefined),
    });
    await says('Move it to Friday');
    await says('yes', 12_000);
    expect(eventsOf('tool.finished')).toMatchObject([{ outcome: 'unknown' }]);
    expect(eventsOf('person.requested')).toHaveLength(1);
    expect(lastOf(1)?.content).toMatch(/may or may not have worked.*do not try it again/);
  });
});

describe('what needs an operator', () => {
  const decided = (id: string) => ({ id: `approval-${id}`, type: 'approval-decided' as const, approvalId: id });

  it('waits while the conversation goes on, and is told when it was done', async () => {
    const { says, paid, call, approvals, sounded, lastOf, model } = await callWith([
      toPay(80),
      'A colleague has to approve that.',
      'We close at six.',
      'Your 80 euros are on their way.',
    ]);
    await says('I want my 80 euros back');
    expect(sounded().join(' ')).toBe('A colleague has to approve that.');
    expect(lastOf(1)?.content).toMatch(/waits for a colleague's approval/);
    await says('When do you close?');
    expect(paid).toEqual([]);
    approvals.operator('approve');
    call.command(decided(approvals.only.id));
    call.command(decided(approvals.only.id));
    await pass(8_000);
    expect(paid.map(({ euros }) => euros)).toEqual([80]);
    expect(sounded().join(' ')).toMatch(/Your 80 euros are on their way\.$/);
    expect(model.requests[3]?.messages.filter(({ role }) => role === 'user').at(-1)?.content).toMatch(
      /^\[Not said by the caller: A colleague has approved it\./,
    );
  });

  it('is done as the operator changed it, and not at all when that is not valid', async () => {
    const one = await callWith([toPay(80), 'I asked.', 'You get 50.']);
    await one.says('I want my 80 euros back');
    one.approvals.operator('approve', { edited: { euros: 50 } });
    one.call.command(decided(one.approvals.only.id));
    await pass(8_000);
    expect(one.paid.map(({ euros }) => euros)).toEqual([50]);
    expect(one.eventsOf('approval.decided')).toMatchObject([{ arguments: { private: '{"euros":50}' } }]);
    expect(one.paid[0]?.key).toBe(one.approvals.only.callKey);

    const two = await callWith([toPay(80), 'I asked.', 'That went wrong.']);
    await two.says('I want my 80 euros back');
    two.approvals.operator('approve', { edited: { euros: 5_000 } });
    two.call.command(decided(two.approvals.only.id));
    await pass(8_000);
    expect(two.paid).toEqual([]);
    expect(two.lastOf(2)?.content).toMatch(/was not run[\s\S]*5000/);
  });

  it('tells the caller why it was refused', async () => {
    const { says, paid, call, approvals, lastOf } = await callWith([toPay(80), 'I asked.', 'They said no.']);
    await says('I want my 80 euros back');
    approvals.operator('refuse', { reason: 'The parcel came on time.' });
    call.command(decided(approvals.only.id));
    await pass(8_000);
    expect(paid).toEqual([]);
    expect(lastOf(2)?.content).toBe('Nothing was done: a colleague said no. The reason: The parcel came on time.');
  });

  it('is withdrawn when the call ends before anybody decided', async () => {
    const { says, call, approvals, eventsOf } = await callWith([toPay(80), 'I asked.']);
    await says('I want my 80 euros back');
    void call.end('enough');
    await pass(100);
    expect(approvals.only.status).toBe('withdrawn');
    expect(eventsOf('approval.decided')).toMatchObject([{ decision: 'withdrawn' }]);
  });
});

describe('a call that is taken over while something waits', () => {
  /** The log of `first` up to and with the first event that `last` picks, as another host is handed it. */
  const until = (events: CallEvent[], last: (event: CallEvent) => boolean) =>
    events.slice(0, events.findIndex(last) + 1);

  it('counts a yes to what was heard before, and does it once', async () => {
    const first = await callWith([toMove('Friday')]);
    await first.says('Move it to Friday');
    const { history, approvals } = { history: [...first.events], approvals: first.approvals };
    const second = await callWith(['It is on Friday now.'], {}, { history, approvals });
    await second.says('yes');
    expect(second.moved.map(({ key }) => key)).toEqual([approvals.only.callKey]);
    expect(second.sounded().join(' ')).toBe('It is on Friday now.');
  });

  it('reads it again when it had not been heard', async () => {
    const first = await callWith([toMove('Friday')]);
    await first.says('Move it to Friday', 700);
    const history = until(first.events, ({ type }) => type === 'approval.requested');
    const second = await callWith(
      [toMove('Friday'), 'It is on Friday now.'],
      {},
      { history, approvals: first.approvals },
    );
    await pass(8_000);
    expect(second.sounded()).toEqual(ASKED);
    await second.says('yes');
    expect(second.moved).toHaveLength(1);
    expect(first.approvals.only.status).toBe('approved');
  });

  it('finds the decision that came meanwhile', async () => {
    const first = await callWith([toPay(80), 'I asked.']);
    await first.says('I want my 80 euros back');
    first.approvals.operator('approve');
    const second = await callWith(['It is paid.'], {}, { history: [...first.events], approvals: first.approvals });
    await pass(8_000);
    expect(first.paid).toEqual([]);
    expect(second.paid.map(({ key }) => key)).toEqual([first.approvals.only.callKey]);
    expect(second.sounded().join(' ')).toBe('It is paid.');
  });

  it('does what was approved and not begun, and not what was done', async () => {
    const first = await callWith([toMove('Friday'), 'It is on Friday now.']);
    await first.says('Move it to Friday');
    await first.says('yes', 500);
    expect(first.moved).toHaveLength(1);
    const decided = until(first.events, ({ type }) => type === 'approval.decided');
    const notBegun = await callWith(['It is done.', 'Yes?'], {}, { history: decided, approvals: first.approvals });
    await pass(10_000);
    expect(notBegun.moved.map(({ key }) => key)).toEqual([first.moved[0]?.key]);
    const finished = until(first.events, ({ type }) => type === 'tool.finished');
    const done = await callWith(['It is done.'], {}, { history: finished, approvals: first.approvals });
    await pass(10_000);
    expect(done.moved).toEqual([]);
  });

  it('looks up what was begun, and never does it again', async () => {
    const first = await callWith([toMove('Friday'), 'It is on Friday now.']);
    await first.says('Move it to Friday');
    await first.says('yes', 500);
    const begun = until(first.events, (event) => event.type === 'tool.judged' && event.verdict === 'allow');
    const found = await callWith(
      ['It is done.', 'Yes?'],
      { lookUp: async () => ({ state: 'done', text: 'It was moved.' }) },
      { history: begun, approvals: first.approvals },
    );
    await pass(10_000);
    expect(found.moved).toEqual([]);
    expect(found.eventsOf('tool.finished')).toMatchObject([{ outcome: 'ok', result: { private: 'It was moved.' } }]);
    const lost = await callWith(['Nobody knows.', 'Yes?'], {}, { history: begun, approvals: first.approvals });
    await pass(10_000);
    expect(lost.moved).toEqual([]);
    expect(lost.eventsOf('tool.finished')).toMatchObject([{ outcome: 'unknown' }]);
    expect(lost.eventsOf('person.requested')).toHaveLength(1);
  });
});
