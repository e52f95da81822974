/**
 * Listens to the colleague who speaks instead of the agent, so that the agent knows what was said when it goes on. Their
 * words are nobody's turn; a recogniser that fails costs the agent that knowledge and nothing else.
 */
import { Ear } from '../hearing/ear.ts';
import type { CallModels } from './call-dependencies.ts';

export interface OperatorEarOptions {
  models: Pick<CallModels, 'stt' | 'vad'>;
  language: string;
  signal: AbortSignal;
  onWords(identity: string, text: string, confidence: number | undefined): void;
  onUsage(provider: string, audioSeconds: number): void;
  onError(error: unknown): void;
}

export class OperatorEar {
  readonly #options: OperatorEarOptions;
  /** One at a time: each costs a recogniser. */
  #open: { trackSid: string; ear: Ear } | undefined;

  constructor(options: OperatorEarOptions) {
    this.#options = options;
  }

  microphone(identity: string, trackSid: string, state: 'opened' | 'closed'): void {
    if (state === 'closed') {
      if (this.#open?.trackSid === trackSid) this.close();
      return;
    }
    const { models, language, signal, onWords, onUsage, onError } = this.#options;
    if (!models.stt || this.#open || signal.aborted) return;
    const ear = new Ear({
      vad: models.vad,
      stt: models.stt,
      language,
      signal,
      onTurnEvent: () => undefined,
      onTranscript: (event) => {
        if (event.type === 'final' && event.text.trim() !== '') onWords(identity, event.text, event.confidence);
        else if (event.type === 'usage') onUsage(event.provider, event.audioSeconds);
        else if (event.type === 'failed') onError(event.error);
      },
      onDegraded: (_, cause) => onError(cause),
    });
    this.#open = { trackSid, ear };
  }
  push(trackSid: string, pcm: Int16Array): void {
    if (this.#open?.trackSid === trackSid) this.#open.ear.push(pcm);
  }
  close(): void {
    this.#open?.ear.close();
    this.#open = undefined;
  }
}
