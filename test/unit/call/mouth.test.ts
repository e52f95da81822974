/** What a call says when its voice fails or when it has none. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScriptedModel } from '../../support/scripted-model.ts';
import { answeringRig } from './answering-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** Tones are the only thing that is loud here and not a clause of the numbered voice. */
const loudest = (played: Int16Array[]) => Math.max(0, ...played.map((pcm) => pcm.reduce((a, b) => Math.max(a, b), 0)));

describe('a voice that fails', () => {
  it('is followed by tones when the apology fails too, and tones are no words the caller heard', async () => {
    const played: Int16Array[] = [];
    const kinds: string[] = [];
    using rig = answeringRig(
      new ScriptedModel('It is nine.'),
      {},
      {
        onPlayed: (pcm) => void played.push(pcm),
        onSounding: (_generation, kind) => void kinds.push(kind),
      },
    );
    rig.speech.failing = /./;
    rig.commit(1, 'what time is it');
    await pass(3_000);
    expect(kinds).toEqual(['tones']);
    expect(loudest(played)).toBeGreaterThan(5_000);
    expect(rig.notesOf('reply.heard')).toMatchObject([{ generation: 1, text: { private: '' } }]);
    expect(rig.conversation.messages).toEqual([{ role: 'user', content: 'what time is it' }]);
    expect(rig.told.at(-1)).toEqual({ type: 'playout-finished', generation: 1 });
  });

  it('ends a fixed line in tones as well, and the floor is free again', async () => {
    const kinds: string[] = [];
    using rig = answeringRig(new ScriptedModel(), {}, { onSounding: (_generation, kind) => void kinds.push(kind) });
    rig.speech.failing = /./;
    rig.mouth.begin(1);
    rig.mouth.line(1, 'Are you still there?', 'prompt');
    rig.mouth.finish(1);
    await pass(2_000);
    expect(kinds).toEqual(['tones']);
    expect(rig.mouth.busy).toBe(false);
    expect(rig.notesOf('reply.heard')).toEqual([]);
  });
});

describe('a call without a voice', () => {
  it('is silent, takes the time the words would take to be spoken, and keeps what was told', async () => {
    const played: Int16Array[] = [];
    const shown: string[] = [];
    using rig = answeringRig(
      new ScriptedModel('The shop opens at nine in the morning.'),
      {},
      {
        tts: undefined,
        onPlayed: (pcm) => void played.push(pcm),
        captions: () => ({
          reply: () => ({ add: (text) => void shown.push(text), close: () => undefined, interrupted: () => undefined }),
        }),
      },
    );
    rig.commit(1, 'when does it open');
    await pass(1_200);
    expect(shown.join('')).toMatch(/^The shop/);
    expect(shown.join('')).not.toContain('morning');
    expect(rig.notesOf('reply.heard')).toEqual([]);
    await pass(1_800);
    expect(shown.join('')).toBe('The shop opens at nine in the morning.');
    expect(loudest(played)).toBe(0);
    expect(rig.conversation.messages.at(-1)).toEqual({
      role: 'assistant',
      content: 'The shop opens at nine in the morning.',
    });
  });
});
