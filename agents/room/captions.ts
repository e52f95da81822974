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
    const open = (extra: Record<string, string> = {}): Promise<TextWriter> =>
      this.#local.streamText({
        topic: TOPIC,
        attributes: {
          'lk.segment_id': segmentId,
          'lk.transcription_final': 'false',
          'lk.transcribed_track_id': this.#agentTrackSid,
          ...extra,
        },
      });
    const close = async (): Promise<void> => {
      await writer?.close();
      writer = undefined;
    };
    return {
      add: (words) =>
        this.#enqueue(async () => {
          writer ??= await open();
          await writer.write(words);
        }),
      close: () => this.#enqueue(close),
      interrupted: (text) =>
        this.#enqueue(async () => {
          await close();
          if (text === '') return;
          const cut = await open({ 'lk.transcription_final': 'true', 'parley.interrupted': 'true' });
          await cut.write(text);
          await cut.close();
        }),
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
