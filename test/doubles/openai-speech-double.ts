/** Streams voice-like PCM whose length follows the text, 100 ms a chunk and faster than it is played, as vendors do. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailureMode } from './failure-mode.ts';
import { speechLikeTone } from './speech-like-tone.ts';
import type { DoubleTimings } from './timings.ts';

/** Odd on purpose: a client that reads whole samples per chunk turns this into noise. */
const CHUNK_BYTES = 4801;
const CHUNK_EVERY_MS = 5;
const CHUNKS_BEFORE_FAILURE = 3;
const SHORTEST_MS = 200;

export async function serveSpeech(
  text: string,
  response: ServerResponse,
  options: {
    timings: DoubleTimings;
    mode: FailureMode;
    msPerCharacter: number;
    isAside?: (text: string) => boolean;
    recorded?: (text: string) => Promise<Int16Array | undefined>;
  },
): Promise<void> {
  const { mode } = options;
  await sleep(options.timings.firstSpeechByteMs + (mode.kind === 'slow' ? mode.extraMs : 0));
  if (response.destroyed) return;
  response.writeHead(200, { 'content-type': mode.kind === 'garbage' ? 'text/html' : 'audio/pcm' });
  if (mode.kind === 'empty') return void response.end();
  if (mode.kind === 'garbage') return void response.end('<html>502 Bad Gateway</html>');
  const speech =
    (await options.recorded?.(text)) ??
    speechLikeTone(
      Math.max(SHORTEST_MS, text.length * options.msPerCharacter),
      options.isAside?.(text) ? 'aside' : 'answer',
    );
  const bytes = Buffer.from(speech.buffer, speech.byteOffset, speech.byteLength);
  for (let at = 0, sent = 0; at < bytes.length; at += CHUNK_BYTES, sent += 1) {
    if (response.destroyed) return;
    if (sent === CHUNKS_BEFORE_FAILURE && mode.kind === 'die') return void response.destroy();
    if (sent === CHUNKS_BEFORE_FAILURE && mode.kind === 'stall') return;
    response.write(bytes.subarray(at, at + CHUNK_BYTES));
    await sleep(CHUNK_EVERY_MS);
  }
  response.end();
}
