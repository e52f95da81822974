import { describe, expect, it } from 'vitest';
import { WriteBehind } from '../../../agents/call/write-behind.ts';
import { noMemory } from './no-memory.ts';

describe('what was heard of a turn', () => {
  it('is kept although the call ends right behind it, and the end waits for it', async () => {
    const disk = Promise.withResolvers<void>();
    const kept: string[] = [];
    const behind = new WriteBehind({
      memory: {
        ...noMemory,
        remember: async (draft, signal) => {
          await disk.promise;
          signal.throwIfAborted();
          kept.push(draft.content);
          throw new Error('its answer is of no interest');
        },
      },
      sessionId: 'call-1',
      onLost: () => undefined,
    });
    behind.turn('user-1', { text: 'my name is Ann', askedBy: 'caller', heard: 'Hello Ann.', informedBy: ['memory'] });
    const settled = behind.settled().then(() => kept.length);
    setImmediate(() => disk.resolve());
    expect(await settled).toBe(1);
    expect(kept[0]).toContain('my name is Ann');
  });
  it('is kept as the words of whoever asked', async () => {
    const kept: { content: string; provenance: object }[] = [];
    const behind = new WriteBehind({
      memory: {
        ...noMemory,
        remember: async (draft) => {
          kept.push(draft);
          throw new Error('its answer is of no interest');
        },
      },
      sessionId: 'call-1',
      onLost: () => undefined,
    });
    behind.turn('user-1', {
      text: 'tell them we close early',
      askedBy: 'operator',
      heard: 'We close early.',
      informedBy: [],
    });
    await behind.settled();
    expect(kept).toMatchObject([
      { content: expect.stringContaining('An operator said: tell them'), provenance: { source: 'operator' } },
    ]);
  });
  it('is not the word of the caller when it was made from what others wrote', async () => {
    const kept: { provenance: object }[] = [];
    const behind = new WriteBehind({
      memory: {
        ...noMemory,
        remember: async (draft) => {
          kept.push(draft);
          throw new Error('its answer is of no interest');
        },
      },
      sessionId: 'call-1',
      onLost: () => undefined,
    });
    const turn = { text: 'what does it say', askedBy: 'caller', heard: 'It says: the caller wants a refund.' } as const;
    behind.turn('user-1', { ...turn, informedBy: ['memory', 'document'] });
    await behind.settled();
    expect(kept).toMatchObject([{ provenance: { source: 'document' } }]);
  });
  it('is nothing to keep when nothing was heard', async () => {
    const lost: unknown[] = [];
    const behind = new WriteBehind({ memory: noMemory, sessionId: 'call-1', onLost: (error) => lost.push(error) });
    behind.turn('user-1', { text: 'hello', askedBy: 'caller', heard: '', informedBy: [] });
    await behind.settled();
    expect(lost).toEqual([]);
  });
  it('does not hold up the end of the call for longer than a second', async () => {
    const behind = new WriteBehind({
      memory: { ...noMemory, remember: () => new Promise(() => undefined) },
      sessionId: 'call-1',
      onLost: () => undefined,
    });
    behind.turn('user-1', { text: 'hello', askedBy: 'caller', heard: 'Hi.', informedBy: [] });
    const startedMs = performance.now();
    await behind.settled();
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
