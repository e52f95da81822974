/** What goes over the wire to a recogniser in silence and in speech: fewer messages, and not a sample less. */
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { DeepgramSpeechToText } from '../../../agents/models/deepgram-stream.ts';
import { eventually } from '../../support/eventually.ts';

const WINDOW = 512;
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0)) await step();
});

const silence = () => new Int16Array(WINDOW);
const sound = (loudness: number) =>
  Int16Array.from({ length: WINDOW }, (_, at) => (at % 2 === 0 ? loudness : -loudness));
const final = JSON.stringify({
  type: 'Results',
  is_final: true,
  speech_final: true,
  from_finalize: true,
  channel: { alternatives: [{ transcript: 'yes', confidence: 0.9 }] },
});

/** A recogniser that keeps what it is sent: samples of audio as a number, other messages by their type. */
async function recogniser() {
  const got: (number | string)[] = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (socket) =>
    socket.on('message', (data: Buffer, binary) => {
      const message = binary ? data.length / 2 : String(JSON.parse(data.toString()).type);
      got.push(message);
      if (message === 'Finalize') socket.send(final);
    }),
  );
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The recogniser has no port.');
  const results: string[] = [];
  let open = false;
  const stop = new AbortController();
  const stt = new DeepgramSpeechToText(
    { label: 'kept', baseUrl: `ws://127.0.0.1:${address.port}`, apiKey: undefined },
    { model: 'nova-3' },
    { hearingOpenMs: 10_000, hearingFinalMs: 10_000 },
  );
  const stream = stt.open({
    sampleRateHz: 16_000,
    language: 'en',
    signal: stop.signal,
    onOpen: () => {
      open = true;
    },
    onEvent: (event) => event.type === 'final' && results.push(event.text),
  });
  cleanUp.push(async () => {
    stop.abort();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await eventually('the recogniser is reached', () => open);
  return {
    stream,
    got,
    results,
    has: (count: number) =>
      eventually(`${count} messages`, () => got.length >= count, { explain: () => got.join(', ') }),
  };
}

test('silence goes out four windows at a time, and speech window by window behind the silence before it', async () => {
  const { stream, got, has } = await recogniser();
  for (let at = 0; at < 10; at += 1) stream.push(silence());
  stream.push(sound(1_000));
  stream.push(silence());
  stream.push(silence());
  await has(6);
  expect(got).toEqual([4 * WINDOW, 4 * WINDOW, 2 * WINDOW, WINDOW, WINDOW, WINDOW]);
});

test('a soft sound waits for nothing either', async () => {
  const { stream, got, has } = await recogniser();
  stream.push(silence());
  stream.push(sound(100));
  stream.push(sound(100));
  await has(3);
  expect(got).toEqual([WINDOW, WINDOW, WINDOW]);
});

test('what is finalized or closed comes with all the silence before it', async () => {
  const { stream, got, results, has } = await recogniser();
  stream.push(sound(1_000));
  stream.push(silence());
  stream.finalize();
  await eventually('the final', () => results.includes('yes'));
  stream.push(silence());
  stream.finalize();
  stream.push(silence());
  stream.close();
  await has(7);
  expect(got).toEqual([WINDOW, WINDOW, 'Finalize', WINDOW, 'Finalize', WINDOW, 'CloseStream']);
});
