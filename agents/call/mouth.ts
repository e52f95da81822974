/**
 * Everything the caller hears from the agent: utterances of replies, fixed lines, captions that follow the voice, and
 * what is heard when synthesis fails (a kept phrase, else two tones). Tells the turn machine what sounds; decides nothing.
 */
import type { TurnEvent } from '../hearing/turn-events.ts';
import type { ModelError, OnDegraded, SpeechOptions, TextToSpeech } from '../models/interfaces.ts';
import type { CaptionLines } from '../room/call-room-port.ts';
import { toneSpeech } from '../speaking/alert-tone.ts';
import type { AudioSink } from '../speaking/audio-sink.ts';
import { CaptionFollower } from '../speaking/caption-follower.ts';
import type { PhraseCache } from '../speaking/phrase-cache.ts';
import { silentSpeech } from '../speaking/silent-speech.ts';
import { type Heard, type Progress, Speaker, type UtteranceKind } from '../speaking/speaker.ts';
import { Utterance } from '../speaking/utterance.ts';

export interface MouthOptions {
  sink: AudioSink;
  /** Undefined: no synthesis is configured; captions alone carry the answer. */
  tts: TextToSpeech | undefined;
  phrases: PhraseCache;
  voice: string | undefined;
  language: string;
  apology: string;
  captions(): Pick<CaptionLines, 'reply'> | undefined;
  tell(event: TurnEvent): void;
  onSounding(generation: number, kind: UtteranceKind): void;
  onFinished(heard: Heard): void;
  onPlayed(pcm: Int16Array): void;
  /** The voice of an answer failed: an apology follows what was heard of it, and nothing else can. */
  onAnswerLost(generation: number): void;
  /** The room refused audio. */
  onBroken(error: unknown): void;
  /** Synthesis failed and this was done instead. */
  onDegraded(action: string, error: ModelError): void;
  onUsage: NonNullable<SpeechOptions['onUsage']>;
  /** A provider of the chain failed and another took over. */
  onSwitched: OnDegraded;
}
interface CaptionInFlight {
  generation: number;
  follower: CaptionFollower;
  line: ReturnType<CaptionLines['reply']>;
}

export class Mouth {
  readonly #options: MouthOptions;
  readonly #speaker: Speaker;
  readonly #tts: TextToSpeech;
  #caption: CaptionInFlight | undefined;
  #captionNumber = 0;
  #soundedGeneration = -1;
  #askedGeneration = -1;

  constructor(options: MouthOptions) {
    this.#options = options;
    this.#tts = options.tts ? options.phrases.wrap(options.tts) : silentSpeech;
    this.#speaker = new Speaker(options.sink, {
      onSounding: (generation, kind) => this.#sounding(generation, kind),
      onProgress: (generation, _kind, progress) => {
        this.#captionProgress(generation, progress);
        if (progress.asks && generation !== this.#askedGeneration) {
          this.#askedGeneration = generation;
          options.tell({ type: 'reply-asks', generation });
        }
      },
      onFinished: (heard) => {
        // The record first: whoever reacts to the free floor must find the conversation complete.
        options.onFinished(heard);
        options.tell({
          type: this.#soundedGeneration === heard.generation ? 'playout-finished' : 'reply-empty',
          generation: heard.generation,
        });
      },
      onPlayed: (pcm) => options.onPlayed(pcm),
      onBroken: (_generation, error) => options.onBroken(error),
      onUtteranceFailed: (generation, kind, error) => this.#failed(generation, kind, error),
    });
  }

  get busy(): boolean {
    return this.#speaker.busy;
  }
  /** A new utterance in this agent's voice, for a reply to fill. */
  utterance(hooks: { onRequest?: () => void; onFirstByte?: () => void } = {}): Utterance {
    const { voice, language, onUsage, onSwitched } = this.#options;
    return new Utterance({ tts: this.#tts, voice, language, ...hooks, onUsage, onDegraded: onSwitched });
  }
  begin(generation: number): void {
    this.#speaker.begin(generation);
  }
  say(generation: number, utterance: Utterance, kind: UtteranceKind): void {
    this.#speaker.say(generation, utterance, kind);
  }
  /** Says a fixed line. */
  line(generation: number, text: string, kind: UtteranceKind): void {
    this.clauses(generation, [text], kind);
  }
  /** Says fixed words, each clause on its own: which of them sounds can be told. */
  clauses(generation: number, clauses: readonly string[], kind: UtteranceKind): void {
    const utterance = this.utterance();
    for (const clause of clauses) utterance.say(clause);
    utterance.end();
    this.say(generation, utterance, kind);
  }
  finish(generation: number): void {
    this.#speaker.finish(generation);
  }
  pause(generation: number): void {
    this.#speaker.pause(generation);
  }
  resume(generation: number): void {
    this.#speaker.resume(generation);
  }
  cut(generation: number): Heard | undefined {
    return this.#speaker.cut(generation);
  }
  heardSoFar(): Heard | undefined {
    return this.#speaker.heardSoFar();
  }

  #sounding(generation: number, kind: UtteranceKind): void {
    if (this.#soundedGeneration !== generation) {
      this.#soundedGeneration = generation;
      this.#options.tell({ type: 'playout-started', generation });
    }
    this.#options.onSounding(generation, kind);
  }
  #captionProgress(generation: number, { heardText, done, cut }: Progress): void {
    const captions = this.#options.captions();
    if (!captions) return;
    this.#caption ??= {
      generation,
      follower: new CaptionFollower(),
      line: captions.reply(`agent-${generation}-${this.#captionNumber++}`),
    };
    const words = this.#caption.follower.advance(heardText);
    if (words !== '') this.#caption.line.add(words);
    if (!done) return;
    if (cut) this.#caption.line.interrupted(this.#caption.follower.text);
    else this.#caption.line.close();
    this.#caption = undefined;
  }
  #failed(generation: number, kind: UtteranceKind, error: ModelError): void {
    // One attempt at an apology; when that fails too, tones: never silence.
    if (kind === 'apology' || kind === 'prompt') {
      this.#options.onDegraded('two tones', error);
      const tone = new Utterance({ tts: toneSpeech });
      tone.say(this.#options.apology);
      tone.end();
      this.#speaker.sayNext(generation, tone, 'tones');
      return;
    }
    if (kind === 'filler' || kind === 'tones') return;
    this.#options.onDegraded('apology', error);
    const apology = this.utterance();
    apology.say(this.#options.apology);
    apology.end();
    this.#speaker.sayNext(generation, apology, 'apology');
    if (kind === 'answer') this.#options.onAnswerLost(generation);
  }
}
