/**
 * Captions of both sides on LiveKit's `lk.transcription` topic, so that any LiveKit client shows them. The agent's are
 * a stream of words as they are heard; the caller's replace each other until final. A caption that cannot be sent is
 * logged, never thrown: captions are not the call.
 */
import type { LocalParticipant } from '@livekit/rtc-node';

const TOPIC = 'lk.transcription';
type TextWriter = Awaited<ReturnType<LocalParticipant['streamText']>>;

export class Captions {
  readonly #local: LocalParticipant;
  readonly #onError: (error: unknown) => void;
  readonly #agentTrackSid: string;
  #chain: Promise<void> = Promise.resolve();
  #queued = 0;

  constructor(local: LocalParticipant, agentTrackSid: string, onError: (error: unknown) => void) {
    this.#local = local;
    this.#agentTrackSid = agentTrackSid;
    this.#onError = onError;
  }

  /** One reply of the agent. `add` appends words, `close` ends it. */
  reply(segmentId: string): { add(words: string): void; close(): void } {
    let writer: TextWriter | undefined;
    const open = async (): Promise<TextWriter> => {
      writer ??= await this.#local.streamText({
        topic: TOPIC,
        attributes: {
          'lk.segment_id': segmentId,
          'lk.transcription_final': 'false',
          'lk.transcribed_track_id': this.#agentTrackSid,
        },
      });
      return writer;
    };
    return {
      add: (words) => this.#enqueue(async () => await (await open()).write(words)),
      close: () => this.#enqueue(async () => await writer?.close()),
    };
  }

  /** The caller's words so far, or at last. */
  caller(segmentId: string, trackSid: string, callerIdentity: string, text: string, final: boolean): void {
    this.#enqueue(async () => {
      const writer = await this.#local.streamText({
        topic: TOPIC,
        attributes: {
          'lk.segment_id': segmentId,
          'lk.transcription_final': String(final),
          'lk.transcribed_track_id': trackSid,
          'parley.speaker': callerIdentity,
        },
      });
      await writer.write(text);
      await writer.close();
    });
  }

  #enqueue(send: () => Promise<void>): void {
    // A room that is gone must not collect captions without end.
    if (this.#queued >= 500) return;
    this.#queued += 1;
    this.#chain = this.#chain
      .then(send)
      .catch(this.#onError)
      .finally(() => {
        this.#queued -= 1;
      });
  }
}
