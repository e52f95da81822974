import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallEventBody } from '../../../agents/log/events.ts';
import { type LanguageModel, ModelError } from '../../../agents/models/interfaces.ts';
import { Conversation } from '../../../agents/planning/conversation.ts';
import { hostileAgents } from '../../scenarios/calls/hostile-agents.ts';
import { loudIsVoice, MoodyEar, MoodyModel } from '../../scenarios/calls/moody-models.ts';
import { joined, script, started } from '../../support/call-script.ts';
import { ScriptedModel } from '../../support/scripted-model.ts';
import { callRig } from './call-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const LOUD = Int16Array.from({ length: 512 }, (_, index) => (index % 2 === 0 ? 3_000 : -3_000));

/** A call with a microphone; `more` as for any rig. */
async function heardCall(llm: LanguageModel, more: Parameters<typeof callRig>[1] = {}) {
  const ear = new MoodyEar();
  const rig = callRig(llm, { ...more, models: { stt: ear, vad: loudIsVoice } });
  const over = rig.run();
  await pass(0);
  const { handlers } = rig.room().options;
  return {
    ...rig,
    over,
    ear,
    handlers,
    voice: async (windows: number, thenQuiet = 3) => {
      for (let window = 0; window < windows + thenQuiet; window += 1) {
        handlers.onAudio('mic', window < windows ? LOUD : new Int16Array(512));
        await pass(32);
      }
    },
  };
}

describe('the greeting', () => {
  it('waits for a cough that comes with the caller, instead of being lost to it', async () => {
    const call = await heardCall(new ScriptedModel(), { settings: { greeting: 'Good day.' } });
    call.handlers.onMicrophone('mic', 'opened');
    void call.voice(4);
    await pass(16);
    call.room().comes('ann');
    await pass(10_000);
    expect(call.sounded()).toEqual(['Good day.']);
  });
  it('is not said any more to somebody who was answered first', async () => {
    const call = await heardCall(new ScriptedModel('It is noon.'), { settings: { greeting: 'Good day.' } });
    call.handlers.onMicrophone('mic', 'opened');
    void call.voice(12);
    await pass(16);
    call.room().comes('ann');
    await pass(500);
    call.ear.tells({ type: 'final', text: 'What time is it?' });
    await pass(10_000);
    expect(call.sounded()).toEqual(['It is noon.']);
  });
  it('is said by the host that takes over a call nobody has said a word in', async () => {
    const greeted: CallEventBody = {
      type: 'reply.composed',
      generation: 1,
      text: { private: 'Good day.' },
      kind: 'greeting',
    };
    const history = script('c1', [started, joined('ann'), greeted]);
    const call = await heardCall(new ScriptedModel(), { history, settings: { greeting: 'Good day.' } });
    call.room().comes('id-ann');
    await pass(5_000);
    expect(call.sounded()).toEqual(['Good day.']);
  });
});

describe('a caller who cannot be heard', () => {
  it('is told when they pause, for recognition is mostly lost in the middle of a sentence', async () => {
    const call = await heardCall(new ScriptedModel());
    call.room().comes('ann');
    call.handlers.onMicrophone('mic', 'opened');
    await pass(100);
    await call.voice(10, 0);
    call.ear.refuses = true;
    call.ear.dies();
    await call.voice(10);
    await pass(4_000);
    expect(call.sounded().at(-1)).toMatch(/^I'm sorry, I can't hear you/);
    call.ear.refuses = false;
    await pass(10_000);
    expect(call.sounded().at(-1)).toBe('I can hear you again.');
  });
  it('is still asked whether they are there when the microphone was lost with its recogniser', async () => {
    const call = await heardCall(new ScriptedModel());
    call.room().comes('ann');
    call.handlers.onMicrophone('mic', 'opened');
    await pass(100);
    call.ear.tells({
      type: 'interrupted',
      error: new ModelError('moody-ear', 'died-mid-stream', 'gone', { retryable: true }),
      next: 'moody-ear',
    });
    call.handlers.onMicrophone('mic', 'closed');
    await pass(25_000);
    expect(call.sounded()).toEqual(['Are you still there?']);
  });
  it('is heard each time the key is held, however alike the sentences', async () => {
    const call = await heardCall(new ScriptedModel('Two eggs.', 'Two apples.'));
    call.room().comes('ann');
    call.handlers.onMicrophone('mic', 'opened');
    call.handlers.onControl({ type: 'push-to-talk', mode: 'on' }, 'ann');
    for (const text of ['Please add two eggs.', 'Please add two apples.']) {
      call.handlers.onControl({ type: 'talk-key', pressed: true }, 'ann');
      await pass(800);
      call.ear.tells({ type: 'partial', text });
      if (text.includes('apples')) call.ear.tells({ type: 'final', text });
      call.handlers.onControl({ type: 'talk-key', pressed: false }, 'ann');
      await pass(2_500);
    }
    await pass(3_000);
    expect(call.eventsOf('turn.committed').map(({ text }) => text.private)).toEqual([
      'Please add two eggs.',
      'Please add two apples.',
    ]);
  });
  it('is heard without a key when they come back with a page that knows of none', async () => {
    const call = await heardCall(new ScriptedModel('It is noon.'));
    call.room().comes('ann');
    call.handlers.onControl({ type: 'push-to-talk', mode: 'on' }, 'ann');
    call.room().isLost('ann');
    await pass(1_000);
    call.room().comes('ann');
    call.handlers.onMicrophone('mic-2', 'opened');
    await pass(100);
    for (let window = 0; window < 20; window += 1) {
      call.handlers.onAudio('mic-2', window < 15 ? LOUD : new Int16Array(512));
      await pass(32);
    }
    call.ear.tells({ type: 'final', text: 'What time is it?' });
    await pass(5_000);
    expect(call.sounded()).toEqual(['It is noon.']);
  });
});

describe('a voice that never says a word', () => {
  it('does not keep the agent from answering what is typed', async () => {
    const call = await heardCall(new ScriptedModel('It is noon, and the sun is high above the town.'));
    call.room().comes('ann');
    call.handlers.onMicrophone('mic', 'opened');
    await pass(100);
    const drill = call.voice(400);
    await pass(5_000);
    call.room().types('What time is it?', 'ann');
    await pass(6_000);
    await drill;
    expect(call.eventsOf('reply.heard')).toMatchObject([{ complete: true }]);
  });
});

describe('a write that was begun', () => {
  const said = (rig: ReturnType<typeof callRig>, text: string) => rig.room().types(text, 'ann');

  it('is not begun again because the caller spoke while the filler sounded', async () => {
    const agents = hostileAgents();
    const rig = callRig(new MoodyModel(), { load: (name) => agents.load(name) });
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    said(rig, 'Please save x1.');
    await pass(1_500);
    expect(rig.sounded()).toEqual(['Let me think for a moment.']);
    said(rig, 'Hello?');
    await pass(8_000);
    said(rig, 'What is next?');
    await pass(8_000);
    expect(agents.done).toEqual(['save x1']);
    expect(rig.eventsOf('reply.heard').at(-1)).toMatchObject({ complete: true });
  });
  it('is done to its end when the caller speaks over it, and they are told what came of it', async () => {
    const agents = hostileAgents();
    const rig = callRig(new MoodyModel(), { load: (name) => agents.load(name) });
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    said(rig, 'Please save x1.');
    await pass(500);
    said(rig, 'Hello?');
    await pass(12_000);
    expect(rig.eventsOf('tool.finished')).toMatchObject([{ tool: 'save', outcome: 'ok' }]);
    expect(rig.eventsOf('person.requested')).toEqual([]);
    const turns = rig.eventsOf('turn.committed').map(({ source, text }) => `${source}: ${text.private}`);
    expect(turns).toEqual([
      'typed: Please save x1.',
      'typed: Please save x1.\nHello?',
      expect.stringMatching(/^system: What was being done when the caller spoke is over now/),
    ]);
    expect(agents.done).toEqual(['save x1']);
  });
  it('is nobody else’s to hear of when another caller has come meanwhile', async () => {
    const agents = hostileAgents();
    const rig = callRig(new MoodyModel(), { load: (name) => agents.load(name) });
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    said(rig, 'Please save x1.');
    await pass(500);
    rig.room().isLost('ann');
    rig.room().comes('ben');
    await pass(12_000);
    expect(rig.eventsOf('tool.finished')).toMatchObject([{ tool: 'save', outcome: 'ok' }]);
    expect(rig.eventsOf('turn.committed').filter(({ source }) => source === 'system')).toEqual([]);
  });
  it('is stopped when the call ends, and the log says that nobody knows', async () => {
    const agents = hostileAgents();
    const rig = callRig(new MoodyModel(), { load: (name) => agents.load(name) });
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    said(rig, 'Please save x1.');
    await pass(500);
    void rig.call.end('enough');
    await pass(12_000);
    expect(rig.eventsOf('tool.finished')).toMatchObject([{ tool: 'save', outcome: 'unknown' }]);
    expect(rig.events.at(-1)).toMatchObject({ type: 'call.ended' });
  });
  it('is not begun again when the turn that goes on with it fails', async () => {
    const agents = hostileAgents();
    const model = new MoodyModel();
    const rig = callRig(model, { load: (name) => agents.load(name) });
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    said(rig, 'Please save x1.');
    await pass(500);
    model.mood = 'hangs';
    said(rig, 'And hurry.');
    await pass(20_000);
    model.mood = 'well';
    said(rig, 'What is next?');
    await pass(8_000);
    expect(agents.done).toEqual(['save x1']);
  });
  it('and could not be written down first is in the log as not done', async () => {
    const agents = hostileAgents();
    const rig = callRig(new MoodyModel(), { load: (name) => agents.load(name), isDurable: () => false });
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    said(rig, 'Please save x1.');
    await pass(8_000);
    expect(agents.done).toEqual([]);
    expect(rig.eventsOf('tool.finished')).toMatchObject([{ tool: 'save', outcome: 'error' }]);
  });
});

describe('something looked up', () => {
  it('is simply looked up again when the caller spoke meanwhile', async () => {
    const agents = hostileAgents();
    const fetching = { name: 'fetch', arguments: { what: 'x1' } };
    const model = new ScriptedModel({ calls: [fetching] }, { calls: [fetching] }, 'It is blue.');
    const rig = callRig(model, { load: (name) => agents.load(name) });
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    rig.room().types('Fetch x1.', 'ann');
    await pass(500);
    rig.room().types('Please.', 'ann');
    await pass(8_000);
    expect(model.requests[1]?.messages.at(-1)).toMatchObject({ role: 'user' });
    expect(model.requests[2]?.messages.at(-1)).toMatchObject({ role: 'tool', content: 'fetch of x1 is done.' });
    expect(rig.sounded().at(-1)).toBe('It is blue.');
  });
});

describe('an answer that nobody can hear', () => {
  it.each(['\u{1F642}', '…', '**'])('such as %j is followed by a way out', async (text) => {
    const rig = callRig(new ScriptedModel(text));
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    rig.room().types('Well?', 'ann');
    await pass(8_000);
    expect(rig.sounded().join(' ')).toMatch(/That is taking me too long/);
  });
});

describe('another caller', () => {
  it('does not hear the answer to the one before, nor has their words in memory', async () => {
    const model = new ScriptedModel({ text: 'Your balance is nine.', waitMs: 700 }, 'Hello to you, too.');
    const rig = callRig(model);
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    rig.room().types('What is my balance?', 'ann');
    await pass(500);
    rig.room().isLost('ann');
    rig.room().comes('ben');
    await pass(6_000);
    expect(rig.sounded()).toEqual([]);
    rig.room().types('Hello', 'ben');
    await pass(6_000);
    expect(rig.kept).toEqual(['ben: The caller said: Hello\nThe agent answered: Hello to you, too.']);
    expect(JSON.stringify(model.requests[1])).not.toContain('balance');
  });
});

describe('the end of a call', () => {
  it('at its time limit is said, and the room is closed', async () => {
    const rig = callRig(new ScriptedModel(), { settings: { maxCallMs: 5_000 } });
    const over = rig.run();
    await pass(0);
    rig.room().comes('ann');
    await pass(12_000);
    expect(rig.sounded()).toEqual(['Goodbye.']);
    expect(await over).toMatchObject({ outcome: 'completed', reason: 'the call reached its limit of 0 minutes' });
    expect(rig.hungUp).toEqual(['room-1']);
  });
  it('comes when it is asked for, though its agent is never found', async () => {
    const rig = callRig(new ScriptedModel(), { load: () => new Promise(() => undefined) });
    const over = rig.run();
    await pass(100);
    void rig.call.end('the host stops');
    await pass(100);
    expect(await over).toMatchObject({ reason: 'the host stops' });
  });
});

describe('a long conversation', () => {
  it('keeps its latest turns within what a model can read, whole', () => {
    const conversation = new Conversation();
    for (let turn = 0; turn < 40; turn += 1) {
      conversation.asked(`question ${turn}`, 'caller');
      conversation.exchange([
        { role: 'assistant', content: '', toolCalls: [{ id: `c${turn}`, name: 'read', argumentsJson: '{}' }] },
        { role: 'tool', toolCallId: `c${turn}`, name: 'read', content: 'x'.repeat(8_000) },
      ]);
      conversation.heard(`answer ${turn}`, false);
    }
    const { messages } = conversation;
    expect(messages[0]).toMatchObject({ role: 'user' });
    expect(messages.at(-1)).toMatchObject({ content: 'answer 39' });
    expect(messages.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThan(50_000);
    expect(messages.length).toBeGreaterThan(12);
  });
  it('never keeps a result without its call, however much the agent says by itself', () => {
    const conversation = new Conversation();
    conversation.exchange([
      { role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'read', argumentsJson: '{}' }] },
      { role: 'tool', toolCallId: 'c', name: 'read', content: 'found' },
    ]);
    for (let line = 0; line < 80; line += 1) {
      conversation.heard(`line ${line}`, false);
      expect(conversation.messages[0]?.role).not.toBe('tool');
    }
    expect(conversation.messages.length).toBeLessThanOrEqual(60);
  });
});

describe('the host that takes over', () => {
  it('knows what was done before it, and does not do it again when somebody speaks', async () => {
    const agents = hostileAgents();
    const load = (name: string) => agents.load(name);
    const first = callRig(new MoodyModel(), { load });
    void first.run();
    await pass(0);
    first.room().comes('ann');
    first.room().types('Please save x1.', 'ann');
    await pass(8_000);
    const model = new MoodyModel();
    const second = callRig(model, { load, history: first.events });
    void second.run();
    await pass(0);
    second.room().comes('ann');
    second.room().types('Thank you.', 'ann');
    await pass(8_000);
    expect(agents.done).toEqual(['save x1']);
    expect(second.sounded().length).toBeGreaterThan(0);
  });
  it('does not do again what was being done, though its own first answer fails', async () => {
    const agents = hostileAgents();
    const load = (name: string) => agents.load(name);
    const first = callRig(new MoodyModel(), { load });
    void first.run();
    await pass(0);
    first.room().comes('ann');
    first.room().types('Please save x1.', 'ann');
    await pass(500);
    const model = new MoodyModel();
    model.mood = 'hangs';
    const second = callRig(model, { load, history: [...first.events] });
    void second.run();
    await pass(0);
    second.room().comes('ann');
    await pass(20_000);
    model.mood = 'well';
    second.room().types('Thank you.', 'ann');
    await pass(8_000);
    expect(agents.done).toEqual(['save x1']);
  });
});
