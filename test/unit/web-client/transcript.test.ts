/** The conversation as lines to read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attachTimes,
  type Caption,
  closeOpenLines,
  type Entry,
  endsMidSentence,
  MAX_ENTRIES,
  writeCaption,
  writeTool,
} from '../../../web-client/call/state/transcript.ts';

const caption = (rest: Partial<Caption>): Caption => ({
  segmentId: 's1',
  who: 'caller',
  text: 'hello',
  final: false,
  interrupted: false,
  ...rest,
});
const written = (...captions: Partial<Caption>[]): readonly Entry[] =>
  captions.reduce<readonly Entry[]>((entries, one) => writeCaption(entries, caption(one)), []);

describe('captions', () => {
  it('replace the words of their segment until they are final', () => {
    const lines = written({ text: 'my name' }, { text: 'my name is Mar' }, { text: 'My name is Martin.', final: true });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ text: 'My name is Martin.', final: true, cut: false });
  });

  it('keep two speakers apart even under one segment id', () => {
    expect(written({ who: 'caller' }, { who: 'agent', text: 'Hi.' })).toHaveLength(2);
  });

  it('write nothing for an empty guess, and take back a line whose final is empty', () => {
    expect(written({ text: '  ' })).toEqual([]);
    expect(written({ text: 'hm' }, { text: '', final: true })).toEqual([]);
  });

  it('show a reply that stops in the middle as cut, and a finished one as whole', () => {
    expect(written({ who: 'agent', text: 'It is lovely with the canals and', final: true })[0]).toMatchObject({
      cut: true,
    });
    expect(written({ who: 'agent', text: 'It is 391.', final: true })[0]).toMatchObject({ cut: false });
    expect(written({ who: 'agent', text: 'It is 391.', final: true, interrupted: true })[0]).toMatchObject({
      cut: true,
    });
  });

  it('know how sentences end in other scripts', () => {
    for (const text of ['هل أنت بخير؟', 'انتهى۔', 'ठीक है।', '好的。']) expect(endsMidSentence(text), text).toBe(false);
  });

  it('never call a caller cut for leaving out the full stop', () => {
    expect(written({ who: 'caller', text: 'what is my name', final: true })[0]).toMatchObject({ cut: false });
  });

  it.each(['Yes.', 'Really?', '“Quite.”', 'Well…', 'できました。'])('take %s for a whole sentence', (text) => {
    expect(endsMidSentence(text)).toBe(false);
  });

  it('close the agent’s open line when it leaves, and not the caller’s', () => {
    const lines = closeOpenLines(
      written({ who: 'agent', text: 'One moment' }, { who: 'caller', segmentId: 's2', text: 'wait' }),
      'agent',
    );
    expect(lines).toMatchObject([
      { who: 'agent', final: true, cut: true },
      { who: 'caller', final: false },
    ]);
  });

  it('stay bounded, drop the oldest first, and keep one line per segment whatever arrives', () => {
    const one = fc.record({
      segmentId: fc.nat(2_000).map(String),
      who: fc.constantFrom('caller' as const, 'agent' as const),
      text: fc.string(),
      final: fc.boolean(),
      interrupted: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), (captions) => {
        const full = Array.from({ length: MAX_ENTRIES - 10 }, (_, index) =>
          caption({ segmentId: `old-${index}`, final: true }),
        );
        const lines = [...full, ...captions].reduce<readonly Entry[]>(writeCaption, []);
        expect(lines.length).toBeLessThanOrEqual(MAX_ENTRIES);
        expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('notes and times', () => {
  it('let a tool’s line change as it goes on, and give its next run a line of its own', () => {
    let lines = writeTool([], 'a', 'Adding up', 'started');
    lines = writeTool(lines, 'b', 'Adding up', 'finished');
    lines = writeTool(lines, 'c', 'Adding up', 'started');
    expect(lines).toMatchObject([
      { id: 'a', phase: 'finished' },
      { id: 'c', phase: 'started' },
    ]);
  });

  it('give the times of a turn to the latest answer, also while it grows', () => {
    const lines = attachTimes(
      written(
        { who: 'agent', text: 'One.', final: true },
        { segmentId: 's2', text: 'and?', final: true },
        { who: 'agent', segmentId: 's3', text: 'Tw' },
      ),
      { 'turn.ear': 489 },
    );
    const grown = writeCaption(lines, caption({ who: 'agent', segmentId: 's3', text: 'Two.', final: true }));
    expect(grown[2]).toMatchObject({ text: 'Two.', stagesMs: { 'turn.ear': 489 } });
    expect(grown[0]).not.toHaveProperty('stagesMs');
  });

  it('have nowhere to go without an answer', () => {
    expect(attachTimes([], { 'turn.ear': 1 })).toEqual([]);
  });
});
