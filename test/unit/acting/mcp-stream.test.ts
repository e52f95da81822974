import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedLines } from '../../../agents/acting/toolbox/mcp/bounded-lines.ts';
import { EventStreamGuard } from '../../../agents/acting/toolbox/mcp/event-stream-guard.ts';
import { FlowWindow } from '../../../agents/acting/toolbox/mcp/flow-window.ts';
import { mcpTuning } from '../../../agents/acting/toolbox/mcp/mcp-tuning.ts';
import { ServerFlow } from '../../../agents/acting/toolbox/mcp/server-flow.ts';

/** The same bytes in pieces of any sizes. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : at[index - 1], end));
}

describe('lines of a stream', () => {
  it('are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat()), (words, cuts) => {
        const lines = words.map((word) => word.replace(/[\r\n]/g, '_'));
        const got: string[] = [];
        const reader = new BoundedLines((line) => got.push(line));
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        for (const piece of pieces(bytes, cuts)) reader.push(piece, () => true);
        expect(got).toEqual(lines);
        expect(reader.pendingBytes).toBe(0);
      }),
    );
  });

  it('end where they are told to', () => {
    const got: string[] = [];
    const reader = new BoundedLines((line) => got.push(line));
    reader.push(Buffer.from('a\r\nb\nc\nd'), () => got.length < 2);
    expect(got).toEqual(['a', 'b']);
  });
});

describe('the watch over an event stream', () => {
  const flow = (more: Partial<typeof mcpTuning> = {}) => new ServerFlow({ ...mcpTuning, ...more }, () => 0);

  it('sees whether any event has an id, however the bytes are cut', () => {
    const table: [string, boolean][] = [
      ['id: 7\ndata: x\n\n', true],
      ['event: message\r\nid:7\r\n\r\n', true],
      ['id:\ndata: x\n\n', false],
      ['id: \n\n', false],
      ['data: id: 7\n\nidea: 7\n\n: id: 7\n\n', false],
    ];
    for (const [text, resumable] of table)
      fc.assert(
        fc.property(fc.array(fc.nat()), (cuts) => {
          const guard = new EventStreamGuard(flow());
          for (const piece of pieces(Buffer.from(text), cuts)) expect(guard.watch(piece)).toBe(undefined);
          expect(guard.resumable).toBe(resumable);
        }),
      );
  });

  it('bounds one event, and how many there are', () => {
    const long = new EventStreamGuard(flow({ messageBytes: 10 }));
    expect(long.watch(Buffer.from('data: 1\n\ndata: 2\n\n'))).toBe(undefined);
    expect(long.watch(Buffer.from('data: 1\nda'))).toBe(undefined);
    expect(long.watch(Buffer.from('ta'))).toContain('more than 10 bytes');
    const many = new EventStreamGuard(flow({ floodMessages: 2 }));
    expect(many.watch(Buffer.from('data: 1\n\n: a comment\n\n'))).toBe(undefined);
    expect(many.watch(Buffer.from('data: 3\n\n'))).toContain('more than 2 messages');
  });
});

describe('a window of time', () => {
  it('admits so much in it, and begins anew when it is over', () => {
    const window = new FlowWindow(3, 1_000);
    expect([window.admit(2, 0), window.admit(1, 999), window.admit(1, 999)]).toEqual([true, true, false]);
    expect(window.admit(3, 1_000)).toBe(true);
    expect(window.admit(1, 1_999)).toBe(false);
  });
});
