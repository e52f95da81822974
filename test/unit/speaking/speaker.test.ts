import { describe, expect, it } from 'vitest';
import { ModelError, type TextToSpeech } from '../../../agents/models/interfaces.ts';
import type { AudioSink } from '../../../agents/speaking/audio-sink.ts';
import { Speaker, type SpeakerEvents } from '../../../agents/speaking/speaker.ts';
import { OUTPUT_RATE_HZ, Utterance } from '../../../agents/speaking/utterance.ts';

/** A line that plays faster than real time: each pushed frame takes one turn of the loop, one frame stays queued. */
class FakeSink implements AudioSink {
  readonly sampleRateHz = OUTPUT_RATE_HZ;
  played: number[] = [];
  broken = false;
  /** It takes no more audio once it has played this many samples: the test is in time for what it does next. */
  stallsAt = Number.POSITIVE_INFINITY;
  #queued: Int16Array | undefined;
  async push(pcm: Int16Array): Promise<void> {
    if (this.broken) throw new Error('the line is gone');
    if (this.#queued) this.played.push(...this.#queued);
    this.#queued = pcm;
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.played.length > this.stallsAt && !this.broken);
    // The last frame sounds by itself when nothing follows.
    setTimeout(() => {
      if (this.#queued === pcm) {
        this.played.push(...pcm);
        this.#queued = undefined;
      }
    }, 5);
  }
  clear(): number {
    const samples = this.queuedSamples();
    this.#queued = undefined;
    return samples;
  }
  queuedSamples(): number {
    return this.#queued?.length ?? 0;
  }
}
/** 100 ms of a constant per clause: the sample value tells which clause sounds. */
const speech = (clauseMs = 100): TextToSpeech => {
  let value = 0;
  return {
    label: 'counting',
    sampleRateHz: OUTPUT_RATE_HZ,
    prewarm: async () => undefined,
    synthesize: async function* () {
      value += 1;
      yield new Int16Array((OUTPUT_RATE_HZ / 1_000) * clauseMs).fill(value);
    },
  };
};
function rig(tts = speech(), overrides: Partial<SpeakerEvents> = {}) {
  const sink = new FakeSink();
  const log: string[] = [];
  const finished = Promise.withResolvers<void>();
  const events: SpeakerEvents = {
    onSounding: (generation, kind) => log.push(`sounding ${generation} ${kind}`),
    onFinished: (heard) => {
      log.push(`finished ${heard.generation} ${heard.complete} ${heard.text}`);
      finished.resolve();
    },
    onProgress: () => undefined,
    onUtteranceFailed: (generation, kind, error) => log.push(`failed ${generation} ${kind} ${error.failure}`),
    onPlayed: () => undefined,
    onBroken: (generation, error) => log.push(`broken ${generation} ${String(error)}`),
    ...overrides,
  };
  const speaker = new Speaker(sink, events);
  const say = (...clauses: string[]) => {
    const utterance = new Utterance({ tts });
    for (const clause of clauses) utterance.say(clause);
    utterance.end();
    return utterance;
  };
  return { sink, log, speaker, say, finished: finished.promise };
}
const until = async (condition: () => boolean) => {
  for (let i = 0; i < 2_000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(condition()).toBe(true);
};

describe('the speaker', () => {
  it('plays utterances in order and reports what was heard, fillers apart', async () => {
    const { speaker, say, log, finished, sink } = rig();
    speaker.begin(1);
    speaker.say(1, say('Let me see.'), 'filler');
    speaker.say(1, say('It is nine.', 'Anything else?'), 'answer');
    speaker.finish(1);
    await finished;
    expect(log).toEqual(['sounding 1 filler', 'sounding 1 answer', 'finished 1 true It is nine. Anything else?']);
    expect([...new Set(sink.played)]).toEqual([1, 2, 3]);
  });
  it('sounds nothing of an older generation', async () => {
    const { speaker, say, log, finished } = rig();
    speaker.begin(2);
    const stale = say('Old news.');
    speaker.say(1, stale, 'answer');
    speaker.say(2, say('New.'), 'answer');
    speaker.finish(2);
    await finished;
    expect(stale.dead).toBe(true);
    expect(log).toEqual(['sounding 2 answer', 'finished 2 true New.']);
  });
  it('holds its tongue while paused and goes on where it stopped, without losing or repeating a sample', async () => {
    const { speaker, say, sink, finished } = rig(speech(400));
    sink.stallsAt = 2_000;
    speaker.begin(1);
    speaker.say(1, say('One long clause to interrupt.'), 'answer');
    speaker.finish(1);
    await until(() => sink.played.length > 2_000);
    speaker.pause(1);
    const held = sink.played.length;
    sink.stallsAt = Number.POSITIVE_INFINITY;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(sink.played.length).toBe(held);
    speaker.resume(1);
    await finished;
    expect(sink.played.length).toBe((OUTPUT_RATE_HZ / 1_000) * 400);
  });
  it('keeps only what was heard when it is cut', async () => {
    const { speaker, say, sink, log } = rig(speech(1_000));
    sink.stallsAt = 10_000;
    speaker.begin(1);
    speaker.say(1, say('One two three four five six seven eight.'), 'answer');
    await until(() => sink.played.length > 10_000);
    const heard = speaker.cut(1);
    sink.stallsAt = Number.POSITIVE_INFINITY;
    expect(heard?.complete).toBe(false);
    expect('One two three four five six seven eight.'.startsWith(heard?.text ?? 'x')).toBe(true);
    expect(heard?.text).not.toBe('');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(speaker.busy).toBe(false);
    expect(log.filter((line) => line.startsWith('finished'))).toEqual([]);
  });
  it('does not begin to sound while it is paused before the first frame', async () => {
    const { speaker, say, sink } = rig();
    speaker.begin(1);
    speaker.pause(1);
    speaker.say(1, say('Hello.'), 'answer');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sink.played.length).toBe(0);
    speaker.resume(1);
    await until(() => sink.played.length > 0);
    speaker.cut(1);
  });
  it('reports a synthesis that fails, and ends the generation', async () => {
    const broken: TextToSpeech = {
      ...speech(),
      // biome-ignore lint/correctness/useYield: a stream that fails before its first sample is the point
      synthesize: async function* () {
        throw new ModelError('broken', 'refused', 'no', { retryable: false });
      },
    };
    const { speaker, say, log, finished } = rig(broken);
    speaker.begin(1);
    speaker.say(1, say('Hello.'), 'answer');
    speaker.finish(1);
    await finished;
    expect(log).toEqual(['failed 1 answer refused', 'finished 1 true ']);
  });
  it('lets nothing out when it is held the moment it would begin to sound', async () => {
    const { speaker, say, sink, finished } = rig(speech(), {
      onSounding: (generation, kind) => {
        if (kind === 'answer' && !held) {
          held = true;
          speaker.pause(generation);
        }
      },
      onPlayed: () => undefined,
    });
    let held = false;
    speaker.begin(1);
    speaker.say(1, say('Hello there.'), 'answer');
    speaker.finish(1);
    await until(() => held);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sink.played.length).toBe(0);
    speaker.resume(1);
    await Promise.race([finished, until(() => sink.played.length >= 100 * 24)]);
    await until(() => sink.played.length === 100 * 24);
  });
  it('has said nothing when it is cut the moment it would begin to sound', async () => {
    let heard: string | undefined;
    const { speaker, say, sink } = rig(speech(), {
      onSounding: (generation) => {
        heard = speaker.cut(generation)?.text;
      },
    });
    speaker.begin(1);
    speaker.say(1, say('Hi there my friend.'), 'answer');
    await until(() => heard !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toBe('');
    expect(sink.played.length).toBe(0);
  });
  it('gives the floor back when the room takes no more audio, and says so once', async () => {
    const { speaker, say, sink, log, finished } = rig(speech(1_000));
    sink.stallsAt = 5_000;
    speaker.begin(1);
    speaker.say(1, say('One two three four five six seven eight.'), 'answer');
    await until(() => sink.played.length > 5_000);
    sink.broken = true;
    await finished;
    expect(log.filter((line) => line.startsWith('broken'))).toEqual(['broken 1 Error: the line is gone']);
    expect(log.at(-1)).toMatch(/^finished 1 false /);
    expect(speaker.busy).toBe(false);
    sink.broken = false;
    sink.stallsAt = Number.POSITIVE_INFINITY;
    speaker.begin(2);
    speaker.say(2, say('Next.'), 'answer');
    await until(() => speaker.heardSoFar()?.text === 'Next.');
  });
  it('plays a reply whose voice ends before its words do, and waits for the rest', async () => {
    const { speaker, sink, log, finished } = rig();
    const utterance = new Utterance({ tts: speech() });
    speaker.begin(1);
    utterance.say('First part.');
    speaker.say(1, utterance, 'answer');
    await until(() => sink.played.length === 2_400);
    expect(speaker.busy).toBe(true);
    utterance.say('Second part.');
    utterance.end();
    speaker.finish(1);
    await finished;
    expect(log.at(-1)).toBe('finished 1 true First part. Second part.');
  });
});
