import { describe, expect, it } from 'vitest';
import { factsAbout, factsOfPrompt } from '../../../agents/models/embedded/brain/facts.ts';
import { DeepgramError, parseListenParameters } from '../../../agents/models/embedded/listen/listen-parameters.ts';
import { type SegmentEvent, Segmenter } from '../../../agents/models/embedded/listen/segmenter.ts';
import { trigramModel } from '../../../agents/models/embedded/pocketsphinx/arpa.ts';
import { intentSentences } from '../../../agents/models/embedded/pocketsphinx/intent-sentences.ts';
import { chooseReading, overlap } from '../../../agents/models/embedded/pocketsphinx/reading.ts';
import { sherpaWords } from '../../../agents/models/embedded/sherpa/sherpa-words.ts';

let state = 1;
const noise = (ms: number, amplitude: number) =>
  Int16Array.from({ length: ms * 16 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.round((state / 2_147_483_647 - 0.5) * 2 * amplitude);
  });
const run = (segmenter: Segmenter, ...parts: Int16Array[]) => parts.flatMap((part) => segmenter.push(part));
const kinds = (events: SegmentEvent[]) => events.filter(({ type }) => type !== 'audio').map(({ type }) => type);

describe('the segmenter', () => {
  it('finds an utterance between silences and keeps what came just before it', () => {
    const events = run(new Segmenter(500), noise(1_000, 30), noise(800, 9_000), noise(700, 30));
    expect(kinds(events)).toEqual(['start', 'end']);
    const start = events.find(({ type }) => type === 'start');
    expect(start?.type === 'start' && start.atSeconds).toBeLessThan(0.8);
  });
  it('does not cut at a pause that is shorter than its silence', () => {
    expect(
      kinds(
        run(new Segmenter(500), noise(500, 30), noise(400, 9_000), noise(400, 30), noise(400, 9_000), noise(600, 30)),
      ),
    ).toEqual(['start', 'end']);
  });
  it('is not started by a click, nor by silence', () => {
    expect(
      kinds(run(new Segmenter(500), noise(500, 30), noise(30, 20_000), noise(500, 30), new Int16Array(16_000))),
    ).toEqual([]);
  });
  it('takes a steady noise for the line after three seconds, and hears a voice above it', () => {
    const segmenter = new Segmenter(500);
    run(segmenter, noise(5_000, 1_500));
    expect(segmenter.isSpeaking).toBe(false);
    expect(kinds(run(segmenter, noise(600, 15_000), noise(700, 1_500)))).toEqual(['start', 'end']);
  });
  it('ends what never ends, and ends at once when told to', () => {
    const long = new Segmenter(500);
    const parts = Array.from({ length: 400 }, (_, index) => noise(100, index % 4 === 0 ? 300 : 12_000));
    expect(kinds(run(long, ...parts))).toContain('end');
    const told = new Segmenter(500);
    run(told, noise(500, 30), noise(400, 9_000));
    expect(kinds(told.finish())).toEqual(['end']);
    expect(told.finish()).toEqual([]);
  });
});

describe('two readings of one utterance', () => {
  const final = (text: string, score: number) => ({
    words: text
      .split(' ')
      .map((word, index) => ({ text: word, startSeconds: index, endSeconds: index + 1, confidence: 1 })),
    score,
  });
  const textOf = (reading: { words: { text: string }[] }) => reading.words.map(({ text }) => text).join(' ');

  it('the better path wins, and agreement makes it sure', () => {
    expect(textOf(chooseReading(final('a b c', 0.5), final('x y z', 0.4)))).toBe('a b c');
    expect(textOf(chooseReading(final('a b c', 0.4), final('x y z', 0.5)))).toBe('x y z');
    expect(chooseReading(final('a b', 0.4), final('a b', 0.5)).confidence).toBeGreaterThan(0.9);
    expect(chooseReading(final('a b', 0.4), final('x y', 0.5)).confidence).toBeLessThan(0.6);
    expect(textOf(chooseReading(undefined, final('x', 0.5)))).toBe('x');
    expect(overlap(['a', 'b', 'c', 'd'], ['a', 'c', 'd'])).toBe(0.75);
  });
});

describe('the language model of our phrases', () => {
  const sentences = intentSentences();
  it('is the same each time and its lines are whole', () => {
    expect(intentSentences()).toEqual(sentences);
    expect(sentences.length).toBeGreaterThan(2_000);
    expect(sentences.filter((sentence) => !/^[a-z' ]+$/.test(sentence))).toEqual([]);
  });
  it('holds probabilities that add up to one', () => {
    const lines = trigramModel(['a b', 'a b', 'a c']).split('\n');
    const sum = (prefix: RegExp) =>
      lines
        .flatMap((line) => (prefix.test(line) ? [10 ** Number(line.split(' ')[0])] : []))
        .reduce((total, value) => total + value, 0);
    // After <s> a, the words b, c were seen; the rest is what back-off shares out.
    expect(sum(/^-?[\d.]+ <s> a (b|c)$/)).toBeGreaterThan(0.8);
    expect(sum(/^-?[\d.]+ <s> a (b|c)$/)).toBeLessThan(1);
    expect(lines.slice(0, 4)).toEqual([
      '\\data\\',
      'ngram 1=5',
      expect.stringMatching(/^ngram 2=/),
      expect.stringMatching(/^ngram 3=/),
    ]);
  });
});

describe('sherpa’s pieces', () => {
  it('become words with times', () => {
    expect(
      sherpaWords([' WHAT', ' TI', 'ME', ' IS', ' IT'], [0.1, 0.3, 0.4, 0.6, 0.8]).map(({ text, startSeconds }) => [
        text,
        startSeconds,
      ]),
    ).toEqual([
      ['what', 0.1],
      ['time', 0.3],
      ['is', 0.6],
      ['it', 0.8],
    ]);
  });
});

describe('the parameters of a stream', () => {
  const parse = (query: string) => parseListenParameters(new URLSearchParams(query), ['pocketsphinx', 'sherpa']);
  it('keep the wait for silence between what recognition needs and what clients send', () => {
    const base = 'model=pocketsphinx&encoding=linear16&sample_rate=16000';
    expect(parse(`${base}&endpointing=25`).endpointing).toBe(400);
    expect(parse(`${base}&endpointing=700`).endpointing).toBe(700);
    expect(parse(`${base}&endpointing=5000`).endpointing).toBe(900);
    expect(parse(`${base}&endpointing=false`).endpointing).toBe(500);
    expect(parse(`${base}&punctuate=true&keyterm=a&keyterm=b&language=en-GB`)).toMatchObject({
      model: 'pocketsphinx',
      interim_results: false,
    });
  });
  it('are refused with the offending value', () => {
    expect(() => parse('model=pocketsphinx&encoding=linear16&sample_rate=16000&interim_results=maybe')).toThrow(
      DeepgramError,
    );
    expect(() => parse('model=pocketsphinx&encoding=linear16&sample_rate=16000&endpointing=soon')).toThrow(/soon/);
  });
});

describe('what is known of a caller', () => {
  it('comes from the memory section alone', () => {
    const facts = factsOfPrompt(
      "# Other\n- The caller's name is Eve.x\n# What you remember about this caller\n- The caller likes tea.\n- The caller's name is Martin.\n\n# What to do\n- The caller is a spy.",
    );
    expect(facts).toEqual(['The caller likes tea.', "The caller's name is Martin."]);
    expect(factsAbout(facts).name).toBe('Martin');
    expect(factsOfPrompt('# What you remember about this caller\n(nothing yet)')).toEqual([]);
  });
});
