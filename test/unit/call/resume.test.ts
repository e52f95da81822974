import { describe, expect, it } from 'vitest';
import { resumedCall } from '../../../agents/call/resume.ts';
import { UncommittedEvents } from '../../../agents/worker/uncommitted-events.ts';
import { asked, joined, script, started } from '../../support/call-script.ts';

const events = script('c1', [started, joined('u1', 'Martin'), asked(1, 'my name is Martin'), asked(2, 'and you')]);

describe('a call that is taken over', () => {
  it('goes on with what is known when its history has a hole, instead of failing', () => {
    const [first, second, third, fourth] = events;
    if (!first || !second || !third || !fourth) throw new Error('The script is too short.');
    expect(resumedCall([first, second, third])?.unanswered).toBe('my name is Martin');
    expect(resumedCall([first, second, fourth])).toMatchObject({ unanswered: 'and you', generation: 2 });
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
