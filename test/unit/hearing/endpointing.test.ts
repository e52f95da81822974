import { describe, expect, test } from 'vitest';
import { isBackchannel } from '../../../agents/hearing/backchannel.ts';
import { type EndpointingContext, requiredSilenceMs } from '../../../agents/hearing/endpointing.ts';
import { newPartOf } from '../../../agents/hearing/late-final.ts';
import { initialVoiceEdges, type VoiceEdge, voiceEdges } from '../../../agents/hearing/voice-edges.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const context: EndpointingContext = { baseMs: 300, asked: false, patienceMs: 0 };

describe('silence needed', () => {
  test.each([
    ['what is my name', 300],
    ['What is 23 times 17?', 300],
    ['how many days until Friday', 300],
    ['can you say that again', 300],
    ['goodbye', 255],
    ['Can you tell me the way to the station, please?', 300],
    ['what does that mean', 300],
    ['how long does the train to Berlin take', 420],
    ['My name is Martin.', 420],
  ])('"%s" needs %i ms', (text, ms) => {
    expect(requiredSilenceMs(text, context).ms).toBe(ms);
  });

  test.each([
    ['I would like to', 'unfinished'],
    ['my name is', 'unfinished'],
    ['because', 'unfinished'],
    ['I want milk, bread,', 'unfinished'],
    ['what is 23 times', 'unfinished'],
    ['it costs, um', 'filler'],
    ['the number is five five five', 'dictation'],
    ['0415 332', 'dictation'],
    ['martin at example dot', 'dictation'],
    ['M A R', 'dictation'],
    ['could you please', 'unfinished'],
    ['I would like to please', 'unfinished'],
  ])('"%s" is %s, and waits over a second', (text, why) => {
    const needed = requiredSilenceMs(text, context);
    expect(needed.why).toBe(why);
    expect(needed.ms).toBeGreaterThan(1200);
    expect(needed.ms).toBeLessThanOrEqual(2500);
  });

  test('the base wait scales every other, up to a limit; patience adds to all but farewells', () => {
    expect(requiredSilenceMs('what is my name', { ...context, baseMs: 500 }).ms).toBe(500);
    expect(requiredSilenceMs('and then um', { ...context, baseMs: 2000 }).ms).toBe(2500);
    expect(requiredSilenceMs('what is my name', { ...context, patienceMs: 150 }).ms).toBe(450);
    expect(requiredSilenceMs('goodbye', { ...context, patienceMs: 150 }).ms).toBe(255);
  });

  test('a turn detector moves the wait both ways, and one that is unsure moves nothing', () => {
    const plain = requiredSilenceMs('it is blue', context).ms;
    expect(requiredSilenceMs('it is blue', { ...context, score: 0.5 }).ms).toBe(plain);
    expect(requiredSilenceMs('it is blue', { ...context, score: 0.95 }).ms).toBe(300);
    expect(requiredSilenceMs('it is blue', { ...context, score: 0.05 }).ms).toBe(1350);
    expect(requiredSilenceMs('it is blue', { ...context, score: Number.NaN }).ms).toBe(plain);
  });

  test('hostile texts get an answer, and quickly', () => {
    const texts = [
      '',
      '   ',
      '?!.',
      '🙂',
      'a'.repeat(100_000),
      'i '.repeat(20_000),
      '1 '.repeat(20_000),
      'ano, prosím',
      '你好',
    ];
    const tookMs = cpuMs(() => {
      for (const text of texts) {
        const { ms } = requiredSilenceMs(text, context);
        expect(ms).toBeGreaterThan(0);
        expect(ms).toBeLessThanOrEqual(2500);
      }
    });
    expect(tookMs).toBeLessThan(1000);
  });
});

test.each(['mm-hm', 'Right.', 'okay', 'Yeah, yeah.', 'uh-huh', 'I see', 'okay got it', 'Thank you.'])(
  '"%s" is a listener',
  (text) => {
    expect(isBackchannel(text)).toBe(true);
  },
);
test.each(['', 'stop', 'no', 'wait', 'okay but', 'right so what about me', 'yeah yeah okay right so', 'what'])(
  '"%s" is not',
  (text) => {
    expect(isBackchannel(text)).toBe(false);
  },
);

test.each([
  ['What time is it?', 'what time is it', ''],
  ['what time', 'what time is it', ''],
  ['what time is it in Tokyo', 'what time is it', 'in Tokyo'],
  ['What dime is it?', 'what time is it', ''],
  ['My name is Martin', 'what time is it', 'My name is Martin'],
])('the final "%s" after "%s" adds "%s"', (late, committed, added) => {
  expect(newPartOf(late, committed)).toBe(added);
});

describe('voice edges', () => {
  const run = (probabilities: readonly number[], level: (at: number) => number = () => 3000): VoiceEdge[] => {
    let state = initialVoiceEdges();
    return probabilities.flatMap((probability, at) => {
      const next = voiceEdges(state, { probability, blocks: [1, 2, 3, 4].map(() => level(at)), atMs: (at + 1) * 32 });
      state = next.state;
      return next.edge ? [next.edge] : [];
    });
  };

  test('one window starts a voice, the third confirms it, a probability in between keeps it', () => {
    expect(run([0.1, 0.6, 0.4, 0.4, 0.1]).map(({ type }) => type)).toEqual([
      'voice-started',
      'voice-continued',
      'voice-stopped',
    ]);
    expect(run([0.1, 0.4, 0.4])).toEqual([]);
  });

  test('a quiet window after loud speech is silent whatever the model says, and the end is placed in its block', () => {
    const levels = [...Array(20).fill(8), ...Array(10).fill(6000), 8, 8];
    const probabilities = [...Array(20).fill(0.01), ...Array(10).fill(0.9), 0.9, 0.9];
    const edges = run(probabilities, (at) => levels[at] ?? 0);
    expect(edges.at(-1)).toEqual({ type: 'voice-stopped', lastLoudAtMs: 30 * 32, voicedMs: 320, noisy: false });
  });

  test('a model that answers NaN, or a window without blocks, is silence', () => {
    expect(run([Number.NaN, Number.NaN])).toEqual([]);
    expect(voiceEdges(initialVoiceEdges(), { probability: 0, blocks: [], atMs: 32 }).edge).toBeUndefined();
  });
});
