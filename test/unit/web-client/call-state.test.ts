/** What the page shows of a call, event by event. */
import { describe, expect, it } from 'vitest';
import type { PageEvent } from '../../../server/api/page-events.ts';
import {
  type CallEvent,
  type CallState,
  initialCallState,
  reduceCall,
} from '../../../web-client/call/state/call-state.ts';
import { presenceOf } from '../../../web-client/call/state/presence.ts';
import { isNews, stageHint } from '../../../web-client/call/state/stage-hint.ts';

const stateAfter = (...events: CallEvent[]): CallState => events.reduce(reduceCall, initialCallState);
const inCall: CallEvent[] = [
  { type: 'start' },
  { type: 'joined', nowMs: 1_000 },
  { type: 'microphone', microphone: 'on' },
];
const agentIs = (state: 'initializing' | 'listening' | 'thinking' | 'speaking'): CallEvent => ({
  type: 'agent-changed',
  agent: { identity: 'agent-1', state },
});
const pageEvent = (event: PageEvent, id = 'e1'): CallEvent => ({ type: 'page-event', id, event });

describe('the presence of a call', () => {
  it('goes from resting through connecting and waiting to what the agent does', () => {
    expect(presenceOf(initialCallState)).toBe('resting');
    expect(presenceOf(stateAfter({ type: 'start' }))).toBe('initializing');
    expect(presenceOf(stateAfter(...inCall))).toBe('waiting');
    expect(presenceOf(stateAfter(...inCall, agentIs('thinking')))).toBe('thinking');
  });

  it('says that it is reconnecting whatever the agent was doing, and comes back to it', () => {
    const cut = stateAfter(...inCall, agentIs('speaking'), { type: 'reconnecting' });
    expect(presenceOf(cut)).toBe('reconnecting');
    expect(presenceOf(reduceCall(cut, { type: 'reconnected' }))).toBe('speaking');
  });

  it('lets go of the talk key when the connection drops, so that nobody is left holding the floor', () => {
    const held = stateAfter(...inCall, { type: 'push-to-talk', on: true }, { type: 'talk-key', held: true });
    expect(held.talkHeld).toBe(true);
    expect(reduceCall(held, { type: 'reconnecting' }).talkHeld).toBe(false);
  });
});

describe('a call that is handed to another agent', () => {
  const hello = (title: string) => pageEvent({ type: 'hello', agent: title, title, hears: true, speaks: true });
  const says = (segmentId: string, text: string): CallEvent => ({
    type: 'caption',
    caption: { segmentId, who: 'agent', text, final: true, interrupted: false },
  });
  const namesOf = ({ entries }: CallState) =>
    entries.map((entry) => (entry.kind === 'spoken' ? entry.name : undefined));

  it('leaves what the first one said under its name', () => {
    const before = stateAfter(...inCall, hello('Front desk'), says('s1', 'One moment.'));
    expect(namesOf(before)).toEqual([undefined]);
    const after = [hello('Billing'), says('s2', 'Hello, this is Billing.'), says('s1', 'One moment.')].reduce(
      reduceCall,
      before,
    );
    expect(namesOf(after)).toEqual(['Front desk', undefined]);
    expect(namesOf(reduceCall(after, hello('Front desk')))).toEqual(['Front desk', 'Billing']);
  });
});

describe('waiting for an agent', () => {
  it('says that none has come, and forgets it as soon as one does', () => {
    const overdue = stateAfter(...inCall, { type: 'agent-overdue' });
    expect(overdue.agentOverdue).toBe(true);
    expect(reduceCall(overdue, agentIs('listening')).agentOverdue).toBe(false);
  });

  it('ignores a late alarm when the agent is there, and before the call', () => {
    expect(stateAfter(...inCall, agentIs('listening'), { type: 'agent-overdue' }).agentOverdue).toBe(false);
    expect(stateAfter({ type: 'start' }, { type: 'agent-overdue' }).agentOverdue).toBe(false);
  });

  it('tells an agent that left from one that never came', () => {
    const hello = pageEvent({ type: 'hello', agent: 'a', title: 'A', hears: true, speaks: true });
    const left = stateAfter(...inCall, agentIs('listening'), hello, { type: 'agent-changed', agent: undefined });
    expect(stageHint(left, presenceOf(left))).not.toBe(stageHint(stateAfter(...inCall), 'waiting'));
  });
});

describe('an agent that goes away', () => {
  const gone: CallEvent = { type: 'agent-changed', agent: undefined };

  it('takes its troubles and its unfinished work with it', () => {
    const left = stateAfter(
      ...inCall,
      agentIs('thinking'),
      pageEvent({ type: 'degraded', stage: 'tts', message: 'A simpler voice is used.' }),
      pageEvent({ type: 'tool', tool: 'shop', phase: 'started', label: 'Looking it up' }, 't1'),
      gone,
    );
    expect(left.degraded).toEqual({});
    expect(left.entries).toMatchObject([{ note: 'tool', text: 'Looking it up', phase: 'left' }]);
  });

  it('leaves no tool at work in a call that is over', () => {
    const over = stateAfter(
      ...inCall,
      pageEvent({ type: 'tool', tool: 'shop', phase: 'started', label: 'Looking it up' }, 't1'),
      { type: 'ended', reason: 'hung-up', nowMs: 2_000 },
    );
    expect(over.entries).toMatchObject([{ phase: 'left' }]);
  });
});

describe('work in the background', () => {
  const over = (phase: 'completed' | 'failed' | 'escalated') =>
    stateAfter(...inCall, pageEvent({ type: 'task', id: 'k1', goal: 'Compare the offers', phase })).entries;

  it('is called finished only when it is', () => {
    expect(over('completed')).toMatchObject([{ note: 'task-over', text: 'Compare the offers' }]);
    expect(over('failed')).toMatchObject([{ note: 'task-failed', text: 'Compare the offers' }]);
    expect(over('escalated')).toMatchObject([{ note: 'task-escalated', text: 'Compare the offers' }]);
  });
});

describe('what a screen reader says of the stage', () => {
  const hello = (speaks: boolean) => pageEvent({ type: 'hello', agent: 'a', title: 'A', hears: true, speaks });

  it('is not every turn of a spoken conversation, over the voice of the agent', () => {
    for (const turn of ['listening', 'thinking', 'speaking'] as const)
      expect(isNews(stateAfter(...inCall, hello(true), agentIs(turn)), turn)).toBe(false);
  });

  it('is every turn of a written one, and whatever asks for something', () => {
    expect(isNews(stateAfter(...inCall, hello(false), agentIs('thinking')), 'thinking')).toBe(true);
    const muted = stateAfter(...inCall, hello(true), agentIs('listening'), { type: 'microphone', microphone: 'muted' });
    expect(isNews(muted, 'listening')).toBe(true);
    expect(isNews(stateAfter(...inCall, hello(true)), 'waiting')).toBe(true);
    expect(isNews(stateAfter(...inCall, hello(true), { type: 'reconnecting' }), 'reconnecting')).toBe(true);
  });
});

describe('failures', () => {
  it('returns home with the sentence of the server', () => {
    const failed = stateAfter(
      { type: 'start' },
      { type: 'failed', code: 'UNKNOWN_AGENT', message: 'There is no agent "x".' },
    );
    expect(failed).toMatchObject({
      phase: 'home',
      failure: { code: 'UNKNOWN_AGENT', message: 'There is no agent "x".' },
    });
    expect(reduceCall(failed, { type: 'start' }).failure).toBeUndefined();
  });

  it('offers help when the microphone is refused before the call, and goes on by typing when it fails inside one', () => {
    expect(stateAfter({ type: 'start' }, { type: 'microphone-problem', problem: 'refused' }).phase).toBe(
      'microphone-help',
    );
    const lost = stateAfter(...inCall, { type: 'microphone-problem', problem: 'in-use' });
    expect(lost).toMatchObject({ phase: 'in-call', microphone: 'off', microphoneProblem: 'in-use' });
    expect(reduceCall(lost, { type: 'microphone', microphone: 'on' }).microphoneProblem).toBeUndefined();
  });

  it('shows each degradation until that stage is restored', () => {
    const degraded = stateAfter(
      ...inCall,
      pageEvent({ type: 'degraded', stage: 'tts', message: 'A simpler voice is used.' }),
      pageEvent({ type: 'degraded', stage: 'recall', message: 'Memory is slow.' }),
      pageEvent({ type: 'restored', stage: 'tts' }),
    );
    expect(degraded.degraded).toEqual({ recall: 'Memory is slow.' });
  });
});

describe('the end of a call', () => {
  it('keeps when it began and ended, what was said and what was remembered', () => {
    const ended = stateAfter(
      ...inCall,
      { type: 'typed', id: 't1', text: 'I am Martin' },
      pageEvent({ type: 'remembered', text: 'Your name is Martin' }),
      pageEvent({ type: 'remembered', text: 'Your name is Martin' }, 'e2'),
      { type: 'ended', reason: 'hung-up', nowMs: 61_000 },
    );
    expect(ended).toMatchObject({
      phase: 'ended',
      startedAtMs: 1_000,
      endedAtMs: 61_000,
      endReason: 'hung-up',
      remembered: ['Your name is Martin'],
    });
    expect(ended.entries[0]).toMatchObject({ text: 'I am Martin' });
  });

  it('calls a room closed after a goodbye a goodbye, and one closed without it closed', () => {
    const closed: CallEvent = { type: 'ended', reason: 'room-closed', nowMs: 2_000 };
    expect(stateAfter(...inCall, pageEvent({ type: 'call-ending', reason: 'asked' }), closed).endReason).toBe(
      'agent-ended',
    );
    expect(stateAfter(...inCall, closed).endReason).toBe('room-closed');
  });

  it('is not overwritten by the disconnect that follows, nor reached without a call', () => {
    const ended = stateAfter(
      ...inCall,
      { type: 'ended', reason: 'hung-up', nowMs: 2_000 },
      { type: 'ended', reason: 'lost', nowMs: 3_000 },
    );
    expect(ended).toMatchObject({ endReason: 'hung-up', endedAtMs: 2_000 });
    expect(stateAfter({ type: 'start' }, { type: 'ended', reason: 'lost', nowMs: 1 }).phase).toBe('connecting');
  });

  it('starts the next call empty', () => {
    const again = stateAfter(
      ...inCall,
      { type: 'typed', id: 't1', text: 'x' },
      { type: 'ended', reason: 'hung-up', nowMs: 2 },
      { type: 'start' },
    );
    expect(again.entries).toEqual([]);
  });

  it('forgets what was remembered once the agent says that it forgot', () => {
    const state = stateAfter(
      ...inCall,
      pageEvent({ type: 'remembered', text: 'a' }),
      pageEvent({ type: 'forgotten', count: 1 }, 'e2'),
    );
    expect(state.remembered).toEqual([]);
  });
});
