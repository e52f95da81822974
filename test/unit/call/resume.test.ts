import { describe, expect, it } from 'vitest';
import { resumedCall } from '../../../agents/call/resume.ts';
import type { CallEventBody } from '../../../agents/log/events.ts';
import { marked, OBSERVATION_VERSION, type Observation } from '../../../agents/observation/schema.ts';
import { UncommittedEvents } from '../../../agents/worker/uncommitted-events.ts';
import { asked, joined, script, started } from '../../support/call-script.ts';

const events = script('c1', [started, joined('u1', 'Martin'), asked(1, 'my name is Martin'), asked(2, 'and you')]);

describe('a call that is taken over', () => {
  it('goes on with what is known when its history has a hole, instead of failing', () => {
    const [first, second, third, fourth] = events;
    if (!first || !second || !third || !fourth) throw new Error('The script is too short.');
    expect(resumedCall([first, second, third])?.unanswered).toMatchObject({ text: 'my name is Martin', by: 'caller' });
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
    expect(resumedCall(history)?.unanswered).toMatchObject({ text: 'offer a refund', by: 'operator' });
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

  it('still owes what it was wished to tell, and knows the files and screens it was shown', () => {
    const wished = (wishId: string, phase: 'made' | 'met' | 'dropped'): CallEventBody => ({
      type: 'wished',
      wishId,
      what: marked(`wish ${wishId}`),
      phase,
    });
    const observed = {
      v: OBSERVATION_VERSION,
      id: 'o',
      atMs: 5,
      provenance: { source: 'document', id: 'u1' },
    } as const;
    const name = marked('letter.pdf');
    const pages = [{ number: 1, text: marked('Your rent rises.') }];
    const letter: Observation = { ...observed, kind: 'document', name, mediaType: 'application/pdf', pages };
    const frame: Observation = {
      ...observed,
      provenance: { source: 'screen', id: 'ben' },
      kind: 'frame',
      track: 'screen',
      widthPx: 1,
      heightPx: 1,
      change: 'first',
      fingerprint: '',
      text: marked('Error 4711\n[30 more characters are on it]'),
    };
    const history = script('c1', [
      started,
      joined('u1', 'Martin'),
      wished('1', 'made'),
      wished('2', 'made'),
      wished('3', 'made'),
      wished('1', 'met'),
      wished('3', 'dropped'),
      { type: 'observed', observation: letter },
      { type: 'observed', observation: frame },
    ]);
    const resumed = resumedCall(history);
    expect(resumed?.wishes.map(({ what }) => what)).toEqual(['wish 2']);
    expect(resumed?.shown.files).toEqual([
      {
        name: 'letter.pdf',
        file: {
          kind: 'document',
          document: { kind: 'document', name, mediaType: 'application/pdf', pages },
          notes: [],
        },
      },
    ]);
    expect(resumed?.shown.sightings).toEqual([
      { source: { track: 'screen', participantIdentity: 'ben', trackSid: '' }, lines: ['Error 4711'], atMs: 5 },
    ]);
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
