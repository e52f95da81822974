/** The events of a call as its reader sees them: turns with how each answer came about, and notes between them. */
import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../../server/api/calls.ts';
import { beingSaid } from '../../../web-client/console/call/being-said.ts';
import { foldStory, newStory, type Story, type StoryRow } from '../../../web-client/console/call/story.ts';

type Body = {
  [T in LoggedEvent['type']]: Omit<Extract<LoggedEvent, { type: T }>, 'v' | 'callId' | 'seq' | 'atMs'>;
}[LoggedEvent['type']];
const text = (words: string) => ({ private: words });
const eventsOf = (bodies: readonly Body[], firstSeq = 1): LoggedEvent[] =>
  bodies.map(
    (body, index) => ({ ...body, v: 1, callId: 'c', seq: firstSeq + index, atMs: 1_000 + index }) as LoggedEvent,
  );
const told = (...bodies: Body[]): Story => foldStory(newStory(), eventsOf(bodies));
const turnOf = (rows: readonly StoryRow[], generation: number) =>
  rows.flatMap((row) => (row.kind === 'turn' && row.turn.generation === generation ? [row.turn] : []))[0];

const START: Body = {
  type: 'call.started',
  roomName: 'r',
  jobId: 'j',
  agent: 'assistant',
  agentVersion: '1',
  models: {},
};
const asked = (generation: number, words: string): Body => ({
  type: 'turn.committed',
  generation,
  source: 'speech',
  text: text(words),
  speculative: false,
});
const composed = (generation: number, words: string): Body => ({
  type: 'reply.composed',
  generation,
  text: text(words),
  kind: 'answer',
});
const heard = (generation: number, words: string, complete = true): Body => ({
  type: 'reply.heard',
  generation,
  text: text(words),
  complete,
  interrupted: !complete,
});
const base = { id: 'o', v: 1, atMs: 1, provenance: { source: 'caller' } } as const;

describe('the story of a call', () => {
  it('puts what was heard and seen before a turn into that turn, and not into the next', () => {
    const { rows } = told(
      START,
      {
        type: 'observed',
        observation: { ...base, kind: 'speech', text: text('what is'), final: false, startedAtMs: 1, endedAtMs: 2 },
      },
      {
        type: 'observed',
        observation: {
          ...base,
          kind: 'speech',
          text: text('what is this'),
          final: true,
          startedAtMs: 1,
          endedAtMs: 2,
          confidence: 0.8,
        },
      },
      {
        type: 'observed',
        observation: {
          ...base,
          kind: 'frame',
          track: 'screen',
          widthPx: 1,
          heightPx: 1,
          change: 'first',
          fingerprint: 'f',
          text: text('Error 4711'),
        },
      },
      asked(1, 'What is this?'),
      asked(2, 'Thanks.'),
    );
    expect(turnOf(rows, 1)).toMatchObject({
      asked: { by: 'caller', text: 'What is this?' },
      heard: [{ text: 'what is this', confidence: 0.8 }],
      seen: [{ what: 'screen', text: 'Error 4711' }],
    });
    expect(turnOf(rows, 2)).toMatchObject({ heard: [], seen: [] });
  });

  it('follows a tool from what was meant over the verdict and the approval to what came of it', () => {
    const { rows } = told(
      START,
      asked(1, 'A refund.'),
      { type: 'tool.intended', generation: 1, tool: 'refund', callKey: 'k', arguments: text('{"amount":40}') },
      { type: 'tool.judged', generation: 1, tool: 'refund', callKey: 'k', verdict: 'escalate', reason: 'above 25' },
      {
        type: 'approval.requested',
        generation: 1,
        approvalId: 'a1',
        tool: 'refund',
        callKey: 'k',
        by: 'operator',
        arguments: text('{"amount":40}'),
        readBack: text('Refund 40.'),
        reason: 'above 25',
        expiresAtMs: 9,
      },
      {
        type: 'approval.decided',
        generation: 1,
        approvalId: 'a1',
        callKey: 'k',
        decision: 'approved',
        by: 'anna',
        arguments: text('{"amount":25}'),
      },
      {
        type: 'tool.finished',
        generation: 1,
        tool: 'refund',
        callKey: 'k',
        outcome: 'ok',
        result: text('done'),
        tookMs: 7,
      },
      {
        type: 'tool.undone',
        generation: 1,
        tool: 'refund',
        callKey: 'k',
        outcome: 'impossible',
        result: text('money is gone'),
      },
    );
    expect(turnOf(rows, 1)?.tools).toEqual([
      expect.objectContaining({
        tool: 'refund',
        arguments: '{"amount":40}',
        verdict: 'escalate',
        approval: expect.objectContaining({ id: 'a1', readBack: 'Refund 40.' }),
        decision: { what: 'approved', by: 'anna', reason: undefined, changed: '{"amount":25}' },
        outcome: 'ok',
        result: 'done',
        tookMs: 7,
        undone: { outcome: 'impossible', result: 'money is gone' },
      }),
    ]);
  });

  it('keeps apart what was composed and what was heard of it, reply by reply', () => {
    const { rows } = told(
      START,
      asked(1, 'Hi'),
      composed(1, 'One moment.'),
      composed(1, 'It is 391. Anything else?'),
      heard(1, 'One moment.'),
      heard(1, 'It is 391.', false),
    );
    expect(turnOf(rows, 1)?.spoken).toMatchObject([
      { composed: 'One moment.', heard: 'One moment.', complete: true },
      { composed: 'It is 391. Anything else?', heard: 'It is 391.', complete: false, interrupted: true },
    ]);
  });

  it('shows a supervisor’s word beside the plan it is about, and what was refused as not done', () => {
    const plan = { plan: 'call-tools', prompt: 'talker', promptVersion: 'v1' };
    const review = {
      by: 'boss',
      verdict: 'refuse' as const,
      reason: text('Too dear.'),
      steps: text('[{"tool":"pay"}]'),
    };
    const judged: Body = {
      type: 'tool.judged',
      generation: 1,
      tool: 'pay',
      callKey: 'k',
      verdict: 'deny',
      reason: 'boss refused: Too dear.',
      arguments: text('{"euros":90}'),
    };
    const story = told(
      START,
      asked(1, 'Pay me'),
      { type: 'planned', generation: 1, step: 1, ...plan },
      { type: 'planned', generation: 1, step: 1, ...plan, prompt: 'supervisor', promptVersion: 'v2', review },
      judged,
      { type: 'planned', generation: 1, step: 2, ...plan, plan: 'say' },
    );
    const turn = turnOf(story.rows, 1);
    expect(turn?.planned).toMatchObject([
      {
        step: 1,
        prompt: 'talker',
        review: { by: 'boss', verdict: 'refuse', reason: 'Too dear.', steps: '[{"tool":"pay"}]' },
      },
      { step: 2, plan: 'say', review: undefined },
    ]);
    expect(turn?.tools).toMatchObject([{ tool: 'pay', verdict: 'deny', outcome: 'denied', arguments: '{"euros":90}' }]);
  });

  it('shows a reply as being said until its hearing is confirmed', () => {
    expect(turnOf(told(START, composed(0, 'Hello.')).rows, 0)?.spoken[0]?.heard).toBeUndefined();
  });

  it('counts on hearing only the last turn of a call that goes on: what was overtaken was not heard', () => {
    const greeted = told(START, composed(0, 'Hello.'));
    expect(beingSaid(greeted.rows, true)).toBe(0);
    const overtaken = told(START, composed(0, 'Hello.'), asked(1, 'Hi'));
    expect(beingSaid(overtaken.rows, true)).toBe(1);
    expect(beingSaid(overtaken.rows, false)).toBeUndefined();
    expect(beingSaid([], true)).toBeUndefined();
  });

  it('adds up costs, and knows when the sum is only a lower bound', () => {
    const story = told(
      START,
      { type: 'cost', generation: 1, provider: 'a', usd: 0.25 },
      { type: 'cost', generation: 1, provider: 'a', usd: 0.5 },
      { type: 'cost', generation: 2, provider: 'b', characters: 9 },
    );
    expect([story.costUsd, story.unpriced]).toEqual([0.75, 1]);
    expect(turnOf(story.rows, 1)?.usd).toBe(0.75);
  });

  it('knows who has taken the call over until it is given back, and when it is over', () => {
    const over: Body = { type: 'operator.took-over', from: 'anna', identity: 'operator-anna-1' };
    const back: Body = { type: 'operator.gave-back', from: 'anna', reason: 'gave it back' };
    expect(told(START, over).takenOverBy).toEqual({ name: 'anna', identity: 'operator-anna-1' });
    expect(told(START, over, back).takenOverBy).toBeUndefined();
    expect(told(START, { type: 'call.ended', reason: 'x', outcome: 'handed-over' }).endedAtMs).toBeUndefined();
    expect(told(START, { type: 'call.ended', reason: 'x', outcome: 'completed' }).endedAtMs).toBe(1_001);
  });

  it('is the same when a stream that broke off repeats itself', () => {
    const events = eventsOf([START, asked(1, 'Hi'), composed(1, 'Hello.'), heard(1, 'Hello.')]);
    const once = foldStory(newStory(), events);
    const twice = foldStory(foldStory(newStory(), events.slice(0, 3)), events);
    expect(twice).toEqual(once);
  });

  it('lists files, whoever gave them, and passes over what a later version wrote', () => {
    const story = told(
      START,
      {
        type: 'observed',
        observation: { ...base, kind: 'document', name: text('invoice.pdf'), mediaType: 'application/pdf', pages: [] },
      },
      { type: 'foreign', originalType: 'call.danced' },
    );
    expect(story.files).toMatchObject([{ name: 'invoice.pdf', from: 'caller' }]);
    expect(story.rows.at(-1)).toMatchObject({
      kind: 'note',
      note: { text: 'An event of a later version: call.danced.' },
    });
  });
});
