/**
 * What a test says into a call as a recogniser would tell it: streams are kept with the language they were opened in, and
 * the voice is a number per window, loud or not.
 */
import type {
  SpeechToText,
  TranscriptEvent,
  TranscriptOptions,
  VoiceActivityModel,
} from '../../agents/models/interfaces.ts';

const WINDOW_SAMPLES = 512;
const WINDOW_MS = 32;

export interface KeptStream {
  language: string;
  closed: boolean;
  /** Windows it was given that were not silent. */
  loud: number;
  tell(event: TranscriptEvent): void;
}

export class KeptSpeechToText implements SpeechToText {
  readonly label = 'kept';
  readonly streams: KeptStream[] = [];

  open({ language, onEvent, onOpen }: TranscriptOptions): ReturnType<SpeechToText['open']> {
    const stream: KeptStream = { language, closed: false, loud: 0, tell: onEvent };
    this.streams.push(stream);
    queueMicrotask(() => onOpen?.());
    return {
      push: (pcm) => {
        if (pcm.some((sample) => sample !== 0)) stream.loud += 1;
      },
      finalize: () => undefined,
      close: () => {
        stream.closed = true;
      },
    };
  }
  /** The one that listens. */
  get listening(): KeptStream {
    const open = this.streams.filter(({ closed }) => !closed);
    const [only] = open;
    if (!only || open.length > 1) throw new Error(`${open.length} streams listen where one was expected.`);
    return only;
  }
}

/** A loud window is voice. */
export const loudIsVoice: VoiceActivityModel = {
  label: 'loud',
  create: () => ({
    predict: async (pcm) => (pcm.some((sample) => Math.abs(sample) > 1_000) ? 1 : 0),
    close: () => undefined,
  }),
};

/** A hum of 500 Hz: a constant would be an offset, which no ear takes for sound. */
const window = (loud: boolean): Int16Array =>
  Int16Array.from({ length: WINDOW_SAMPLES }, (_, at) => (loud ? (at % 32 < 16 ? 8_000 : -8_000) : 0));

/** Pushes `ms` of sound, in the time it takes. */
export async function sound(
  ms: number,
  loud: boolean,
  push: (pcm: Int16Array) => void,
  pass: (ms: number) => Promise<unknown>,
): Promise<void> {
  for (let left = ms; left > 0; left -= WINDOW_MS) {
    push(window(loud));
    await pass(WINDOW_MS);
  }
}
