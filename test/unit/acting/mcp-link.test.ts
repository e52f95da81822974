import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Linked, McpLink } from '../../../agents/acting/toolbox/mcp/mcp-link.ts';
import { mcpTuning } from '../../../agents/acting/toolbox/mcp/mcp-tuning.ts';

interface Line extends Linked {
  number: number;
  closed: boolean;
  breakOff(sentence: string): void;
}

describe('the link to an MCP server', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** `fail` says which attempts fail. */
  function linkThat(fail: (attempt: number) => boolean) {
    const lines: Line[] = [];
    const seen = { attempts: 0, back: 0, atMs: [] as number[] };
    const began = Date.now();
    const link = new McpLink<Line>({
      name: 'desk',
      tuning: mcpTuning,
      nowMs: () => Date.now(),
      log: { info() {}, warn() {} },
      onBack: () => {
        seen.back += 1;
      },
      open: () => {
        seen.attempts += 1;
        seen.atMs.push(Date.now() - began);
        if (fail(seen.attempts)) return Promise.reject(new Error(`Attempt ${seen.attempts} failed.`));
        const { promise, resolve } = Promise.withResolvers<string>();
        const line: Line = {
          number: seen.attempts,
          closed: false,
          lost: promise,
          breakOff: resolve,
          close: () => {
            line.closed = true;
            return Promise.resolve();
          },
        };
        lines.push(line);
        return Promise.resolve(line);
      },
    });
    return { link, seen, lines };
  }
  const signal = new AbortController().signal;

  it('is made once for all who ask at once', async () => {
    const { link, seen } = linkThat(() => false);
    const [a, b] = await Promise.all([link.connection(signal), link.connection(signal)]);
    expect(a).toBe(b);
    expect(await link.connection(signal)).toBe(a);
    expect(seen).toMatchObject({ attempts: 1, back: 0 });
    await link.close();
  });

  it('is tried ever later while it fails, and says that it is back', async () => {
    const { link, seen } = linkThat((attempt) => attempt < 12);
    await expect(link.connection(signal)).rejects.toThrow('Attempt 1 failed.');
    await vi.advanceTimersByTimeAsync(200_000);
    expect(seen.atMs).toEqual([0, 250, 750, 1_750, 3_750, 7_750, 15_750, 31_750, 63_750, 123_750, 183_750]);
    expect(seen.back).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen.back).toBe(1);
    expect((await link.connection(signal)).number).toBe(12);
    await link.close();
  });

  it('is waited for when the next attempt is near, and refused with a sentence when it is far', async () => {
    const { link } = linkThat((attempt) => attempt < 6);
    await expect(link.connection(signal)).rejects.toThrow('Attempt 1');
    await vi.advanceTimersByTimeAsync(3_800);
    await expect(link.connection(signal)).rejects.toThrow('Attempt 5 failed. It is tried again in 4 s.');
    await vi.advanceTimersByTimeAsync(2_500);
    const soon = link.connection(signal);
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await soon).number).toBe(6);
    await link.close();
  });

  it('that lived long begins its waits anew, and one that broke off at once does not', async () => {
    const { link, seen, lines } = linkThat(() => false);
    await link.connection(signal);
    lines[0]?.breakOff('gone');
    await vi.advanceTimersByTimeAsync(250);
    lines[1]?.breakOff('gone');
    await vi.advanceTimersByTimeAsync(499);
    expect(seen.attempts).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.attempts).toBe(3);
    await vi.advanceTimersByTimeAsync(20_000);
    lines[2]?.breakOff('gone');
    await vi.advanceTimersByTimeAsync(250);
    expect(seen).toMatchObject({ attempts: 4, back: 3 });
    await link.close();
  });

  it('leaves a caller who gives up without spoiling the attempt for another', async () => {
    const { link } = linkThat((attempt) => attempt === 1);
    await expect(link.connection(signal)).rejects.toThrow('Attempt 1');
    const giveUp = new AbortController();
    const impatient = link.connection(giveUp.signal);
    const patient = link.connection(signal);
    giveUp.abort(new Error('never mind'));
    await expect(impatient).rejects.toThrow('never mind');
    await vi.advanceTimersByTimeAsync(250);
    expect((await patient).number).toBe(2);
    await link.close();
  });

  it('is closed for good', async () => {
    const { link, seen, lines } = linkThat(() => false);
    await link.connection(signal);
    await link.close();
    expect(lines[0]?.closed).toBe(true);
    await expect(link.connection(signal)).rejects.toThrow('desk has been closed.');
    await vi.advanceTimersByTimeAsync(100_000);
    expect(seen.attempts).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
