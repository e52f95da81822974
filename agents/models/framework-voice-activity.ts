/** Any voice activity model of the framework as ours: one window in, one probability out. Silero's plugin is `silero`. */
import { type VAD, VADEventType, type VADStream } from '@livekit/agents';
import * as silero from '@livekit/agents-plugin-silero';
import { AudioFrame } from '@livekit/rtc-node';
import { prepareFramework } from './framework-errors.ts';
import { ModelError, type VoiceActivity, type VoiceActivityModel } from './interfaces.ts';

const SAMPLE_RATE_HZ = 16_000;
/** A window lasts 32 ms; an answer that takes this long is of no use to a conversation. */
const ANSWER_MS = 1000;

export async function sileroVoiceActivity(): Promise<VoiceActivityModel> {
  prepareFramework();
  return frameworkVoiceActivity('silero', await silero.VAD.load());
}

export function frameworkVoiceActivity(label: string, model: VAD): VoiceActivityModel {
  return { label, create: () => new FrameworkVoiceActivity(label, model.stream()) };
}

interface Asked {
  resolve(probability: number): void;
  reject(error: ModelError): void;
  timer: NodeJS.Timeout;
}

class FrameworkVoiceActivity implements VoiceActivity {
  readonly #label: string;
  readonly #stream: VADStream;
  /** In the order of the windows: the stream answers them in that order. */
  readonly #asked: Asked[] = [];
  #over = false;

  constructor(label: string, stream: VADStream) {
    this.#label = label;
    this.#stream = stream;
    void this.#listen();
  }

  predict(window: Int16Array): Promise<number> {
    if (this.#over) return Promise.reject(this.#error('refused', 'it is closed'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#stop(this.#error('timeout', `a window was not answered in ${ANSWER_MS} ms`)),
        ANSWER_MS,
      );
      this.#asked.push({ resolve, reject, timer });
      this.#stream.pushFrame(new AudioFrame(window.slice(), SAMPLE_RATE_HZ, 1, window.length));
    });
  }

  close(): void {
    this.#stop(this.#error('cancelled', 'it was closed'));
  }

  async #listen(): Promise<void> {
    try {
      for await (const event of this.#stream) {
        if (event.type !== VADEventType.INFERENCE_DONE) continue;
        const asked = this.#asked.shift();
        clearTimeout(asked?.timer);
        asked?.resolve(event.probability);
      }
      this.#stop(this.#error('died-mid-stream', 'it ended by itself'));
    } catch (cause) {
      this.#stop(this.#error('died-mid-stream', cause instanceof Error ? cause.message : String(cause)));
    }
  }

  #stop(error: ModelError): void {
    if (this.#over) return;
    this.#over = true;
    this.#stream.close();
    for (const asked of this.#asked.splice(0)) {
      clearTimeout(asked.timer);
      asked.reject(error);
    }
  }

  #error(failure: ModelError['failure'], message: string): ModelError {
    return new ModelError(this.#label, failure, message, { retryable: false });
  }
}
