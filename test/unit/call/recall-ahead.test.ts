import { describe, expect, it } from 'vitest';
import { RecallAhead } from '../../../agents/call/recall-ahead.ts';
import type { RecallResponse } from '../../../agents/memory/service-api.ts';
import { noMemory } from './no-memory.ts';

const nothing: RecallResponse = { items: [], ranking: 'none', tookMs: 0 };
function rig() {
  const asked: { query: string; answer(response?: RecallResponse): void }[] = [];
  const recall = new RecallAhead({
    memory: {
      ...noMemory,
      recall: ({ query }) =>
        new Promise((resolve) => {
          asked.push({ query, answer: (response = nothing) => resolve(response) });
        }),
    },
    userId: 'user-1',
    sessionId: 'call-1',
    signal: new AbortController().signal,
  });
  return { recall, asked, queries: () => asked.map(({ query }) => query) };
}
const nextLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('memory asked while the caller speaks', () => {
  it('is asked one thing at a time, and next for the latest words', async () => {
    const { recall, asked, queries } = rig();
    for (const text of ['my', 'my dog', 'my dog is', 'my dog is called']) recall.hear(text);
    expect(queries()).toEqual(['my']);
    asked[0]?.answer();
    await nextLoop();
    expect(queries()).toEqual(['my', 'my dog is called']);
    asked[1]?.answer();
    await nextLoop();
    expect(asked.length).toBe(2);
  });
  it('does not keep a turn waiting for the words before it', async () => {
    const { recall, asked, queries } = rig();
    recall.hear('what is');
    recall.hear('what is my name');
    const lines = recall.lines('what is my name', 'speech');
    expect(queries()).toEqual(['what is', 'what is my name']);
    asked[1]?.answer();
    expect((await lines).answer).toEqual(nothing);
    asked[0]?.answer();
    await nextLoop();
    expect(asked.length).toBe(2);
  });
  it('is asked again for the same words when it did not answer, and only then', async () => {
    const { recall, asked, queries } = rig();
    recall.hear('what is my name');
    asked[0]?.answer({ ...nothing, degraded: 'The memory service cannot be reached.' });
    await nextLoop();
    recall.hear('what is my name');
    expect(queries()).toEqual(['what is my name', 'what is my name']);
    asked[1]?.answer();
    await nextLoop();
    recall.hear('what is my name');
    expect(asked.length).toBe(2);
  });
  it('is not waited for when it is late', async () => {
    const { recall } = rig();
    expect(await recall.lines('what is my name', 'speech')).toEqual({ lines: [], answer: undefined });
  });
});
