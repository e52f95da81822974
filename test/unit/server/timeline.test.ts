/** The timeline of a long call comes in pages: nothing is missing and nothing comes twice. */
import { expect, test } from 'vitest';
import type { CallEventBody } from '../../../agents/log/events.ts';
import { foldCall } from '../../../agents/log/fold.ts';
import type { TimelineReply } from '../../../server/api/calls.ts';
import { timelineOf } from '../../../server/calls/timeline.ts';
import { eventsOf, STARTED } from './logged-call.ts';

const turn = (generation: number): CallEventBody[] => [
  { type: 'turn.committed', generation, source: 'speech', text: { private: `ask ${generation}` }, speculative: false },
  { type: 'tool.intended', generation, tool: 't', callKey: `k${generation}`, arguments: { private: '{}' } },
  { type: 'reply.composed', generation, text: { private: `say ${generation}` }, kind: 'answer' },
  { type: 'reply.heard', generation, text: { private: `say ${generation}` }, complete: true, interrupted: false },
  { type: 'turn.timed', generation, stagesMs: { 'turn.ear': 500 } },
  { type: 'degraded', stage: 'recall', action: 'none', reason: `late ${generation}`, generation },
];
const early: CallEventBody = { type: 'degraded', stage: 'join', action: 'waited', reason: 'late 0' };
const state = foldCall(eventsOf('c', [STARTED, early, ...Array.from({ length: 7 }, (_, at) => turn(at + 1)).flat()]));

test('a short call is one page', () => {
  const page = timelineOf(state, 'c', { limit: 500 });
  expect(page.earlier).toBeUndefined();
  expect([page.conversation, page.tools, page.turns, page.degradations].map((list) => list.length)).toEqual([
    14, 7, 7, 8,
  ]);
});

test.each([1, 2, 3, 4, 5, 13])('pages of %i turns put together are the call', (limit) => {
  const pages: TimelineReply[] = [];
  for (let before: number | undefined; ; ) {
    const page = timelineOf(state, 'c', { limit, before });
    pages.unshift(page);
    expect(page.conversation.length).toBeLessThanOrEqual(limit);
    before = page.earlier;
    if (before === undefined) break;
  }
  const whole = timelineOf(state, 'c', { limit: 500 });
  for (const part of ['conversation', 'tools', 'turns', 'degradations'] as const)
    expect(pages.flatMap((page): unknown[] => page[part])).toEqual(whole[part]);
});

test('a page that was asked for beyond the end is the last one', () => {
  expect(timelineOf(state, 'c', { limit: 2, before: 9_999 }).conversation).toHaveLength(2);
});
