/**
 * `POST /v1/audio/speech` on OpenAI's wire: 24 kHz mono signed 16-bit, sent piece by piece as it is rendered. A
 * client that leaves stops the rendering.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpHandler } from '../embedded-server.ts';
import { OpenAiError, sendOpenAiError } from '../http/openai-error.ts';
import { readJson } from '../http/read-json.ts';
import type { Log } from '../log.ts';
import { type FlitePool, SpeechBusyError } from './flite-pool.ts';
import { speechPieces } from './speech-pieces.ts';
import { type SpeechRequest, speechRequest } from './speech-request.ts';
import { spokenText } from './spoken-text.ts';
import { trimSilence } from './trim-silence.ts';
import { createUpsampler, type Upsampler } from './upsample.ts';
import { streamingWavHeader } from './wav-header.ts';

const OUTPUT_RATE_HZ = 24_000;
const MAX_BODY_BYTES = 64 * 1024;

export function speechRoute(options: { pool: () => Promise<FlitePool>; log: Log }): HttpHandler {
  return (request, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/audio/speech') return false;
    const startedMs = performance.now();
    const left = new AbortController();
    response.once('close', () => left.abort(new Error('The client left.')));
    speak(request, response, options, left.signal, startedMs).catch((error: unknown) => {
      if (left.signal.aborted) return;
      if (!(error instanceof OpenAiError)) options.log.error({ err: error }, 'speech failed');
      sendOpenAiError(response, error);
    });
    return true;
  };
}

async function speak(
  request: IncomingMessage,
  response: ServerResponse,
  options: { pool: () => Promise<FlitePool>; log: Log },
  signal: AbortSignal,
  startedMs: number,
): Promise<void> {
  const wanted = await readJson(request, speechRequest, MAX_BODY_BYTES);
  const pieces = speechPieces(spokenText(wanted.input));
  const pool = await options.pool();
  let firstByteMs: number | undefined;
  let up: Upsampler | undefined;
  const begin = () => {
    response.writeHead(200, { 'content-type': wanted.response_format === 'wav' ? 'audio/wav' : 'audio/pcm' });
    if (wanted.response_format === 'wav') response.write(streamingWavHeader(OUTPUT_RATE_HZ));
    firstByteMs = performance.now() - startedMs;
  };
  // The next piece is rendered while this one is being sent.
  let ahead = next(pool, pieces[0]?.text, wanted, signal);
  for (const [index, piece] of pieces.entries()) {
    const rendered = await ahead;
    ahead = next(pool, pieces[index + 1]?.text, wanted, signal);
    if (rendered === undefined) continue;
    if (firstByteMs === undefined) begin();
    up ??= createUpsampler(OUTPUT_RATE_HZ / 8_000, rendered.sampleRateHz / 8_000);
    await write(response, up.push(trimSilence(rendered.samples, rendered.sampleRateHz)), signal);
    const pauseSamples = Math.round((piece.pauseMs * rendered.sampleRateHz) / 1000 / wanted.speed);
    await write(response, up.push(new Int16Array(pauseSamples)), signal);
  }
  if (firstByteMs === undefined) begin();
  response.end();
  options.log.debug({ firstByteMs, totalMs: performance.now() - startedMs, pieces: pieces.length }, 'spoke');
}

function next(pool: FlitePool, text: string | undefined, wanted: SpeechRequest, signal: AbortSignal) {
  if (text === undefined) return Promise.resolve(undefined);
  const rendering = pool.render(text, wanted.voice, 1 / wanted.speed, signal).catch((error: unknown) => {
    if (error instanceof SpeechBusyError) throw new OpenAiError(429, error.message, { code: 'rate_limit_exceeded' });
    throw error;
  });
  // It is awaited only after the piece before it was sent; until then its failure must not count as unhandled.
  rendering.catch(() => {});
  return rendering;
}

async function write(response: ServerResponse, samples: Int16Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (samples.length === 0) return;
  if (!response.write(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength))) {
    await once(response, 'drain', { signal });
  }
}
