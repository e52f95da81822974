import { describe, expect, it } from 'vitest';
import { resumedCall } from '../../../agents/call/resume.ts';
import type { CallEventBody } from '../../../agents/log/events.ts';
import { UncommittedEvents } from '../../../agents/worker/uncommitted-events.ts';
import { asked, joined, script, started } from '../../support/call-script.ts';

const events = script('c1', [started, joined('u1', 'Martin'), asked(1, 'my name is Martin'), asked(2, 'and you')]);

describe('a call that is taken over', () => {
  it('goes on with what is known when its history has a hole, instead of failing', () => {
    const [first, second, third, fourth] = events;
    if (!first || !second || !third || !fourth) throw new Error('The script is too short.');
    expect(resumedCall([first, second, third])?.unanswered).toEqual({ text: 'my name is Martin', by: 'caller' });
    expect(resumedCall([first, second, fourth])).toMatchObject({
      unanswered: { text: 'and you', by: 'caller' },
      generation: 2,
    });
  });

  it('still knows that its last question was an operator’s', () => {
    const [call, person] = [started, joined('u1', 'Martin')];
    const history = script('c1', [
      call,
      person,
      { ...asked(1, 'offer a refund'), askedBy: 'operator' } as CallEventBody,
    ]);
    expect(resumedCall(history)?.unanswered).toEqual({ text: 'offer a refund', by: 'operator' });
  });

  it('knows who was there and has not left', () => {
    const left: CallEventBody = { type: 'participant.left', identity: 'id-u1', reason: 'CLIENT_INITIATED' };
    expect(resumedCall(events)?.caller).toEqual({
      identity: 'id-u1',
      name: 'Martin',
      kind: 'standard',
      attributes: {},
    });
    expect(resumedCall(script('c1', [started, joined('u1', 'Martin'), left]))?.caller).toBeUndefined();
  });

  it('misses no event that becomes durable while its history is read', async () => {
    const uncommitted = new UncommittedEvents();
    uncommitted.received('c1', events);
    const stored = events.slice(0, 2);
    const history = await uncommitted.completing('c1', async () => {
      uncommitted.committed('c1', 3);
      return stored;
    });
    expect(history.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
  });
});
