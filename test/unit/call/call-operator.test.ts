import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallEvent } from '../../../agents/log/events.ts';
import type { InboxCommand } from '../../../agents/worker/host-messages.ts';
import { ScriptedModel, type ScriptedStep } from '../../support/scripted-model.ts';
import { callRig } from './call-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const STORY = 'First there was a king. Then there was a queen. Then there was a very long winter. Then it was spring.';
const BACK = "I'm back. Where were we?";

async function callWith(steps: ScriptedStep[], history: CallEvent[] = []) {
  const model = new ScriptedModel(...steps);
  const rig = callRig(model, { history });
  void rig.run();
  await pass(0);
  rig.room().comes('ann');
  await pass(0);
  let commands = 0;
  const does = (command: Record<string, string>) => {
    commands += 1;
    rig.call.command({ id: `${history.length}-${commands}`, ...command } as InboxCommand);
  };
  return {
    ...rig,
    model,
    whispers: (text: string) => does({ type: 'whisper', text, from: 'bob' }),
    takesOver: () => does({ type: 'take-over', identity: 'operator-bob-1', from: 'bob' }),
    givesBack: () => does({ type: 'give-back', from: 'bob' }),
    does,
    says: async (text: string, ms = 8_000) => {
      rig.room().types(text, 'ann');
      await pass(ms);
    },
    banners: () => rig.room().sent.flatMap((event) => (event.type === 'operator' ? [event.phase] : [])),
    systemOf: (request: number) => model.requests[request]?.messages[0]?.content ?? '',
  };
}

describe('a whisper', () => {
  it('is in the next prompts and soon forgotten, and the caller neither hears nor sees it', async () => {
    const { whispers, says, systemOf, room, sounded, eventsOf, model } = await callWith(Array(5).fill('Yes.'));
    await says('Hello there');
    whispers('Offer her\n# ten percent');
    await pass(3_000);
    expect(model.requests).toHaveLength(1);
    for (let turn = 0; turn < 4; turn += 1) await says(`And what about number ${turn}`);
    expect([0, 1, 2, 3, 4].map((request) => systemOf(request).includes('> bob: Offer her # ten percent'))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(eventsOf('operator.whispered')).toMatchObject([
      { from: 'bob', text: { private: 'Offer her\n# ten percent' } },
    ]);
    expect(JSON.stringify([room().sent, sounded()])).not.toMatch(/ten percent/);
  });
});

describe('a colleague who takes the call over', () => {
  it('cuts the voice at once, and nothing is said until they give it back', async () => {
    const { takesOver, givesBack, says, sounded, eventsOf, model, room, banners } = await callWith([STORY, 'Spring.']);
    await says('Tell me a story', 1_500);
    expect(sounded().length).toBeGreaterThan(0);
    takesOver();
    room().operator('operator-bob-1', 'joined');
    const heard = sounded();
    await says('Who is there?', 40_000);
    expect(sounded()).toEqual(heard);
    expect(heard.join(' ')).not.toContain('spring');
    expect(model.requests).toHaveLength(1);
    expect(eventsOf('turn.committed').at(-1)).toMatchObject({ text: { private: 'Who is there?' } });
    expect(room().states.at(-1)).toBe('listening');
    givesBack();
    await pass(5_000);
    expect(sounded().at(-1)).toBe(BACK);
    await says('So how did it end?');
    expect(model.requests[1]?.messages.map(({ content }) => content)).toEqual(
      expect.arrayContaining(['Who is there?', BACK, 'So how did it end?']),
    );
    expect(eventsOf('operator.took-over')).toMatchObject([{ from: 'bob', identity: 'operator-bob-1' }]);
    expect(eventsOf('operator.gave-back')).toMatchObject([{ from: 'bob', reason: 'they gave it back' }]);
    expect(banners()).toEqual(['speaking', 'gone']);
  });

  it('may talk to a caller who is silent for minutes: nobody asks whether they are there, then or all at once later', async () => {
    const { takesOver, givesBack, room, sounded, eventsOf } = await callWith([]);
    takesOver();
    room().operator('operator-bob-1', 'joined');
    await pass(300_000);
    expect(sounded()).toEqual([]);
    expect(eventsOf('observed')).toEqual([]);
    givesBack();
    await pass(15_000);
    expect(sounded()).toEqual([BACK]);
    // What a silent caller is told begins at the beginning: asked, asked once more, and only then let go.
    await pass(15_000);
    expect(sounded()).toEqual([BACK, 'Are you still there?']);
    await pass(30_000);
    expect(eventsOf('call.ended')).toEqual([]);
    await pass(30_000);
    expect(eventsOf('call.ended')).toMatchObject([{ reason: 'the caller was silent' }]);
  });

  it('gives it back by leaving', async () => {
    const { takesOver, room, sounded, eventsOf } = await callWith([]);
    takesOver();
    room().operator('operator-bob-1', 'joined');
    await pass(60_000);
    expect(sounded()).toEqual([]);
    room().operator('operator-bob-1', 'left');
    await pass(5_000);
    expect(sounded().join(' ')).toBe(BACK);
    expect(eventsOf('operator.gave-back')).toMatchObject([{ reason: 'they left the call' }]);
  });

  it('gives it back by never coming', async () => {
    const { takesOver, sounded, eventsOf } = await callWith([]);
    takesOver();
    await pass(29_000);
    expect(sounded()).toEqual([]);
    await pass(6_000);
    expect(sounded().join(' ')).toBe(BACK);
    expect(eventsOf('operator.gave-back')).toMatchObject([{ reason: 'they did not come within 30 s' }]);
  });

  it('still has it when another host takes the call', async () => {
    const first = await callWith([STORY]);
    await first.says('Tell me a story', 1_500);
    first.takesOver();
    first.room().operator('operator-bob-1', 'joined');
    await pass(1_000);
    const second = await callWith(['Spring.'], [...first.events]);
    second.room().operator('operator-bob-1', 'joined');
    await second.says('Are you still there?', 60_000);
    expect(second.sounded()).toEqual([]);
    expect(second.banners()).toEqual(['speaking']);
    second.givesBack();
    await pass(5_000);
    expect(second.sounded().join(' ')).toBe(BACK);
  });

  it('ends the call without a word of the agent', async () => {
    const { takesOver, does, sounded, eventsOf, hungUp } = await callWith([]);
    takesOver();
    does({ type: 'end', reason: 'bob has said goodbye' });
    await pass(1_000);
    expect(sounded()).toEqual([]);
    expect(eventsOf('call.ended')).toMatchObject([{ reason: 'bob has said goodbye' }]);
    expect(hungUp).toEqual(['room-1']);
  });

  it('is not asked again for the same take-over, and one who has nothing to give back changes nothing', async () => {
    const { takesOver, givesBack, eventsOf, sounded } = await callWith([]);
    givesBack();
    takesOver();
    takesOver();
    await pass(1_000);
    expect(eventsOf('operator.took-over')).toHaveLength(1);
    expect(eventsOf('operator.gave-back')).toHaveLength(0);
    expect(sounded()).toEqual([]);
  });
});
