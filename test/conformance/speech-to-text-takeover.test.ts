/** A chain of recognisers against real sockets that refuse, hang, die and come back. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Degradation, TranscriptEvent } from '../../agents/models/interfaces.ts';
import { createModels } from '../../agents/models/registry.ts';
import { type DeepgramDouble, startDeepgramDouble } from '../doubles/deepgram-double.ts';
import { speechLikeTone } from '../doubles/speech-like-tone.ts';
import { until } from './model-failures.ts';

let double: DeepgramDouble;
beforeEach(async () => {
  double = await startDeepgramDouble({ script: ['what is the time', 'second'] });
});
afterEach(() => double.close());

async function listening(provider: string) {
  const events: TranscriptEvent[] = [];
  const degradations: Degradation[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { stt } = await createModels(
    {
      providers: { llm: 'ollama?model=m', stt: provider },
      keys: {},
      deadlines: { hearingOpenMs: 300, hearingFinalMs: 400 },
    },
    log,
  );
  if (!stt) throw new Error('there is no recogniser');
  const stream = stt.open({
    sampleRateHz: 16_000,
    language: 'en',
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    onDegraded: (event) => degradations.push(event),
  });
  const finals = () => events.flatMap((event) => (event.type === 'final' ? [event.text] : []));
  return { stream, events, finals, degradations };
}
function say(stream: { push(pcm: Int16Array): void }, ms: number): void {
  const tone = speechLikeTone(ms);
  for (let at = 0; at + 512 <= 16 * ms; at += 512)
    stream.push(Int16Array.from({ length: 512 }, (_, i) => tone[Math.floor((at + i) * 1.5)] ?? 0));
}

test('what was being said when the vendor cut the connection is heard all the same', async () => {
  const { stream, finals, events } = await listening(`deepgram+${double.url}`);
  say(stream, 600);
  await until('it was hearing', () => (double.connections[0]?.audioBytes ?? 0) > 10_000);
  double.dropAll();
  await until('it hears again', () => events.some((event) => event.type === 'recovered'));
  say(stream, 300);
  stream.finalize();
  await until('the final came', () => finals().length > 0);
  stream.close();
  expect(finals()).toEqual(['what is the time']);
  expect(double.connections[1]?.audioBytes).toBeGreaterThanOrEqual(27_648);
  expect(double.connections.every((connection) => connection.complaints.length === 0)).toBe(true);
});

test.each([
  'double-401',
  'double-429',
  'double-500',
  'double-hang',
  'double-stall',
  'double-die',
  'double-die-at-once',
  'double-garbage',
])('the next recogniser hears the question that the first (%s) did not', async (behaviour) => {
  const { stream, finals, degradations } = await listening(
    `deepgram+${double.url}?model=${behaviour},deepgram+${double.url}?model=nova-3`,
  );
  say(stream, 700);
  stream.finalize();
  await until('the final came', () => finals().length > 0);
  stream.close();
  expect(finals()).toEqual(['what is the time']);
  expect(degradations[0]).toMatchObject({ function: 'stt', from: expect.stringContaining(behaviour) });
});

test('the plugin’s stream, which does not notice that it was cut, is taken over as well', async () => {
  const { stream, finals } = await listening(
    `deepgram-plugin+${double.url}?model=double-die,deepgram+${double.url}?model=nova-3`,
  );
  say(stream, 900);
  stream.finalize();
  await until('the final came', () => finals().length > 0);
  stream.close();
  expect(finals()).toEqual(['what is the time']);
});
