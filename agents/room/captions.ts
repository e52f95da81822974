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

  /**
   * One reply of the agent. `add` appends words, `close` ends it; `interrupted` ends it and sends the segment once more
   * as a whole, marked as cut: a stream's attributes cannot change after its first word.
   */
  reply(segmentId: string): { add(words: string): void; close(): void; interrupted(text: string): void } {
    let writer: TextWriter | undefined;
    const attributes = {
      'lk.segment_id': segmentId,
      'lk.transcription_final': 'false',
      'lk.transcribed_track_id': this.#agentTrackSid,
    };
    const close = async (): Promise<void> => {
      await writer?.close();
      writer = undefined;
    };
    return {
      add: (words) =>
        this.#enqueue(async () => {
          writer ??= await this.#local.streamText({ topic: TOPIC, attributes });
          await writer.write(words);
        }),
      close: () => this.#enqueue(close),
      interrupted: (text) =>
        this.#enqueue(async () => {
          await close();
          if (text === '') return;
          await this.#whole(text, { ...attributes, 'lk.transcription_final': 'true', 'parley.interrupted': 'true' });
        }),
    };
  }

  /** The caller's words so far, or at last. */
  caller(segmentId: string, trackSid: string, callerIdentity: string, text: string, final: boolean): void {
    this.#enqueue(() =>
      this.#whole(text, {
        'lk.segment_id': segmentId,
        'lk.transcription_final': String(final),
        'lk.transcribed_track_id': trackSid,
        'parley.speaker': callerIdentity,
      }),
    );
  }

  /** A stream of one piece: one request to the media engine, where opening, writing and closing are three. */
  async #whole(text: string, attributes: Record<string, string>): Promise<void> {
    await this.#local.sendText(text, { topic: TOPIC, attributes });
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
