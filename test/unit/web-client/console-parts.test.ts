/** Streams out of text, stages as bars, addresses, times, tasks and switches: what the console decides by itself. */
import { describe, expect, it } from 'vitest';
import { sseReader } from '../../../web-client/console/api/sse-text.ts';
import { waterfall } from '../../../web-client/console/call/waterfall.ts';
import { addressOf, placeOf } from '../../../web-client/console/frame/address.ts';
import { prettyText } from '../../../web-client/console/parts/pretty-json.ts';
import { span, took, usd } from '../../../web-client/console/parts/times.ts';
import { dataOf, sentenceOfEntry } from '../../../web-client/console/tasks/task-entry-text.ts';
import { canCancel, resolutions } from '../../../web-client/console/tasks/task-states.ts';
import { isOff, toolNames } from '../../../web-client/console/tools/switches.ts';

describe('server-sent events', () => {
  const stream = ': hello\n\nid: 1\ndata: {"a":1}\n\nevent: end\ndata: {"reason":"x"}\n\ndata: one\ndata: two\n\n';
  const expected = [
    { event: 'message', id: '1', data: '{"a":1}' },
    { event: 'end', id: undefined, data: '{"reason":"x"}' },
    { event: 'message', id: undefined, data: 'one\ntwo' },
  ];
  it('are the same however the text is cut', () => {
    for (let size = 1; size <= stream.length; size += 1) {
      const read = sseReader();
      const found = [];
      for (let at = 0; at < stream.length; at += size) found.push(...read(stream.slice(at, at + size)));
      expect(found).toEqual(expected);
    }
  });
  it('are given only once they are complete', () => {
    const read = sseReader();
    expect(read('data: 1\n')).toEqual([]);
    expect(read('\n')).toEqual([{ event: 'message', id: undefined, data: '1' }]);
  });
});

describe('the waterfall of a turn', () => {
  it('begins with the silence and ends stage by stage at the first sound', () => {
    const { bars, totalMs } = waterfall({
      'hear.endpoint': 300,
      recall: 30,
      'plan.first_clause': 200,
      'speak.first_byte': 100,
      'turn.ear': 700,
      'speak.playout': 5_000,
    });
    const at = Object.fromEntries(bars.map(({ stage, startMs }) => [stage, startMs]));
    expect(at).toEqual({
      'hear.endpoint': 0,
      recall: 370,
      'plan.first_clause': 400,
      'speak.first_byte': 600,
      'turn.ear': 0,
      'speak.playout': 700,
    });
    expect(totalMs).toBe(700);
  });
  it('never begins before the silence, and has room for stages it does not know', () => {
    const { bars, totalMs } = waterfall({ 'plan.first_clause': 900, 'turn.ear': 500, 'new.stage': 40 });
    expect(bars.every(({ startMs }) => startMs >= 0)).toBe(true);
    expect(bars.map(({ stage }) => stage)).toContain('new.stage');
    expect(totalMs).toBe(900);
  });
  it('of nothing is empty', () => {
    expect(waterfall({}).bars).toEqual([]);
  });
});

describe('addresses', () => {
  it.each([
    ['/console', { screen: 'live', id: undefined }],
    ['/console/', { screen: 'live', id: undefined }],
    ['/console/calls/AJ_a%2Fb', { screen: 'calls', id: 'AJ_a/b' }],
    ['/console/memory/%zz', { screen: 'memory', id: '%zz' }],
    ['/console/settings', { screen: 'unknown', id: undefined }],
    ['/console/calls/a/b', { screen: 'unknown', id: undefined }],
  ])('%s', (pathname, place) => {
    expect(placeOf(pathname)).toEqual(place);
  });
  it('lead back to where they came from, whatever an id holds', () => {
    for (const id of ['a', 'a/b', 'sip:+49 30', 'ü%?#'])
      expect(placeOf(addressOf('memory', id))).toEqual({ screen: 'memory', id });
    expect(addressOf('live')).toBe('/console');
  });
});

describe('times and amounts', () => {
  it('are short', () => {
    expect([span(-1), span(65_000), span(3_725_000), span(93_600_000)]).toEqual(['0:00', '1:05', '1:02:05', '1 d 2 h']);
    expect([took(41.6), took(1_340), took(130_000)]).toEqual(['42 ms', '1.3 s', '2:10']);
    expect([usd(0.00214), usd(12.5)]).toEqual(['$0.0021', '$12.50']);
    expect([prettyText('{"a":1}'), prettyText('plain')]).toEqual(['{\n  "a": 1\n}', 'plain']);
  });
});

describe('tasks', () => {
  it('can be called off until they are over, once', () => {
    expect(canCancel({ state: 'EXECUTING', cancelRequested: false })).toBe(true);
    expect(canCancel({ state: 'EXECUTING', cancelRequested: true })).toBe(false);
    expect(canCancel({ state: 'COMPLETED', cancelRequested: false })).toBe(false);
  });
  it('are taken further by a person only when a person has them, or to try again', () => {
    expect(resolutions('ESCALATED')).toEqual(['complete', 'return', 'fail']);
    expect(resolutions('FAILED')).toEqual(['return']);
    expect(resolutions('EXECUTING')).toEqual([]);
  });
  it('tell their log in sentences, with the data behind', () => {
    const entry = {
      seq: 1,
      atMs: 1,
      type: 'intended',
      step: 'book',
      tool: 'table_book',
      callKey: 'k',
      arguments: { private: '{"at":"20:00"}' },
      read: false,
      honoursKey: true,
    } as const;
    expect(sentenceOfEntry(entry)).toBe('book: table_book is about to run.');
    expect(dataOf(entry)).toBe('{"at":"20:00"}');
    expect(
      sentenceOfEntry({
        seq: 2,
        atMs: 2,
        type: 'transition',
        to: 'ESCALATED',
        actor: 'engine',
        attempt: 1,
        reason: { private: 'no model' },
      }),
    ).toBe('Needs a person: no model');
  });
  it('say who moved it on, where it was somebody', () => {
    const moved = (actor: string) =>
      sentenceOfEntry({ seq: 1, atMs: 1, type: 'transition', to: 'COMPLETED', actor, attempt: 1 });
    expect(['engine', 'operator:anna', 'key:shop', 'call:AJ_1'].map(moved)).toEqual([
      'Completed',
      'Completed, by anna',
      'Completed, by the API key shop',
      'Completed, by the call',
    ]);
  });
});

describe('switches', () => {
  const off = { kind: 'tool', name: 'crm_refund', off: true, by: 'ada', reason: 'x', atMs: 1 } as const;
  it('are off until they are on again', () => {
    expect(isOff([off], 'tool', 'crm_refund')).toBe(true);
    expect(isOff([{ ...off, off: false }], 'tool', 'crm_refund')).toBe(false);
    expect(isOff([off], 'source', 'crm_refund')).toBe(false);
  });
  it('name tools that ran and tools that were only ever switched, once', () => {
    const ran = { tool: 'crm_refund', runs: 1, failures: 0, breaker: 'closed' } as const;
    expect(
      toolNames({ tools: [ran], switches: [off, { ...off, name: 'a_tool' }, { ...off, kind: 'source', name: 'crm' }] }),
    ).toEqual(['a_tool', 'crm_refund']);
  });
});
