import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PolicyRule } from '../../../agents/acting/policy/policy.ts';
import type { Tool } from '../../../agents/acting/tool.ts';
import { ModelError } from '../../../agents/models/interfaces.ts';
import { ScriptedModel } from '../../support/scripted-model.ts';
import { answeringRig, countingTool } from './answering-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const died = (retryable = true) => new ModelError('scripted/model', 'died-mid-stream', 'gone', { retryable });
const save = { name: 'save', arguments: { what: 'it' } };

describe('an answer', () => {
  it('is heard, recorded and finished once', async () => {
    using rig = answeringRig(new ScriptedModel('It is nine. Anything else?'));
    rig.commit(1, 'what time is it');
    await pass(5_000);
    expect(rig.sounded()).toEqual(['It is nine.', 'Anything else?']);
    expect(rig.notesOf('reply.heard')).toMatchObject([{ generation: 1, complete: true }]);
    expect(rig.conversation.messages.map(({ role, content }) => `${role}: ${content}`)).toEqual([
      'user: what time is it',
      'assistant: It is nine. Anything else?',
    ]);
    expect(rig.told.filter(({ type }) => type === 'playout-finished')).toEqual([
      { type: 'playout-finished', generation: 1 },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });
  it('that was guessed right is logged as if it had not been guessed', async () => {
    using rig = answeringRig(new ScriptedModel('It is nine.'));
    rig.answering.speculate('what time is it');
    await pass(500);
    expect(rig.notes).toEqual([]);
    expect(rig.sounded()).toEqual([]);
    rig.commit(7, 'what time is it');
    await pass(2_000);
    expect(rig.sounded()).toEqual(['It is nine.']);
    expect(rig.notesOf('planned')).toMatchObject([{ generation: 7, plan: 'say' }]);
    expect(rig.notesOf('turn.committed')).toMatchObject([{ speculative: true }]);
  });
  it('that was guessed wrong leaves no trace', async () => {
    const { tool, runs } = countingTool('save');
    using rig = answeringRig(new ScriptedModel({ calls: [save] }, 'It is ten.'), {
      tools: [tool],
      prompt: async (_text, _source, _times, note) => {
        note((generation) => ({
          type: 'recalled',
          generation,
          query: { private: 'q' },
          ranking: 'none',
          recordIds: [],
        }));
        return { system: 'You are a test.', pictures: [], informedBy: [] };
      },
    });
    rig.answering.speculate('what time');
    await pass(500);
    expect(rig.notes).toEqual([]);
    rig.commit(3, 'what time will it be');
    await pass(3_000);
    expect(runs.length).toBe(0);
    expect(rig.notesOf('recalled')).toMatchObject([{ generation: 3 }]);
    expect(rig.notesOf('planned')).toMatchObject([{ generation: 3, plan: 'say' }]);
  });
  it('waits for its words when the voice is quicker than they are', async () => {
    using rig = answeringRig(new ScriptedModel({ text: 'First this. ', calls: [save] }, 'Then that.'), {
      tools: [countingTool('save', 3_000).tool],
    });
    rig.commit(1, 'go');
    await pass(2_000);
    expect(rig.told.some(({ type }) => type === 'playout-finished')).toBe(false);
    await pass(4_000);
    expect(rig.sounded()).toEqual(['First this.', 'Then that.']);
    expect(rig.told.at(-1)).toEqual({ type: 'playout-finished', generation: 1 });
  });
});

describe('an answer that is held or cut', () => {
  it('does not sound before it is let go, and then from its first sample', async () => {
    using rig = answeringRig(new ScriptedModel('Hello there.'));
    rig.commit(1, 'hi');
    rig.mouth.pause(1);
    await pass(1_000);
    expect(rig.sounded()).toEqual([]);
    rig.mouth.resume(1);
    await pass(3_000);
    expect(rig.sounded()).toEqual(['Hello there.']);
    expect(rig.notesOf('reply.heard')).toMatchObject([{ text: { private: 'Hello there.' }, complete: true }]);
  });
  it('loses nothing of a sentence when it is held between that and the next', async () => {
    using rig = answeringRig(new ScriptedModel());
    rig.mouth.begin(1);
    rig.mouth.line(1, 'Hello.', 'answer');
    rig.mouth.line(1, 'Goodbye.', 'answer');
    rig.mouth.finish(1);
    await pass(380);
    // All of the first is with the line and its end has not sounded.
    rig.mouth.pause(1);
    await pass(500);
    rig.mouth.resume(1);
    await pass(3_000);
    const msOf = (clause: number) =>
      rig.sink.sounded.filter((f) => f.clause === clause).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    expect([msOf(1), msOf(2)]).toEqual([360, 480]);
  });
  it('lets its tool end, sounds no more and is closed once when it is cut while the tool writes', async () => {
    const { tool, runs } = countingTool('save', 2_000);
    using rig = answeringRig(new ScriptedModel({ text: 'One moment please. ', calls: [save] }), { tools: [tool] });
    rig.commit(1, 'save it');
    await pass(400);
    expect(runs.length).toBe(1);
    rig.answering.cut(1);
    expect(runs[0]?.aborted).toBe(false);
    const before = rig.sink.sounded.length;
    await pass(10_000);
    expect(rig.sink.sounded.length).toBe(before);
    expect(rig.notesOf('reply.heard').length).toBe(1);
    expect(rig.notesOf('tool.finished')).toMatchObject([{ outcome: 'ok' }]);
    expect(rig.told.some(({ type }) => type === 'playout-finished')).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
  it('makes room for the next one while its filler sounds', async () => {
    using rig = answeringRig(new ScriptedModel({ waitMs: 3_000, text: 'Too late.' }, 'New answer.'));
    rig.commit(1, 'first question');
    await pass(1_600);
    expect(rig.sounded()).toEqual(['Let me think for a moment.']);
    rig.commit(2, 'second question');
    await pass(8_000);
    expect(rig.sounded()).toEqual(['Let me think for a moment.', 'New answer.']);
    expect(rig.notesOf('reply.heard')).toMatchObject([
      { generation: 1, text: { private: '' }, interrupted: true },
      { generation: 2, text: { private: 'New answer.' }, interrupted: false },
    ]);
    expect(rig.conversation.messages.map(({ content }) => content)).toEqual([
      'first question',
      'second question',
      'New answer.',
    ]);
  });
  it('leaves no timer and no sound behind when the call ends in any of these moments', async () => {
    for (let atMs = 0; atMs <= 4_000; atMs += 130) {
      const { tool } = countingTool('save', 700);
      const rig = answeringRig(
        new ScriptedModel(
          { waitMs: 1_500, text: 'One thing first. ', calls: [save] },
          { waitMs: 200, text: 'Done now.' },
        ),
        { tools: [tool] },
      );
      rig.commit(1, 'go');
      await pass(atMs);
      rig.answering.cut(1);
      rig.answering.stop();
      const sounded = rig.sink.sounded.length;
      await pass(5_000);
      expect(rig.sink.sounded.length, `at ${atMs} ms`).toBe(sounded);
      expect(rig.notesOf('reply.heard').length, `at ${atMs} ms`).toBe(1);
      expect(rig.notesOf('tool.intended').length, `at ${atMs} ms`).toBe(rig.notesOf('tool.finished').length);
      expect(vi.getTimerCount(), `at ${atMs} ms`).toBe(0);
    }
  });
  it('does an effect once when its turn goes on before anything of it was heard', async () => {
    const { tool, runs } = countingTool('save');
    using rig = answeringRig(new ScriptedModel({ calls: [save] }, { waitMs: 5_000 }, { calls: [save] }, 'Saved it.'), {
      tools: [tool],
    });
    rig.commit(1, 'save it');
    await pass(300);
    rig.answering.cut(1);
    rig.commit(2, 'save it please', 1);
    await pass(3_000);
    expect(runs.length).toBe(1);
    expect(rig.sounded()).toEqual(['Saved it.']);
  });
});

describe('an answer that fails', () => {
  it('is asked for once more when nothing was said or done yet', async () => {
    using rig = answeringRig(new ScriptedModel({ error: died() }, 'Here it is.'));
    rig.commit(1, 'go');
    await pass(3_000);
    expect(rig.sounded()).toEqual(['Here it is.']);
  });
  it('is not asked for again once a tool has run for it', async () => {
    const { tool, runs } = countingTool('save');
    const llm = new ScriptedModel({ calls: [save] }, { error: died() });
    using rig = answeringRig(llm, { tools: [tool] });
    rig.commit(1, 'save it');
    await pass(8_000);
    expect(llm.requests.length).toBe(2);
    expect(runs.length).toBe(1);
    expect(rig.sounded()).toEqual([expect.stringMatching(/^I'm sorry/)]);
    expect(rig.told.at(-1)).toEqual({ type: 'playout-finished', generation: 1 });
  });
  it('says what it had before it says sorry, when the model dies in the middle', async () => {
    using rig = answeringRig(new ScriptedModel({ text: 'The shop opens at nine. It closes at', error: died() }));
    rig.commit(1, 'when');
    await pass(12_000);
    expect(rig.sounded()[0]).toBe('The shop opens at nine.');
    expect(rig.sounded()[1]).toMatch(/^I'm sorry/);
    expect(rig.sounded().length).toBe(2);
    expect(rig.notesOf('reply.heard')).toMatchObject([
      { text: { private: expect.stringMatching(/^The shop opens at nine\. I'm sorry/) } },
    ]);
    expect(rig.told.filter(({ type }) => type === 'playout-finished').length).toBe(1);
  });
  it('frees the floor after the apology when the voice fails, however long the model would go on', async () => {
    const { tool, runs } = countingTool('save');
    using rig = answeringRig(new ScriptedModel({ text: 'First this. ', calls: [save] }, { waitMs: 60_000 }), {
      tools: [tool],
    });
    rig.speech.failing = /First/;
    rig.commit(1, 'go');
    await pass(9_000);
    expect(rig.sounded()).toEqual([expect.stringMatching(/^I'm sorry/)]);
    expect(rig.told.at(-1)).toEqual({ type: 'playout-finished', generation: 1 });
    expect(runs.length).toBeLessThanOrEqual(1);
    expect(rig.notesOf('reply.heard').length).toBe(1);
  });
  it('gives way to an apology in time when the model says nothing', async () => {
    using rig = answeringRig(new ScriptedModel({ waitMs: 60_000 }));
    rig.commit(1, 'go');
    await pass(15_000);
    expect(rig.sounded()).toEqual(['Let me think for a moment.', expect.stringMatching(/^I'm sorry/)]);
    expect(rig.told.at(-1)).toEqual({ type: 'playout-finished', generation: 1 });
  });
  it('logs the goodbye it says when the model hangs up without a word', async () => {
    let ending: string | undefined;
    const { tool } = countingTool('hang_up');
    using rig = answeringRig(new ScriptedModel({ calls: [{ name: 'hang_up', arguments: {} }] }, ' '), {
      tools: [
        {
          ...tool,
          run: async () => {
            ending = 'bye';
            return 'The call ends.';
          },
        },
      ],
      partingLine: () => (ending === undefined ? undefined : 'Goodbye.'),
    });
    rig.commit(1, 'bye');
    await pass(4_000);
    expect(rig.sounded().at(-1)).toBe('Goodbye.');
    expect(rig.notesOf('reply.composed').at(-1)).toMatchObject({ text: { private: 'Goodbye.' } });
  });
});

describe('who asked', () => {
  const onlyOperators: PolicyRule = {
    name: 'only-operators',
    when: { tools: ['save'], askedBy: ['operator'] },
    verdict: 'allow',
    reason: 'an operator asked for it',
  };
  it.each([
    ['operator', 1],
    ['caller', 0],
  ] as const)(
    'reaches the policy: a tool for operators, asked for by the %s, runs %i times',
    async (askedBy, times) => {
      const { tool, runs } = countingTool('save');
      using rig = answeringRig(new ScriptedModel({ calls: [save] }, 'Done.'), {
        tools: [tool],
        rules: [onlyOperators],
      });
      rig.answering.commit({
        type: 'commit-turn',
        generation: 1,
        text: 'save it',
        source: 'typed',
        askedBy,
        lastLoudAtMs: undefined,
        decidedBy: 'test',
      });
      await pass(3_000);
      expect(runs).toHaveLength(times);
      expect(rig.notesOf('turn.committed')[0]).toMatchObject(askedBy === 'operator' ? { askedBy } : {});
    },
  );
});

describe('what a turn was informed by', () => {
  it('reaches the policy: a turn whose prompt held the screen writes nothing unasked', async () => {
    const { tool, runs } = countingTool('save');
    using rig = answeringRig(new ScriptedModel({ calls: [save] }, 'I need a yes for that.'), {
      tools: [tool],
      prompt: async () => ({ system: 'You are a test.', pictures: [], informedBy: ['screen'] }),
    });
    rig.commit(1, 'what does it say');
    await pass(3_000);
    expect(runs).toHaveLength(0);
    expect(rig.notesOf('tool.judged')).toMatchObject([{ verdict: 'escalate' }]);
  });
  it('counts the results of tools, of this turn and of earlier ones, but not what a clock says', async () => {
    const { tool, runs } = countingTool('save');
    const fetched = countingTool('fetch').tool;
    const clock: Tool = { ...countingTool('clock').tool, tier: 'read', informs: [] };
    const read = (name: string) => ({ name, arguments: { what: 'it' } });
    using rig = answeringRig(
      new ScriptedModel(
        { calls: [read('clock')] },
        { calls: [save] },
        'Saved.',
        { calls: [read('fetch')] },
        'I read it.',
        { calls: [save] },
        'I need a yes for that.',
      ),
      { tools: [tool, clock, { ...fetched, tier: 'read' }] },
    );
    for (const generation of [1, 2, 3]) {
      rig.commit(generation, 'go on');
      await pass(3_000);
    }
    expect(runs).toHaveLength(1);
    expect(rig.notesOf('tool.judged')).toMatchObject(
      ['allow', 'allow', 'allow', 'escalate'].map((verdict) => ({ verdict })),
    );
  });
});
