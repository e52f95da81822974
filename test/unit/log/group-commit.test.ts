import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallEventBody } from '../../../agents/log/events.ts';
import { createGroupCommit } from '../../../agents/log/sqlite/group-commit.ts';
import type { AppendBatch, AppendOutcome } from '../../../agents/log/sqlite/operations.ts';
import { marked } from '../../../agents/observation/schema.ts';
import { asked, script } from '../../support/call-script.ts';

const intent: CallEventBody = {
  type: 'tool.intended',
  generation: 1,
  tool: 'pay',
  callKey: 'k',
  arguments: marked('{}'),
};
const batch = (callId: string, body: CallEventBody = asked(1, 'hi')): AppendBatch => ({
  callId,
  userId: 'u1',
  events: script(callId, [body]),
});

/** A disk whose commit takes `commitMs`; notes when each one began and how many appends it held. */
function disk(commitMs: number) {
  const commits: { atMs: number; appends: number }[] = [];
  const startMs = Date.now();
  const group = createGroupCommit(async (batches): Promise<AppendOutcome[]> => {
    commits.push({ atMs: Date.now() - startMs, appends: batches.length });
    await new Promise((resolve) => setTimeout(resolve, commitMs));
    return batches.map((one) =>
      one.callId === 'bad' ? { error: { failure: 'gap', message: 'a hole' } } : { lastSeq: 1 },
    );
  });
  return { group, commits };
}

describe('group commit', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('writes what arrives within a few milliseconds in one transaction, durable within 20 ms', async () => {
    const { group, commits } = disk(8);
    const startMs = Date.now();
    const all = Promise.all(['a', 'b', 'c'].map((callId) => group.append(batch(callId)))).then(
      () => Date.now() - startMs,
    );
    await vi.advanceTimersByTimeAsync(20);
    expect(await all).toBeLessThanOrEqual(20);
    expect(commits).toEqual([{ atMs: 6, appends: 3 }]);
  });

  it('starts at once for an intent, because an action waits for it', async () => {
    const { group, commits } = disk(8);
    void group.append(batch('a'));
    void group.append(batch('b', intent));
    await vi.advanceTimersByTimeAsync(1);
    expect(commits).toEqual([{ atMs: 0, appends: 2 }]);
  });

  it('gathers the next group while one is under way', async () => {
    const { group, commits } = disk(50);
    void group.append(batch('a', intent));
    await vi.advanceTimersByTimeAsync(10);
    for (const callId of ['b', 'c', 'd']) void group.append(batch(callId));
    await vi.advanceTimersByTimeAsync(200);
    expect(commits).toEqual([
      { atMs: 0, appends: 1 },
      { atMs: 50, appends: 3 },
    ]);
  });

  it('refuses the one append that is wrong and settles before it closes', async () => {
    const { group } = disk(5);
    const good = group.append(batch('a'));
    const bad = group.append(batch('bad')).catch((error: unknown) => error);
    const settled = group.settled();
    await vi.advanceTimersByTimeAsync(20);
    await settled;
    expect(await good).toBe(1);
    expect(await bad).toMatchObject({ failure: 'gap' });
  });

  it('refuses more than may wait, in a sentence', async () => {
    const { group } = disk(60_000);
    const outcomes = Array.from({ length: 5_300 }, () =>
      group.append(batch('a')).then(
        () => 'ok',
        (error: Error) => error.message,
      ),
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(await outcomes.at(-1)).toContain('5000 appends already wait');
    vi.clearAllTimers();
  });
});
