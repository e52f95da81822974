import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyCallState } from '../../../agents/log/call-state.ts';
import { conversationOf } from '../../../agents/log/conversation.ts';
import { readEntry } from '../../../agents/log/entry.ts';
import type { CallEventBody } from '../../../agents/log/events.ts';
import { foldCall, foldEntry, SequenceError } from '../../../agents/log/fold.ts';
import { marked } from '../../../agents/observation/schema.ts';
import { asked, composed, ended, heard, joined, script, started } from '../../support/call-script.ts';

const state = (...bodies: CallEventBody[]) => foldCall(script('c1', bodies));
const said = (...bodies: CallEventBody[]) =>
  conversationOf(state(...bodies)).map((line) => `${line.role}: ${line.text}`);

const body = fc.oneof(
  fc.constantFrom<CallEventBody>(started, ended, joined('u1'), joined('u2'), {
    type: 'participant.left',
    identity: 'id-u1',
  }),
  fc.record({ generation: fc.integer({ min: 0, max: 5 }), text: fc.string() }).chain(({ generation, text }) =>
    fc.constantFrom<CallEventBody>(
      asked(generation, text),
      composed(generation, text),
      heard(generation, text, 'so-far'),
      heard(generation, text, 'complete'),
      heard(generation, text, 'interrupted'),
      { type: 'cost', generation, provider: 'openai', inputTokens: 10, usd: 0.25 },
      { type: 'turn.timed', generation, stagesMs: { recall: 5 } },
      { type: 'tool.intended', generation, tool: 'time', callKey: text, arguments: marked('{}') },
      {
        type: 'tool.finished',
        generation,
        tool: 'time',
        callKey: text,
        outcome: 'ok',
        result: marked(text),
        tookMs: 1,
      },
      { type: 'degraded', stage: 'recall', action: 'skip', reason: text },
    ),
  ),
);
const bodies = fc.array(body, { maxLength: 40 });

describe('the fold of a call', () => {
  it('gives the same state whether folded at once or in two halves', () => {
    fc.assert(
      fc.property(bodies, fc.nat(40), (all, cut) => {
        const events = script('c1', all);
        const at = Math.min(cut, events.length);
        expect(foldCall(events.slice(at), foldCall(events.slice(0, at)))).toEqual(foldCall(events));
      }),
    );
  });

  it('never changes the state it was given', () => {
    fc.assert(
      fc.property(bodies, (all) => {
        const events = script('c1', all);
        let current = emptyCallState();
        for (const event of events) {
          const before = structuredClone(current);
          const next = foldEntry(current, event);
          expect(current).toEqual(before);
          current = next;
        }
        expect(current.lastSeq).toBe(events.length);
      }),
    );
  });

  it('accepts events in their order only', () => {
    fc.assert(
      fc.property(fc.array(body, { minLength: 2, maxLength: 12 }), fc.nat(), fc.nat(), (all, one, other) => {
        const events = script('c1', all);
        const [from, to] = [one % events.length, other % events.length];
        fc.pre(from !== to);
        const moved = events.toSpliced(from, 1);
        moved.splice(to, 0, ...events.slice(from, from + 1));
        expect(() => foldCall(moved)).toThrow(SequenceError);
      }),
    );
  });

  it('names the hole in a sequence, and an event of another call', () => {
    const events = script('c1', [started, asked(1, 'hi'), ended]);
    expect(() => foldCall(events.filter((event) => event.seq !== 2))).toThrow('event 3 follows 1; 2 was expected');
    expect(() => foldCall([...events.slice(0, 1), ...script('c2', [ended], 2)])).toThrow('event of call c2');
  });

  it('passes over an event of a later version and counts it', () => {
    const later = readEntry({ v: 7, callId: 'c1', seq: 2, atMs: 1, type: 'hologram.shown', metres: 2 });
    const after = foldCall([...script('c1', [started]), later, ...script('c1', [asked(1, 'hi')], 3)]);
    expect(after).toMatchObject({ foreign: 1, lastSeq: 3 });
    expect(conversationOf(after).length).toBe(1);
  });

  it('holds what was heard, not what was composed', () => {
    expect(
      said(asked(1, 'tell me'), composed(1, 'One. Two. Three.'), heard(1, 'One.', 'interrupted'), asked(2, 'stop')),
    ).toEqual(['user: tell me', 'agent: One.', 'user: stop']);
  });

  it('knows the reply in flight word by word', () => {
    const flying = state(
      started,
      asked(1, 'tell me'),
      composed(1, 'One two three.'),
      heard(1, 'One', 'so-far'),
      heard(1, 'One two', 'so-far'),
    );
    expect(conversationOf(flying).at(-1)).toEqual({
      role: 'agent',
      text: 'One two',
      generation: 1,
      interrupted: false,
      inFlight: true,
    });
  });

  it('leaves out a reply of which nothing was heard', () => {
    expect(said(asked(1, 'tell me'), composed(1, 'One.'), asked(2, 'never mind'))).toEqual([
      'user: tell me',
      'user: never mind',
    ]);
  });

  it('keeps a filler and the answer after it as two utterances', () => {
    const filler: CallEventBody = {
      type: 'reply.composed',
      generation: 1,
      text: marked('One moment.'),
      kind: 'filler',
    };
    expect(
      said(asked(1, 'q'), filler, composed(1, 'It is 391.'), heard(1, 'One moment.'), heard(1, 'It is 391.')),
    ).toEqual(['user: q', 'agent: One moment.', 'agent: It is 391.']);
  });

  it('joins clauses composed one by one', () => {
    const turn = state(composed(1, 'It is noon.'), composed(1, 'Anything else?')).conversation[0];
    expect(turn).toMatchObject({ composed: 'It is noon. Anything else?', heard: '' });
  });

  it('adds up costs by provider and by turn, and says when a price is missing', () => {
    const after = state(
      { type: 'cost', generation: 1, provider: 'openai', inputTokens: 100, outputTokens: 20, usd: 0.5 },
      { type: 'cost', generation: 1, provider: 'openai', inputTokens: 10 },
      { type: 'cost', generation: 2, provider: 'deepgram', audioSeconds: 3, usd: 0.25 },
    );
    expect(after.costs.openai).toMatchObject({ inputTokens: 110, outputTokens: 20, usd: 0.5, unpriced: 1 });
    expect(after.costsByGeneration).toEqual({ 1: 0.5, 2: 0.25 });
  });

  it('shows a tool that was attempted and never answered', () => {
    const after = state(
      { type: 'tool.intended', generation: 1, tool: 'pay', callKey: 'k', arguments: marked('{"eur":5}') },
      { type: 'tool.judged', generation: 1, tool: 'pay', callKey: 'k', verdict: 'allow', reason: 'asked' },
    );
    expect(after.tools).toEqual([expect.objectContaining({ tool: 'pay', verdict: 'allow', outcome: undefined })]);
  });

  it('goes on after a handover and ends with the call', () => {
    const handed: CallEventBody = { type: 'call.ended', reason: 'drain', outcome: 'handed-over' };
    expect(state(started, handed).status).toBe('live');
    expect(state(started, handed, started, ended)).toMatchObject({
      status: 'ended',
      outcome: 'completed',
      startedAtMs: expect.any(Number),
    });
  });
});
