import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { ApprovalWaitingRoom } from '../../../agents/acting/approvals/ask-approval.ts';
import type { PendingApproval } from '../../../agents/acting/approvals/pending-approval.ts';
import { Executor, type ExecutorDependencies, type ToolRequest } from '../../../agents/acting/executor.ts';
import { defineTool, type Tool, type ToolContext } from '../../../agents/acting/tool.ts';
import { UnknownOutcomeError } from '../../../agents/acting/unknown-outcome.ts';
import type { CallEventBody } from '../../../agents/log/events.ts';
import type { MemoryClient } from '../../../agents/memory/service-api.ts';

const noMemory: MemoryClient = {
  recall: async () => ({ items: [], ranking: 'none', tookMs: 0 }),
  prefetch: async () => ({ items: [], ranking: 'none', tookMs: 0 }),
  remember: async () => {
    throw new Error('no memory in this test');
  },
  forget: async () => [],
};
const context = (key: string, signal: AbortSignal): ToolContext => ({
  callId: 'call-1',
  userId: 'user-1',
  agent: 'assistant',
  callKey: key,
  timeZone: 'UTC',
  nowMs: 0,
  memory: noMemory,
  signal,
  requestPerson: () => undefined,
  endCall: () => undefined,
  noteRemembered: () => undefined,
  noteForgotten: () => undefined,
});
const echo = defineTool({
  name: 'echo',
  description: '',
  label: '',
  parameters: z.object({ text: z.string().max(10) }),
  tier: 'write-constrained',
  deadlineMs: 50,
  honoursKey: true,
  run: async (input) => input.text,
});

function rig(tool: Tool = echo as Tool, overrides: Partial<ExecutorDependencies> = {}) {
  const events: CallEventBody[] = [];
  const executor = new Executor({
    callId: 'call-1',
    agent: 'assistant',
    tools: new Map([[tool.name, tool]]),
    durable: async (bodies) => void events.push(...bodies),
    note: (event) => void events.push(event),
    nowMs: () => 0,
    context: (key, signal) => context(key, signal),
    onPhase: () => undefined,
    onUnknown: () => undefined,
    ...overrides,
  });
  const run = (request: Partial<ToolRequest> = {}, signal = new AbortController().signal) =>
    executor.run(
      {
        name: tool.name,
        argumentsJson: '{"text":"hello"}',
        generation: 1,
        askedBy: 'caller',
        informedBy: [],
        channel: 'browser',
        confidence: undefined,
        ...request,
      },
      signal,
    );
  return { events, run, executor, types: () => events.map((event) => event.type) };
}
const with_ = (change: Partial<Tool>): Tool => ({ ...(echo as Tool), ...change });

describe('the executor', () => {
  it('writes the intent down before it acts, and the outcome after', async () => {
    const { run, types } = rig();
    expect(await run()).toEqual({ outcome: 'ok', text: 'hello' });
    expect(types()).toEqual(['tool.intended', 'tool.judged', 'tool.finished']);
  });
  it('does not act when the intent cannot be made durable', async () => {
    let ran = false;
    const { run } = rig(
      with_({
        run: async () => {
          ran = true;
          return '';
        },
      }),
      { durable: () => Promise.reject(new Error('the disk is full')) },
    );
    expect((await run()).text).toMatch(/was not run.*the disk is full/);
    expect(ran).toBe(false);
  });
  it.each([
    ['not json', /not JSON: not json/],
    ['{"text":7}', /not valid[\s\S]*Given: \{"text":7\}/],
    ['{"text":"far too long a text"}', /not valid/],
  ])('refuses the arguments %s with the offending value', async (argumentsJson, sentence) => {
    const { run, types } = rig();
    const outcome = await run({ argumentsJson });
    expect(outcome.outcome).toBe('error');
    expect(outcome.text).toMatch(sentence);
    expect(types()).toEqual([]);
  });
  it('names the tools there are when asked for one there is not', async () => {
    expect((await rig().run({ name: 'launch' })).text).toMatch(/no tool named "launch".*echo/);
  });
  it.each([
    ['brackets without end', `{"word":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'nested more than 64 deep'],
    ['a novel', JSON.stringify({ word: 'x'.repeat(200_000) }), 'more than 100000'],
    ['a number that would be approved as nothing', '{"word":1e999}', 'the number "word" is too large'],
  ])('refuses arguments that are %s, in a sentence', async (_, argumentsJson, says) => {
    const { run, types } = rig(with_({ parameters: z.unknown() }));
    const outcome = await run({ argumentsJson });
    expect(outcome.outcome).toBe('error');
    expect(types()).toEqual([]);
    expect(outcome.text).toContain(says);
    expect(outcome.text.length).toBeLessThan(400);
  });
  it('does not run what policy denies, and says why', async () => {
    const { run, types } = rig(with_({ tier: 'write-broad' }));
    expect(await run()).toMatchObject({ outcome: 'denied', text: expect.stringMatching(/needs a person's approval/) });
    expect(types()).toEqual(['tool.judged']);
  });
  it('gives up a tool that does not answer, within its deadline', async () => {
    const { run } = rig(with_({ run: () => new Promise<string>(() => undefined) }));
    expect(await run()).toMatchObject({ outcome: 'error', text: expect.stringMatching(/no answer in 50 ms/) });
  });
  it('calls an interrupted write unknown when the tool does not honour its key, rather than guess', async () => {
    const { run } = rig(with_({ honoursKey: false, run: () => new Promise<string>(() => undefined) }));
    expect((await run()).outcome).toBe('unknown');
  });
  it.each([
    ['write-constrained', 'ok'],
    ['read', 'error'],
  ] as const)('when the turn is over meanwhile, a %s ends as %s', async (tier, ends) => {
    const turn = new AbortController();
    const working = Promise.withResolvers<string>();
    const outlived = vi.fn();
    const { run } = rig(with_({ tier, run: () => working.promise }), { onOutlived: outlived });
    const running = run({}, turn.signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
    turn.abort(new Error('the caller spoke'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    working.resolve('it is done');
    expect((await running).outcome).toBe(ends);
    expect(outlived.mock.calls.map(([write]) => write.outcome.text)).toEqual(ends === 'ok' ? ['it is done'] : []);
  });
  it('leaves it to a later turn that waits for the same to tell what came of it', async () => {
    const turn = new AbortController();
    const working = Promise.withResolvers<string>();
    const outlived = vi.fn();
    const { run } = rig(with_({ run: () => working.promise }), { onOutlived: outlived });
    const first = run({}, turn.signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
    turn.abort(new Error('the caller spoke'));
    const second = run({ generation: 2, occurrence: 1 });
    working.resolve('it is done');
    expect(await Promise.all([first, second])).toMatchObject([{ text: 'it is done' }, { text: 'it is done' }]);
    expect(outlived).not.toHaveBeenCalled();
  });
  it('bounds what a tool may give back', async () => {
    const { run } = rig(with_({ run: async () => 'x'.repeat(100_000) }));
    expect((await run()).text).toMatch(/\[cut: 100000 characters in all\]$/);
  });
  it('gives the same effect the same key, whatever the order of its arguments', async () => {
    const keys: string[] = [];
    const tool = with_({
      // An effect of a key already seen would not run again.
      tier: 'read',
      parameters: z.looseObject({}),
      run: async (_input, { callKey }) => {
        keys.push(callKey);
        return '';
      },
    });
    const { run } = rig(tool);
    await run({ argumentsJson: '{"a":1,"b":{"c":2,"d":3}}' });
    await run({ argumentsJson: '{"b":{"d":3,"c":2},"a":1}' });
    await run({ argumentsJson: '{"a":1,"b":{"c":2,"d":4}}' });
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

describe('a tool that checks its arguments', () => {
  const rules = [
    {
      name: 'ask',
      when: { tools: ['echo'] },
      verdict: 'escalate' as const,
      approval: { by: 'caller' as const, expiresInMs: 60_000 },
      reason: 'it changes something',
    },
  ];
  it('has found something: nobody is asked, nothing is run, and the model is told what is wrong', async () => {
    const checked: unknown[] = [];
    const { run, events } = rig(
      with_({
        check: async (input, given) => {
          checked.push({ input, may: Object.keys(given).sort(), memory: Object.keys(given.memory) });
          return 'there is no such appointment';
        },
      }),
      { rules },
    );
    const outcome = await run();
    expect(outcome).toEqual({ outcome: 'error', text: 'echo was not run: there is no such appointment' });
    expect(events).toMatchObject([
      {
        type: 'tool.judged',
        verdict: 'deny',
        rule: 'check',
        reason: 'echo was not run: there is no such appointment',
        arguments: { private: '{"text":"hello"}' },
      },
    ]);
    expect(checked).toEqual([
      {
        input: { text: 'hello' },
        may: ['agent', 'callId', 'callKey', 'memory', 'nowMs', 'signal', 'timeZone', 'userId'],
        memory: ['recall'],
      },
    ]);
  });
  it('is not asked about what the policy denies, nor about what was done under the key already', async () => {
    let checks = 0;
    const counted = {
      check: async () => {
        checks += 1;
        return undefined;
      },
    };
    const never = [{ name: 'never', when: { tools: ['echo'] }, verdict: 'deny' as const, reason: 'not here' }];
    await rig(with_(counted), { rules: never }).run();
    expect(checks).toBe(0);
    const { run } = rig(with_(counted));
    expect((await run()).outcome).toBe('ok');
    expect((await run()).outcome).toBe('ok');
    expect(checks).toBe(1);
  });
  it('may find nothing another time: what was found before is not held against it', async () => {
    const found = ['it is closed', undefined];
    const { run } = rig(with_({ check: async () => found.shift() }));
    expect((await run()).outcome).toBe('error');
    expect(await run()).toEqual({ outcome: 'ok', text: 'hello' });
  });
  it('and cannot say, or does not answer: nothing is run', async () => {
    const broken = rig(
      with_({
        check: async () => {
          throw new Error('the calendar is down');
        },
      }),
    );
    expect(await broken.run()).toEqual({
      outcome: 'error',
      text: 'echo was not run, because it could not be checked first: the calendar is down',
    });
    vi.useFakeTimers();
    try {
      const hanging = rig(with_({ check: () => new Promise(() => undefined) }));
      const outcome = hanging.run();
      await vi.advanceTimersByTimeAsync(8_000);
      expect((await outcome).text).toMatch(/could not be checked first: the check gave no answer in 8000 ms/);
      expect(hanging.types()).toEqual(['tool.judged']);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('what must not happen twice, or too late', () => {
  const counting = (honoursKey: boolean, tier: Tool['tier'] = 'write-constrained') => {
    let runs = 0;
    const tool = defineTool({
      ...echo,
      name: 'count',
      tier,
      honoursKey,
      run: async () => `run ${++runs}`,
    });
    return { tool: tool as Tool, runs: () => runs };
  };
  it('does not begin what the caller took back while it was being written down', async () => {
    const { tool, runs } = counting(true);
    const turn = new AbortController();
    const { run, events } = rig(tool, {
      durable: async (bodies) => {
        events.push(...bodies);
        turn.abort(new Error('the caller went on'));
      },
    });
    const outcome = await run({}, turn.signal);
    expect(runs()).toBe(0);
    expect(outcome.outcome).toBe('error');
    expect(outcome.text).toMatch(/was not run/);
    // The intent is in the log, so its end is too.
    expect(events.at(-1)).toMatchObject({ type: 'tool.finished', outcome: 'error' });
  });
  it('does a write once for one turn, however often that turn is planned anew', async () => {
    const { tool, runs } = counting(false);
    const { run } = rig(tool);
    expect((await run()).text).toBe('run 1');
    expect((await run()).text).toBe('run 1');
    expect(runs()).toBe(1);
    expect((await run({ generation: 2 })).text).toBe('run 2');
    // A turn that goes on where a voided one stopped asks for the same effect, not for another.
    expect((await run({ generation: 3, occurrence: 2 })).text).toBe('run 2');
  });
  it('tries again what failed and honours its key, and never what may have happened', async () => {
    let runs = 0;
    const failing = (honoursKey: boolean) =>
      ({
        ...echo,
        honoursKey,
        run: async () => {
          runs += 1;
          return await new Promise<string>(() => undefined);
        },
      }) as Tool;
    const honest = rig(failing(true));
    await honest.run();
    await honest.run();
    expect(runs).toBe(2);
    const unsure = rig(failing(false));
    expect((await unsure.run()).outcome).toBe('unknown');
    expect((await unsure.run()).outcome).toBe('unknown');
    expect(runs).toBe(3);
  });
  it('reads as often as it is asked', async () => {
    const { tool, runs } = counting(true, 'read');
    const { run } = rig(tool);
    await run();
    await run();
    expect(runs()).toBe(2);
  });
});

describe('what needs a person', () => {
  const escalating = [
    {
      name: 'ask',
      when: { tools: ['echo'] },
      verdict: 'escalate' as const,
      approval: { by: 'caller' as const, expiresInMs: 60_000 },
      reason: 'it is to be asked',
    },
  ];
  function waitingRoom(change: Partial<ApprovalWaitingRoom> = {}) {
    const waits: PendingApproval[] = [];
    const room: ApprovalWaitingRoom = {
      userId: () => 'user-1',
      identity: () => 'ann',
      channel: () => 'browser',
      reserve: () => undefined,
      release: () => undefined,
      waits: (pending) => void waits.push(pending),
      request: async (request) => ({ ...request, status: 'pending', votes: [] }),
      withdraw: () => undefined,
      ...change,
    };
    return { room, waits };
  }
  const asking = (tool: Tool = echo as Tool, change: Partial<ApprovalWaitingRoom> = {}) => {
    const { room, waits } = waitingRoom(change);
    return { ...rig(tool, { rules: escalating, approvals: room }), waits };
  };

  it('is asked for durably, with its exact arguments and every argument read back, and not run', async () => {
    const { run, events, waits } = asking(with_({ run: () => Promise.reject(new Error('it ran')), label: 'Echoing' }));
    expect(await run({ argumentsJson: ' { "text" : "hello" } ' })).toMatchObject({ outcome: 'waiting', by: 'caller' });
    expect(events.map(({ type }) => type)).toEqual(['approval.requested', 'tool.judged']);
    expect(waits).toMatchObject([
      { argumentsJson: '{"text":"hello"}', readBack: 'Echoing: text hello.', identity: 'ann', by: 'caller' },
    ]);
  });
  it('is asked for once, however often it is wanted in a turn', async () => {
    const { run, waits } = asking();
    expect(await Promise.all([run(), run()])).toMatchObject([{ outcome: 'waiting' }, { outcome: 'waiting' }]);
    expect(waits).toHaveLength(1);
  });
  it.each([
    ['the approvals cannot be reached', { request: () => Promise.reject(new Error('nobody answers')) }],
    ['another question is open', { reserve: () => 'The caller is being asked about something else.' }],
  ])('is denied when %s', async (_when, change) => {
    const { run, waits, types } = asking(echo as Tool, change);
    expect(await run()).toMatchObject({ outcome: 'denied' });
    expect(waits).toEqual([]);
    expect(types()).toEqual(['tool.judged']);
  });
  it('is denied when what would be run is not what would be approved', async () => {
    const { run, waits } = asking(
      with_({ parameters: z.object({ text: z.string().transform((text) => `${text}!`) }) }),
    );
    expect((await run()).text).toMatch(/would not be run as they were approved/);
    expect(waits).toEqual([]);
  });
  it('is run as approved, once, under the key it was asked for', async () => {
    let runs = 0;
    const tool = with_({ honoursKey: false, run: async (_input, { callKey }) => `${++runs} ${callKey}` });
    const { run, waits, executor } = asking(tool);
    await run();
    const [pending] = waits;
    if (!pending) throw new Error('nothing waits');
    const yes = { by: 'ann', argumentsJson: pending.argumentsJson };
    const never = new AbortController().signal;
    const outcomes = await Promise.all([1, 2].map(() => executor.runApproved(pending, yes, never)));
    expect(outcomes).toEqual([1, 2].map(() => ({ outcome: 'ok', text: `1 ${pending.callKey}` })));
    expect(await executor.runApproved(pending, { by: 'dana', argumentsJson: '{"text":7}' }, never)).toMatchObject({
      outcome: 'error',
      text: expect.stringMatching(/not valid[\s\S]*7/),
    });
    expect(runs).toBe(1);
  });
});

describe('what was denied', () => {
  it('is denied the same way when it is asked for again in the turn, without tools after that', async () => {
    const { run, types } = rig(with_({ tier: 'write-broad' }), {
      rules: [{ name: 'no', when: { tools: ['echo'] }, verdict: 'deny', reason: 'not here' }],
    });
    expect(await run()).toEqual({ outcome: 'denied', text: 'This is not allowed: not here.' });
    expect(await run()).toEqual({ outcome: 'denied', text: 'This is not allowed: not here.', endsTools: true });
    expect(types()).toEqual(['tool.judged']);
    expect(await run({ generation: 2 })).not.toHaveProperty('endsTools');
  });
  it('is written down with what rules in the shadow would have said', async () => {
    const shadow = { name: 'trial', when: {}, verdict: 'deny' as const, reason: 'on trial', shadow: true };
    const allow = { name: 'yes', when: {}, verdict: 'allow' as const, reason: 'fine' };
    const { run, events } = rig(echo as Tool, { rules: [shadow, allow] });
    await run();
    expect(events.find(({ type }) => type === 'tool.judged')).toMatchObject({
      verdict: 'allow',
      shadow: [{ rule: 'trial', verdict: 'deny', reason: 'on trial' }],
    });
  });
});

describe('an effect of which nothing was heard', () => {
  const silent = (change: Partial<Tool>) =>
    with_({ honoursKey: false, run: () => new Promise<string>(() => undefined), ...change });
  it.each([
    [{ state: 'done', text: 'It is there.' } as const, 'ok', /^It is there\.$/],
    [{ state: 'not-done' } as const, 'error', /did not happen.*not tried again/],
    [{ state: 'unknown', why: 'the list is empty' } as const, 'unknown', /the list is empty.*do not try it again/],
  ])('is looked up: %j', async (found, outcome, text) => {
    const asked: string[] = [];
    const { run } = rig(silent({ lookUp: async () => found }), { onUnknown: (_tool, what) => void asked.push(what) });
    const result = await run();
    expect(result.outcome).toBe(outcome);
    expect(result.text).toMatch(text);
    expect(asked).toHaveLength(outcome === 'unknown' ? 1 : 0);
  });
  it('is unknown when the tool itself says so', async () => {
    const { run } = rig(with_({ honoursKey: false, run: () => Promise.reject(new UnknownOutcomeError('cut off')) }));
    expect(await run()).toMatchObject({ outcome: 'unknown' });
  });
});
