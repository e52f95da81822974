/** What the server says on Deepgram's streaming wire, and what it understands. Pure. Times are seconds of audio. */
import { z } from 'zod';
import type { Hypothesis } from './recogniser.ts';
import { writtenWords } from './written-words.ts';

export const clientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('KeepAlive') }),
  z.object({ type: z.literal('Finalize') }),
  z.object({ type: z.literal('CloseStream') }),
]);

export interface StreamIdentity {
  requestId: string;
  modelName: string;
  modelVersion: string;
}

const seconds = (value: number) => Math.round(value * 1000) / 1000;

export function results(
  stream: StreamIdentity,
  hypothesis: Hypothesis,
  at: { startSeconds: number; durationSeconds: number; isFinal: boolean; speechFinal: boolean; fromFinalize: boolean },
) {
  return {
    type: 'Results',
    channel_index: [0, 1],
    duration: seconds(at.durationSeconds),
    start: seconds(at.startSeconds),
    is_final: at.isFinal,
    speech_final: at.speechFinal,
    channel: {
      alternatives: [
        {
          transcript: writtenWords(hypothesis.words.map((word) => word.text)).join(' '),
          confidence: hypothesis.confidence,
          words: hypothesis.words.map((word) => ({
            word: word.text,
            punctuated_word: word.text,
            start: seconds(at.startSeconds + word.startSeconds),
            end: seconds(at.startSeconds + word.endSeconds),
            confidence: word.confidence,
          })),
        },
      ],
    },
    metadata: {
      request_id: stream.requestId,
      model_info: { name: stream.modelName, version: stream.modelVersion, arch: stream.modelName },
      model_uuid: stream.requestId,
    },
    from_finalize: at.fromFinalize,
  };
}

export const speechStarted = (atSeconds: number) => ({
  type: 'SpeechStarted',
  channel: [0, 1],
  timestamp: seconds(atSeconds),
});

export const utteranceEnd = (lastWordEndSeconds: number) => ({
  type: 'UtteranceEnd',
  channel: [0, 1],
  last_word_end: seconds(lastWordEndSeconds),
});

export const metadata = (stream: StreamIdentity, createdAtMs: number, durationSeconds: number) => ({
  type: 'Metadata',
  transaction_key: 'deprecated',
  request_id: stream.requestId,
  sha256: '',
  created: new Date(createdAtMs).toISOString(),
  duration: seconds(durationSeconds),
  channels: 1,
  models: [stream.modelName],
  model_info: { [stream.modelName]: { name: stream.modelName, version: stream.modelVersion, arch: stream.modelName } },
});
