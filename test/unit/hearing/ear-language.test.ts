/** An ear that is to recognise another language: what is being said is heard to its end first. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Ear } from '../../../agents/hearing/ear.ts';
import type { TurnEvent } from '../../../agents/hearing/turn-events.ts';
import { ModelError, type TranscriptEvent } from '../../../agents/models/interfaces.ts';
import { KeptSpeechToText, loudIsVoice, sound } from '../../support/heard-call.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function anEar() {
  const stt = new KeptSpeechToText();
  const events: TurnEvent[] = [];
  const told: TranscriptEvent[] = [];
  const ear = new Ear({
    vad: loudIsVoice,
    stt,
    language: 'en',
    signal: new AbortController().signal,
    onTurnEvent: (event) => events.push(event),
    onTranscript: (event) => told.push(event),
  });
  const hear = (ms: number, loud: boolean) => sound(ms, loud, (pcm) => ear.push(pcm), pass);
  const words = () => events.flatMap((event) => (event.type === 'final' ? [event.text] : []));
  const languages = () => stt.streams.map(({ language, closed }) => `${language}${closed ? ' closed' : ''}`);
  return { ear, stt, hear, words, told, languages };
}

test('in silence it is heard at once, and of the old stream only the price counts', async () => {
  const { ear, stt, words, told, languages } = anEar();
  ear.listenIn('en');
  expect(languages()).toEqual(['en']);
  ear.listenIn('de');
  expect(languages()).toEqual(['en closed', 'de']);
  stt.streams[0]?.tell({ type: 'final', text: 'late' });
  stt.streams[0]?.tell({ type: 'usage', provider: 'kept', audioSeconds: 3 });
  stt.streams[1]?.tell({ type: 'final', text: 'Guten Tag' });
  expect(words()).toEqual(['Guten Tag']);
  expect(told.map(({ type }) => type)).toEqual(['usage', 'final']);
  ear.close();
  expect(languages()).toEqual(['en closed', 'de closed']);
});

test('while somebody speaks it waits for their final', async () => {
  const { ear, stt, hear, words, languages } = anEar();
  await hear(640, true);
  ear.listenIn('de');
  await hear(640, true);
  expect(languages()).toEqual(['en']);
  await hear(320, false);
  expect(languages()).toEqual(['en']);
  stt.listening.tell({ type: 'final', text: 'to the end' });
  expect(languages()).toEqual(['en closed', 'de']);
  expect(words()).toEqual(['to the end']);
  await hear(320, true);
  expect(stt.listening).toMatchObject({ language: 'de' });
  expect(stt.listening.loud).toBeGreaterThan(5);
});

test('what the replaced recogniser had lost is over when the next one listens', async () => {
  const { ear, stt, told } = anEar();
  const error = new ModelError('kept', 'unreachable', 'it is gone', { retryable: true });
  stt.listening.tell({ type: 'interrupted', error, next: undefined });
  ear.listenIn('de');
  await pass(0);
  expect(told.map(({ type }) => type)).toEqual(['interrupted', 'recovered']);
});

test('a final that does not come, or a noise without end, is not waited for', async () => {
  const late = anEar();
  await late.hear(320, true);
  late.ear.listenIn('de');
  await late.hear(1_000, false);
  expect(late.languages()).toEqual(['en']);
  await late.hear(2_000, false);
  expect(late.languages()).toEqual(['en closed', 'de']);
  const noisy = anEar();
  await noisy.hear(320, true);
  noisy.ear.listenIn('fr');
  noisy.ear.listenIn('de');
  await noisy.hear(16_000, true);
  expect(noisy.languages()).toEqual(['en closed', 'de']);
});

test('words without a final hold it up too, and an ear that is closed opens nothing', async () => {
  const { ear, stt, languages } = anEar();
  stt.listening.tell({ type: 'partial', text: 'I would' });
  ear.listenIn('de');
  expect(languages()).toEqual(['en']);
  stt.listening.tell({ type: 'final', text: 'I would like' });
  expect(languages()).toEqual(['en closed', 'de']);
  stt.listening.tell({ type: 'partial', text: 'Ich' });
  ear.listenIn('en');
  ear.close();
  await pass(20_000);
  ear.listenIn('fr');
  expect(languages()).toEqual(['en closed', 'de closed']);
});
