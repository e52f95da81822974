import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CatalogEntry } from '../../../agents/catalog/catalog.ts';
import type { CallEventBody } from '../../../agents/log/events.ts';
import type { ChatRequest } from '../../../agents/models/interfaces.ts';
import type { InboxCommand } from '../../../agents/worker/host-messages.ts';
import { asked, composed, heard, joined, script, started } from '../../support/call-script.ts';
import { ScriptedModel } from '../../support/scripted-model.ts';
import { callRig, ENTRY } from './call-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const message = (id: string, text: string): InboxCommand => ({ id, type: 'message', text, from: 'desk' });
const systemOf = (request: ChatRequest | undefined) => request?.messages[0]?.content ?? '';
const lastWordsOf = (request: ChatRequest | undefined) => request?.messages.at(-1)?.content;

describe('a call', () => {
  it('answers what is typed, and keeps what was heard in its log and in memory', async () => {
    const model = new ScriptedModel('It is noon.');
    const rig = callRig(model);
    const over = rig.run();
    await pass(0);
    rig.room().comes('ann');
    await pass(0);
    rig.room().types('What time is it?', 'ann');
    await pass(5_000);
    expect(rig.sounded()).toEqual(['It is noon.']);
    expect(rig.eventsOf('reply.heard')).toMatchObject([{ text: { private: 'It is noon.' }, complete: true }]);
    expect(rig.kept).toEqual(['ann: The caller said: What time is it?\nThe agent answered: It is noon.']);
    void rig.call.end('enough');
    await pass(10);
    expect(await over).toEqual({ outcome: 'completed', reason: 'enough' });
    expect(rig.room().left).toBe(1);
  });

  it('that cannot join is an outcome with its reason, and nothing is thrown', async () => {
    const joining = Promise.reject(new Error('Joining the room took longer than 10000 ms.'));
    const rig = callRig(new ScriptedModel(), { joining });
    const over = rig.run();
    await pass(10);
    const reason = 'Joining the room took longer than 10000 ms.';
    expect(await over).toEqual({ outcome: 'failed', reason });
    expect(rig.started()).toBe(false);
    expect(rig.room().left).toBe(1);
    expect(rig.events.map(({ type }) => type)).toEqual(['call.started', 'call.ended']);
    expect(rig.events.at(-1)).toMatchObject({ outcome: 'failed', reason });
  });

  it('whose agent cannot be loaded is an outcome too, without a room', async () => {
    const rig = callRig(new ScriptedModel(), { load: () => Promise.reject(new Error('There is no agent "tester".')) });
    const over = rig.run();
    await pass(10);
    expect(await over).toEqual({ outcome: 'failed', reason: 'There is no agent "tester".' });
    expect(rig.rooms).toEqual([]);
  });

  it('that is ended while its agent is loaded ends at once and never opens a room', async () => {
    const loading = Promise.withResolvers<CatalogEntry>();
    const rig = callRig(new ScriptedModel(), { load: () => loading.promise });
    const over = rig.run();
    const ended = rig.call.end('the host stops');
    await pass(10);
    await ended;
    loading.resolve(ENTRY);
    expect(await over).toEqual({ outcome: 'completed', reason: 'the host stops' });
    await pass(1_000);
    expect(rig.rooms).toEqual([]);
    expect(rig.started()).toBe(false);
    expect(rig.events.map(({ type }) => type)).toEqual(['call.ended']);
  });

  it('that is ended while it joins leaves the room and never starts', async () => {
    const joining = Promise.withResolvers<void>();
    const rig = callRig(new ScriptedModel(), { joining: joining.promise });
    const over = rig.run();
    await pass(0);
    void rig.call.end('the host stops');
    await pass(10);
    expect(await over).toEqual({ outcome: 'completed', reason: 'the host stops' });
    expect(rig.room().left).toBe(1);
    expect(rig.started()).toBe(false);
  });

  it('writes nothing down after its end, whatever still comes in', async () => {
    const model = new ScriptedModel({ text: 'Too late to be heard.', waitMs: 2_000 });
    const rig = callRig(model);
    const over = rig.run();
    await pass(0);
    rig.room().comes('ann');
    rig.room().types('Are you there?', 'ann');
    await pass(500);
    expect(model.requests).toHaveLength(1);
    void rig.call.end('enough');
    await pass(10);
    await over;
    const written = rig.events.length;
    expect(rig.events.at(-1)).toMatchObject({ type: 'call.ended', reason: 'enough' });
    rig.room().types('Hello?', 'ann');
    rig.room().isLost('ann');
    rig.room().options.handlers.onKeypad('1');
    rig.call.command(message('m1', 'still there?'));
    await rig.call.end('once more');
    await pass(60_000);
    expect(rig.events).toHaveLength(written);
    expect(rig.sounded()).toEqual([]);
  });
});

describe('the inbox of a call', () => {
  it('waits for the join, and is then obeyed once', async () => {
    const joining = Promise.withResolvers<void>();
    const model = new ScriptedModel('It is on its way.');
    const rig = callRig(model, { joining: joining.promise });
    void rig.run();
    rig.call.command(message('m1', 'where is my parcel'));
    await pass(500);
    rig.call.command(message('m1', 'where is my parcel'));
    expect(rig.eventsOf('command.consumed')).toEqual([]);
    expect(model.requests).toEqual([]);
    joining.resolve();
    await pass(5_000);
    rig.call.command(message('m1', 'where is my parcel'));
    await pass(5_000);
    expect(rig.eventsOf('command.consumed')).toMatchObject([{ commandId: 'm1', command: 'message' }]);
    expect(rig.eventsOf('observed')).toHaveLength(1);
    expect(model.requests).toHaveLength(1);
    expect(rig.sounded()).toEqual(['It is on its way.']);
  });

  it('is not done twice when the call is taken over', async () => {
    const consumed: CallEventBody = { type: 'command.consumed', command: 'message', commandId: 'm1' };
    const history = script('c1', [started, joined('ann'), consumed]);
    const model = new ScriptedModel('The second.');
    const rig = callRig(model, { history });
    void rig.run();
    rig.call.command(message('m1', 'the first'));
    rig.call.command(message('m2', 'the second'));
    await pass(5_000);
    expect(rig.eventsOf('command.consumed')).toMatchObject([{ commandId: 'm2', seq: 5 }]);
    expect(model.requests.map(lastWordsOf)).toEqual(['[A colleague wrote: the second]']);
  });

  it('shows the model whose words they are: an operator’s are not the caller’s, then and later', async () => {
    const model = new ScriptedModel('We can refund you.', 'You are welcome.');
    const rig = callRig(model);
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    rig.call.command(message('m1', 'offer a refund'));
    await pass(5_000);
    rig.room().types('Thank you.', 'ann');
    await pass(5_000);
    expect(model.requests.map(lastWordsOf)).toEqual(['[A colleague wrote: offer a refund]', 'Thank you.']);
    expect(model.requests[1]?.messages.slice(1).map(({ content }) => content)).toEqual([
      '[A colleague wrote: offer a refund]',
      'We can refund you.',
      'Thank you.',
    ]);
    expect(rig.eventsOf('turn.committed')).toMatchObject([
      { askedBy: 'operator', text: { private: 'offer a refund' } },
      { text: { private: 'Thank you.' } },
    ]);
  });

  it('ends the call with a goodbye that is heard, and closes the room', async () => {
    const rig = callRig(new ScriptedModel());
    const over = rig.run();
    await pass(0);
    rig.room().comes('ann');
    rig.call.command({ id: 'e1', type: 'end', reason: 'the desk closes' });
    await pass(5_000);
    expect(await over).toEqual({ outcome: 'completed', reason: 'the desk closes' });
    expect(rig.sounded()).toEqual(['Goodbye.']);
    expect(rig.hungUp).toEqual(['room-1']);
  });
});

describe('a second caller', () => {
  it('is not told what memory has of the first', async () => {
    const model = new ScriptedModel('Yes.', 'No.');
    const rig = callRig(model);
    void rig.run();
    await pass(0);
    rig.room().comes('ann');
    rig.room().types('Do you know me?', 'ann');
    await pass(5_000);
    rig.room().isLost('ann');
    rig.room().comes('ben');
    rig.room().types('Do you know me, too?', 'ben');
    await pass(5_000);
    expect(systemOf(model.requests[0])).toContain('A fact of ann.');
    expect(systemOf(model.requests[1])).toContain('A fact of ben.');
    expect(systemOf(model.requests[1])).not.toContain('A fact of ann.');
    expect(rig.kept.map((line) => line.split(':')[0])).toEqual(['ann', 'ben']);
  });

  it('is not given the answer that was prepared for the first', async () => {
    const history = script('c1', [
      started,
      joined('ann'),
      asked(1, 'hello'),
      composed(1, 'Hello.'),
      heard(1, 'Hello.'),
      asked(2, 'what do you know of me'),
    ]);
    const model = new ScriptedModel('You are Ann.', 'You are Ben.');
    const joining = Promise.withResolvers<void>();
    const rig = callRig(model, { history, joining: joining.promise });
    void rig.run();
    await pass(500);
    expect(systemOf(model.requests[0])).toContain('A fact of id-ann.');
    joining.resolve();
    rig.room().comes('ben');
    await pass(5_000);
    expect(rig.sounded()).toEqual(['You are Ben.']);
    expect(systemOf(model.requests[1])).not.toContain('id-ann');
    expect(rig.eventsOf('turn.committed')).toMatchObject([{ generation: 3, speculative: false }]);
  });

  it('who is the first come back is given it at once', async () => {
    const history = script('c1', [started, joined('ann'), asked(1, 'what do you know of me')]);
    const model = new ScriptedModel('You are Ann.');
    const rig = callRig(model, { history });
    void rig.run();
    await pass(500);
    rig.room().comes('id-ann');
    await pass(5_000);
    expect(model.requests).toHaveLength(1);
    expect(rig.sounded()).toEqual(['You are Ann.']);
    expect(rig.eventsOf('turn.committed')).toMatchObject([{ generation: 2, speculative: true }]);
  });
});
