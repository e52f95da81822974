import { describe, expect, it } from 'vitest';
import { ModelError, type TextToSpeech } from '../../../agents/models/interfaces.ts';
import { OUTPUT_RATE_HZ, Utterance } from '../../../agents/speaking/utterance.ts';

const MS = OUTPUT_RATE_HZ / 1_000;
const FRAME = 40 * MS;
const nextLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Synthesis by hand: each request waits for what the test gives it. */
class HandSpeech implements TextToSpeech {
  readonly label = 'by hand';
  readonly sampleRateHz = OUTPUT_RATE_HZ;
  readonly asked: { text: string; signal: AbortSignal; give(step: Int16Array | Error | undefined): void }[] = [];
  async prewarm(): Promise<void> {}
  async *synthesize(text: string, { signal }: { signal: AbortSignal }): AsyncIterable<Int16Array> {
    const steps: (Int16Array | Error | undefined)[] = [];
    let wake: () => void = () => undefined;
    this.asked.push({
      text,
      signal,
      give: (step) => {
        steps.push(step);
        wake();
      },
    });
    signal.addEventListener('abort', () => wake());
    while (!signal.aborted) {
      if (steps.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const step = steps.shift();
      if (step === undefined) return;
      if (step instanceof Error) throw step;
      yield step;
    }
  }
}
const refused = () => new ModelError('by hand', 'died-mid-stream', 'gone', { retryable: false });

describe('an utterance', () => {
  it('lets the process breathe while less than 10 ms of audio waits for its rest', async () => {
    const tts = new HandSpeech();
    const utterance = new Utterance({ tts });
    utterance.say('Hello there.');
    tts.asked[0]?.give(new Int16Array(FRAME + 100));
    await utterance.more();
    expect(utterance.read(FRAME)?.length).toBe(FRAME);
    expect(utterance.read(FRAME)).toBeUndefined();
    let more = false;
    void utterance.more().then(() => {
      more = true;
    });
    await nextLoop();
    expect(more, 'there is nothing to read yet').toBe(false);
    tts.asked[0]?.give(new Int16Array(10 * MS));
    await nextLoop();
    expect(more).toBe(true);
    expect(utterance.read(FRAME)?.length).toBe(10 * MS);
    utterance.end();
    tts.asked[0]?.give(undefined);
    await nextLoop();
    expect(utterance.read(FRAME)?.length).toBe(100);
    expect(utterance.finished).toBe(true);
  });
  it('counts of a clause whose synthesis died only the words that sounded', async () => {
    const tts = new HandSpeech();
    const utterance = new Utterance({ tts });
    utterance.say('One two three four five six seven eight nine ten eleven twelve.');
    tts.asked[0]?.give(new Int16Array(1_000 * MS));
    await nextLoop();
    tts.asked[0]?.give(refused());
    await nextLoop();
    while (utterance.read(FRAME));
    expect(utterance.finished).toBe(true);
    const heard = utterance.heard(utterance.readSamples);
    expect(heard).not.toContain('twelve');
    expect(heard).toContain('One two');
  });
  it('says nothing that comes behind a clause that failed, and stops asking for it', async () => {
    const tts = new HandSpeech();
    const utterance = new Utterance({ tts });
    utterance.say('First sentence.');
    utterance.say('Second sentence.');
    utterance.say('Third sentence.');
    tts.asked[1]?.give(new Int16Array(FRAME));
    tts.asked[0]?.give(new Int16Array(FRAME));
    await nextLoop();
    tts.asked[0]?.give(refused());
    await nextLoop();
    tts.asked[1]?.give(new Int16Array(FRAME));
    await nextLoop();
    expect(tts.asked.map(({ text }) => text)).toEqual(['First sentence.', 'Second sentence.']);
    expect(tts.asked[1]?.signal.aborted, 'what nobody will hear is not synthesised').toBe(true);
    let read = 0;
    for (let audio = utterance.read(FRAME); audio; audio = utterance.read(FRAME)) read += audio.length;
    expect(read).toBe(FRAME);
    expect(utterance.heard(read)).not.toContain('Second');
    expect(utterance.error?.failure).toBe('died-mid-stream');
  });
  it('finishes the clause that sounds when the one behind it fails', async () => {
    const tts = new HandSpeech();
    const utterance = new Utterance({ tts });
    utterance.say('First sentence.');
    utterance.say('Second sentence.');
    tts.asked[0]?.give(new Int16Array(FRAME));
    await nextLoop();
    tts.asked[1]?.give(refused());
    await nextLoop();
    utterance.read(FRAME);
    expect(utterance.finished).toBe(false);
    tts.asked[0]?.give(new Int16Array(FRAME));
    tts.asked[0]?.give(undefined);
    await nextLoop();
    expect(utterance.read(FRAME)?.length).toBe(FRAME);
    expect(utterance.finished).toBe(true);
    expect(utterance.heard(utterance.readSamples)).toBe('First sentence.');
    expect(utterance.error?.failure).toBe('died-mid-stream');
  });
  it('wakes whoever waits when it is aborted, and stops synthesis', async () => {
    const tts = new HandSpeech();
    const utterance = new Utterance({ tts });
    utterance.say('Hello.');
    const waiting = utterance.more();
    utterance.abort();
    await waiting;
    expect(utterance.finished).toBe(true);
    expect(tts.asked[0]?.signal.aborted).toBe(true);
    utterance.say('Too late.');
    expect(tts.asked.length).toBe(1);
  });
  it('keeps the order of clauses whichever is synthesised first', async () => {
    const tts = new HandSpeech();
    const utterance = new Utterance({ tts });
    utterance.say('First.');
    utterance.say('Second.');
    utterance.end();
    tts.asked[1]?.give(new Int16Array(FRAME).fill(2));
    tts.asked[1]?.give(undefined);
    await nextLoop();
    expect(utterance.read(FRAME)).toBeUndefined();
    tts.asked[0]?.give(new Int16Array(FRAME).fill(1));
    tts.asked[0]?.give(undefined);
    await nextLoop();
    expect([utterance.read(FRAME)?.[0], utterance.read(FRAME)?.[0]]).toEqual([1, 2]);
    expect(utterance.heard(utterance.readSamples)).toBe('First. Second.');
  });
});
