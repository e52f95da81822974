/**
 * One microphone of a call: its windows go to voice activity, to the echo guard and to recognition, and come out as
 * turn events. It decides nothing about turns. Recognition gets all audio, for its context needs the pauses; only the
 * agent's own echo, and everything while the talk key is up, is replaced by silence.
 */
import { blockEnergies } from '../../media/audio/energy.ts';
import { type Clock, realClock, type Timer, withDeadline } from '../../media/clock.ts';
import type {
  SpeechToText,
  TranscriptEvent,
  TranscriptStream,
  VoiceActivity,
  VoiceActivityModel,
} from '../models/interfaces.ts';
import { EchoGuard } from './echo-guard.ts';
import { Lull } from './lull.ts';
import type { TurnEvent } from './turn-events.ts';
import { defaultVoiceEdgesOptions, initialVoiceEdges, type VoiceEdgesOptions, voiceEdges } from './voice-edges.ts';

export interface EarOptions {
  vad: VoiceActivityModel;
  stt: SpeechToText;
  language: string;
  /** Ends the ear; so does `close`. */
  signal: AbortSignal;
  onTurnEvent: (event: TurnEvent) => void;
  /** Every event of recognition, for prices, degradations and confidence; words also arrive as turn events. */
  onTranscript?: (event: TranscriptEvent) => void;
  /** Recognition is open for the first time. */
  onHearing?: () => void;
  /** Voice activity failed and loudness decides instead. Once per failure run. */
  onDegraded?: (reason: string, cause: unknown) => void;
  clock?: Clock;
  edges?: Partial<VoiceEdgesOptions>;
}

export const WINDOW_SAMPLES = 512;
export const EAR_RATE_HZ = 16_000;
/** 512 ms: more than a stall of the loop, less than what would make an answer late. The oldest window goes. */
const MAX_WINDOWS = 16;
/** Voice activity takes 1 ms; an answer after this is worth nothing. */
const VAD_DEADLINE_MS = 250;
/** Another language waits no longer than this for a voice to pause, nor than this for the final of what it said. */
const LONGEST_BREATH_MS = 15_000;
const FINAL_WITHIN_MS = 2_000;
const SILENCE = new Int16Array(WINDOW_SAMPLES);

export class Ear {
  readonly #options: EarOptions;
  readonly #clock: Clock;
  readonly #vad: VoiceActivity;
  #stream!: TranscriptStream;
  #language: string;
  /** Another language waits for the end of what is being said. */
  #waits: Timer | undefined;
  /** Words are on their way whose final has not come. */
  #unsaid = false;
  #lost = false;
  readonly #guard = new EchoGuard();
  readonly #lull = new Lull();
  readonly #edgesOptions: VoiceEdgesOptions;
  readonly #stop = new AbortController();
  readonly #queue: { pcm: Int16Array; blocks: number[]; atMs: number; deaf: boolean; overAgent: boolean }[] = [];
  #edges = initialVoiceEdges();
  /** The voice that is on began while nothing of the agent could be heard. */
  #voiceBeforeAgent = false;
  #draining = false;
  #open = true;
  #degraded = false;
  /** Windows that came faster than they could be judged, and windows that were the agent's own voice. */
  readonly stats = { droppedWindows: 0, echoWindows: 0, windows: 0 };

  constructor(options: EarOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    this.#edgesOptions = { ...defaultVoiceEdgesOptions, ...options.edges };
    this.#language = options.language;
    this.#vad = options.vad.create();
    this.#openStream();
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** One window of 512 samples at 16 kHz, whose last sample was heard at `atMs`. Never blocks; keeps no reference. */
  push(window: Int16Array, atMs: number = this.#clock.nowMs()): void {
    if (window.length !== WINDOW_SAMPLES)
      throw new RangeError(`The ear takes windows of ${WINDOW_SAMPLES} samples at 16 kHz, not of ${window.length}.`);
    if (this.#stop.signal.aborted) return;
    this.stats.windows += 1;
    const pcm = window.slice();
    const blocks = blockEnergies(pcm);
    const verdict = this.#guard.judge(blocks, atMs);
    // Who spoke before the agent did is no echo of it: their quieter syllables are not thrown away with it. A voice
    // that began while it sounds may be its own, and is judged window by window.
    const echo = verdict.echo && !(this.#edges.on && this.#voiceBeforeAgent);
    if (echo) this.stats.echoWindows += 1;
    const deaf = echo || !this.#open;
    this.#stream.push(deaf ? SILENCE.slice() : pcm);
    if (this.#queue.length >= MAX_WINDOWS) {
      this.#queue.shift();
      this.stats.droppedWindows += 1;
    }
    this.#queue.push({ pcm, blocks, atMs, deaf, overAgent: verdict.agentHeard });
    if (!this.#draining) void this.#drain();
  }

  /** Recognises in this language from here on; what is being said at this moment is heard to its end as it began. */
  listenIn(language: string): void {
    if (language === this.#language || this.#stop.signal.aborted) return;
    this.#language = language;
    if (this.#edges.on) this.#reopenIn(LONGEST_BREATH_MS);
    else if (this.#unsaid) this.#reopenIn(FINAL_WITHIN_MS);
    else this.#reopen();
  }

  /** True while windows wait for voice activity. */
  get busy(): boolean {
    return this.#draining;
  }

  /** For the command `finalize-transcript`. */
  finalize(): void {
    this.#stream.finalize();
  }

  /** Audio of the agent that begins to sound at `atMs`, for the echo guard. */
  played(pcm: Int16Array, sampleRateHz: number, atMs: number): void {
    this.#guard.played(pcm, sampleRateHz, atMs);
  }

  /** The playout was paused or cut: nothing announced for later than `atMs` sounds. */
  playoutStoppedAt(atMs: number): void {
    this.#guard.stoppedAt(atMs);
  }

  /** Push-to-talk: a closed ear hears silence. */
  setOpen(open: boolean): void {
    this.#open = open;
  }

  /** Ends voice activity and recognition. A voice that was on is reported as stopped. */
  close(): void {
    if (this.#stop.signal.aborted) return;
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#queue.length = 0;
    this.#waits?.clear();
    this.#stop.abort();
    this.#stream.close();
    this.#vad.close();
    if (this.#edges.on)
      this.#options.onTurnEvent({
        type: 'voice-stopped',
        lastLoudAtMs: this.#edges.lastLoudAtMs,
        voicedMs: this.#edges.windows * 32,
      });
  }

  #openStream(): void {
    const options = this.#options;
    const opened: { stream?: TranscriptStream } = {};
    opened.stream = options.stt.open({
      sampleRateHz: EAR_RATE_HZ,
      language: this.#language,
      signal: AbortSignal.any([options.signal, this.#stop.signal]),
      onOpen: () => {
        // What the stream before it had lost is over with it.
        if (this.#lost) this.#onTranscript({ type: 'recovered', provider: options.stt.label }, opened.stream);
        options.onHearing?.();
      },
      onEvent: (event) => this.#onTranscript(event, opened.stream),
    });
    this.#stream = opened.stream;
  }
  #reopenIn(ms: number): void {
    this.#waits?.clear();
    this.#waits = this.#clock.setTimer(ms, () => this.#reopen());
  }
  #reopen(): void {
    this.#waits?.clear();
    this.#waits = undefined;
    this.#unsaid = false;
    if (this.#stop.signal.aborted) return;
    const before = this.#stream;
    this.#openStream();
    before.close();
  }

  readonly #onAbort = (): void => this.close();

  async #drain(): Promise<void> {
    this.#draining = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const toJudge = next.deaf ? [] : this.#lull.toJudge(next.pcm, next.blocks, this.#edges.on);
        let probability = 0;
        for (const window of toJudge) probability = await this.#probability(window, next.blocks);
        if (this.#stop.signal.aborted) return;
        const { state, edge } = voiceEdges(
          this.#edges,
          { probability, blocks: next.deaf ? [] : next.blocks, atMs: next.atMs },
          this.#edgesOptions,
        );
        this.#edges = state;
        if (edge?.type === 'voice-started') this.#voiceBeforeAgent = !next.overAgent;
        if (this.#waits && edge?.type === 'voice-started') this.#reopenIn(LONGEST_BREATH_MS);
        if (this.#waits && edge?.type === 'voice-stopped') this.#reopenIn(FINAL_WITHIN_MS);
        if (edge) this.#options.onTurnEvent(edge);
      }
    } finally {
      this.#draining = false;
    }
  }

  async #probability(pcm: Int16Array, blocks: readonly number[]): Promise<number> {
    try {
      const probability = await withDeadline(
        this.#vad.predict(pcm),
        VAD_DEADLINE_MS,
        this.#stop.signal,
        'Voice activity',
        this.#clock,
      );
      this.#degraded = false;
      return probability;
    } catch (cause) {
      if (this.#stop.signal.aborted) return 0;
      if (!this.#degraded) this.#options.onDegraded?.('Voice activity failed; loudness decides who speaks.', cause);
      this.#degraded = true;
      return Math.max(...blocks) > Math.max(300, this.#edges.floor * 6) ? 1 : 0;
    }
  }

  /** `from` is undefined when a stream tells something before it is there. */
  #onTranscript(event: TranscriptEvent, from: TranscriptStream | undefined): void {
    if (this.#stop.signal.aborted) return;
    // Of a stream that was replaced only its price is worth knowing.
    if (from !== undefined && from !== this.#stream && event.type !== 'usage') return;
    this.#options.onTranscript?.(event);
    const tell = this.#options.onTurnEvent;
    if (event.type === 'partial' || event.type === 'final') this.#unsaid = event.type === 'partial';
    if (event.type === 'partial') tell({ type: 'partial', text: event.text });
    else if (event.type === 'final')
      tell({
        type: 'final',
        text: event.text,
        ...(event.confidence === undefined ? {} : { confidence: event.confidence }),
      });
    else if (event.type === 'interrupted' || event.type === 'failed') {
      this.#lost = true;
      tell({ type: 'hearing-lost' });
    } else if (event.type === 'recovered') {
      this.#lost = false;
      tell({ type: 'hearing-restored' });
    }
    if (event.type === 'final' && this.#waits && !this.#edges.on) this.#reopen();
  }
}
