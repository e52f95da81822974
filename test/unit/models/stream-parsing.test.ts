import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDeepgramMessage } from '../../../agents/models/deepgram-messages.ts';
import type { ChatDelta } from '../../../agents/models/interfaces.ts';
import { aroundThreshold } from '../../../agents/models/livekit-turn-detector.ts';
import { ChatDeltaAssembler } from '../../../agents/models/openai-chat-deltas.ts';
import { PcmBytes } from '../../../agents/models/pcm-bytes.ts';
import { PendingAudio } from '../../../agents/models/pending-audio.ts';
import { ServerSentEventReader } from '../../../agents/models/server-sent-events.ts';
import { ThinkingFilter } from '../../../agents/models/thinking-filter.ts';

/** Cuts `whole` at arbitrary places. */
const cuts = (length: number) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: length }), { maxLength: 12 })
    .map((at) => [0, ...at.sort((a, b) => a - b), length]);
const pieces = (at: number[], slice: (from: number, to: number) => void): void => {
  for (let i = 1; i < at.length; i += 1) slice(at[i - 1] ?? 0, at[i] ?? 0);
};

test('samples are the same however the bytes arrive, and a buffer is never larger than its samples', () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => (i * 37) % 256);
  const expected = [...new Int16Array(bytes.buffer)];
  fc.assert(
    fc.property(cuts(bytes.length), (at) => {
      const pcm = new PcmBytes();
      const heard: number[] = [];
      pieces(at, (from, to) => {
        const part = pcm.push(bytes.subarray(from, to));
        expect(part.buffer.byteLength).toBe(part.byteLength);
        heard.push(...part);
      });
      expect(heard).toEqual(expected);
    }),
  );
});

describe('an event stream', () => {
  const text = 'data: {"a":"Zürich 🙂"}\r\n\r\n: comment\nevent: x\ndata:two\n\ndata: [DONE]\n\n';
  test('reads the same however it is cut, also inside a character', () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(cuts(bytes.length), (at) => {
        const reader = new ServerSentEventReader();
        const read: string[] = [];
        pieces(at, (from, to) => read.push(...reader.push(bytes.subarray(from, to))));
        expect(read).toEqual(['{"a":"Zürich 🙂"}', 'two', '[DONE]']);
      }),
    );
  });
  test('that never ends its line is an error and not a growing buffer', () => {
    const reader = new ServerSentEventReader();
    expect(() => {
      for (let i = 0; i < 20; i += 1) reader.push(Buffer.alloc(100_000, 'x'));
    }).toThrow('longer than 1000000 characters');
  });
});

describe('thinking', () => {
  const text = 'Well. <think>I should\n<b>not</b> say this</think>\n\nHello < there <thin';
  test('is never spoken, however the text is cut', () => {
    fc.assert(
      fc.property(cuts(text.length), (at) => {
        const filter = new ThinkingFilter();
        let spoken = '';
        pieces(at, (from, to) => {
          spoken += filter.push(text.slice(from, to));
        });
        spoken += filter.end();
        expect(spoken.replace(/\s+/g, ' ')).toBe('Well. Hello < there <thin');
      }),
    );
  });
  test('that never ends is silence', () => {
    const filter = new ThinkingFilter();
    expect(filter.push('<think>for ever') + filter.end()).toBe('');
  });
});

describe('tool calls of servers that are only almost compatible', () => {
  const chunk = (toolCalls: unknown[], finish: string | null = null, more: object = {}) =>
    JSON.stringify({ choices: [{ delta: { tool_calls: toolCalls }, finish_reason: finish }], ...more });
  const calls = (...payloads: string[]): ChatDelta[] => {
    const assembler = new ChatDeltaAssembler('p');
    return [...payloads.flatMap((payload) => assembler.push(payload)), ...assembler.end()];
  };

  test('come whole in one chunk, together with the end', () => {
    const two = [1, 2].map((n) => ({
      index: n - 1,
      id: `c${n}`,
      function: { name: `f${n}`, arguments: `{"n":${n}}` },
    }));
    expect(calls(chunk(two, 'tool_calls'))).toEqual([
      { type: 'tool-call', id: 'c1', name: 'f1', argumentsJson: '{"n":1}' },
      { type: 'tool-call', id: 'c2', name: 'f2', argumentsJson: '{"n":2}' },
    ]);
  });
  test('come without an index, each with its id', () => {
    const payloads = ['a', 'b'].map((id) => chunk([{ id, function: { name: id, arguments: '{}' } }]));
    expect(calls(...payloads).map((call) => call.type === 'tool-call' && call.id)).toEqual(['a', 'b']);
  });
  test('come without arguments, without an id, and with a finish that says stop', () => {
    expect(calls(chunk([{ index: 0, function: { name: 'now' } }], 'stop'))).toEqual([
      { type: 'tool-call', id: 'call_0', name: 'now', argumentsJson: '{}' },
    ]);
  });
  test('come interleaved', () => {
    const payloads = [
      chunk([{ index: 0, id: 'a', function: { name: 'f', arguments: '' } }]),
      chunk([{ index: 1, id: 'b', function: { name: 'g', arguments: '{"x"' } }]),
      chunk([{ index: 0, function: { arguments: '{}' } }]),
      chunk([{ index: 1, function: { arguments: ':1}' } }], 'tool_calls'),
    ];
    expect(calls(...payloads).map((call) => call.type === 'tool-call' && call.argumentsJson)).toEqual([
      '{}',
      '{"x":1}',
    ]);
  });
  test.each([
    ['not json', 'not JSON'],
    ['{"choices":"no"}', 'not a chat chunk'],
    ['{"error":{"message":"overloaded"}}', 'overloaded'],
    [chunk([{ index: 0, id: 'a', function: { arguments: '{}' } }], 'tool_calls'), 'has no name'],
  ])('that make no sense (%s) are an error', (payload, reason) => {
    expect(() => calls(payload)).toThrow(reason);
  });
});

test('audio that waits is bounded: the oldest goes, and what is kept is a copy', () => {
  const pending = new PendingAudio(1000);
  const window = new Int16Array(300);
  for (let n = 1; n <= 5; n += 1) pending.push(window.fill(n));
  expect(pending.samples).toBe(900);
  expect(pending.drain().map((pcm) => pcm[0])).toEqual([3, 4, 5]);
  expect(pending.samples).toBe(0);
});

test('Deepgram’s messages: transcripts are read, others pass by, nonsense throws', () => {
  const results = {
    type: 'Results',
    is_final: true,
    from_finalize: true,
    channel: { alternatives: [{ transcript: ' hello ', confidence: 0.5 }] },
  };
  expect(readDeepgramMessage(JSON.stringify(results))).toEqual({
    text: 'hello',
    final: true,
    fromFinalize: true,
    confidence: 0.5,
    language: undefined,
  });
  expect(readDeepgramMessage('{"type":"Metadata"}')).toBeUndefined();
  for (const nonsense of ['<html>', '[]', 'null', '{"type":"Results"}'])
    expect(() => readDeepgramMessage(nonsense)).toThrow();
});

test('a turn score of exactly the language’s threshold is one half', () => {
  expect([0, 0.18, 0.36, 0.68, 1].map((p) => aroundThreshold(p, 0.36))).toEqual([0, 0.25, 0.5, 0.75, 1]);
});
