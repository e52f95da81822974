/**
 * The ears of one call: one for each microphone of the caller, all telling one turn machine. Keeps what the turn needs
 * to know of the latest words, shows the caller's captions and says when the call has gone deaf.
 */
import { realClock } from '../../media/clock.ts';
import { EAR_RATE_HZ, Ear } from '../hearing/ear.ts';
import type { TurnEvent } from '../hearing/turn-events.ts';
import type { Degradation, ModelError, TranscriptEvent } from '../models/interfaces.ts';
import type { CaptionLines } from '../room/call-room-port.ts';
import type { CallModels } from './call-dependencies.ts';

export interface EarsOptions {
  models: CallModels;
  language: string;
  signal: AbortSignal;
  captions(): Pick<CaptionLines, 'caller'> | undefined;
  callerIdentity(): string;
  tell(event: TurnEvent): void;
  onDegraded(action: string, error: ModelError): void;
  onRestored(): void;
  /** Nothing can be recognised any more. */
  onDeaf(): void;
  onHearsAgain(): void;
  onUsage(provider: string, audioSeconds: number): void;
  onSwitched(degradation: Degradation): void;
  onError(what: string, error: unknown): void;
}
/** More microphones than this from one caller are ignored: nobody has more, and each costs a recogniser. */
const MAX_EARS = 2;
/** What a turn detector listens to: the last seconds before the silence. */
const DETECTOR_SAMPLES = EAR_RATE_HZ * 2;
const DETECTOR_DEADLINE_MS = 250;
const REOPEN_MS = 5_000;
/** Sound arrives later than the news of the key: the last syllable is still on its way when it is let go. */
const KEY_RELEASE_MS = 300;

export class Ears {
  readonly #options: EarsOptions;
  readonly #ears = new Map<string, Ear>();
  #segment = 0;
  #deaf = false;
  /** Microphones whose recogniser is being opened anew, or has given up. */
  readonly #lost = new Set<string>();
  readonly #reopening = new Map<string, NodeJS.Timeout>();
  readonly #muted = new Set<string>();
  #keyNeeded = false;
  #keyOpen = true;
  #keyTimer: NodeJS.Timeout | undefined;
  #voiceStartedAtMs = Date.now();
  #voiceEndedAtMs = Date.now();
  #recent: Int16Array[] = [];
  #recentSamples = 0;
  /** Monotonic time of the latest final transcript. */
  finalAtMs: number | undefined;
  /** The recogniser's confidence in the latest final. */
  confidence: number | undefined;

  constructor(options: EarsOptions) {
    this.#options = options;
  }

  /** Nothing can be recognised. */
  get deaf(): boolean {
    return this.#deaf;
  }
  microphone(trackSid: string, state: 'opened' | 'closed' | 'muted' | 'unmuted'): void {
    if (state === 'opened') this.#open(trackSid);
    else if (state === 'closed') {
      this.#ears.get(trackSid)?.close();
      this.#ears.delete(trackSid);
      this.#muted.delete(trackSid);
      this.#gone(trackSid);
    } else {
      if (state === 'muted') this.#muted.add(trackSid);
      else this.#muted.delete(trackSid);
      this.#ears.get(trackSid)?.setOpen(state === 'unmuted' && this.#keyOpen);
    }
  }
  /** Push-to-talk: what is said without the key is not even recognised. */
  talkControl(control: { type: 'push-to-talk'; mode: 'on' | 'off' } | { type: 'talk-key'; pressed: boolean }): void {
    clearTimeout(this.#keyTimer);
    if (control.type === 'push-to-talk') this.#keyNeeded = control.mode === 'on';
    if (control.type === 'push-to-talk' || control.pressed)
      return this.#setKeyOpen(!this.#keyNeeded || control.type === 'talk-key');
    this.#keyTimer = setTimeout(() => this.#setKeyOpen(!this.#keyNeeded), KEY_RELEASE_MS);
  }
  push(trackSid: string, pcm: Int16Array): void {
    const ear = this.#ears.get(trackSid);
    if (!ear) return;
    ear.push(pcm);
    if (this.#options.models.turnDetector) this.#keepRecent(pcm);
  }
  /** The agent's own voice, so that its echo is not taken for the caller. */
  played(pcm: Int16Array, rateHz: number, atMs: number): void {
    for (const ear of this.#ears.values()) ear.played(pcm, rateHz, atMs);
  }
  playoutStopped(atMs: number): void {
    for (const ear of this.#ears.values()) ear.playoutStoppedAt(atMs);
  }
  finalize(): void {
    for (const ear of this.#ears.values()) ear.finalize();
  }
  /** Another agent has the call: every microphone is recognised in its language. */
  agentChanged(): void {
    for (const ear of this.#ears.values()) ear.listenIn(this.#options.language);
  }
  /** Epoch times of the latest stretch of voice. */
  lastSpeech(): { startedAtMs: number; endedAtMs: number } {
    return { startedAtMs: this.#voiceStartedAtMs, endedAtMs: Math.max(this.#voiceStartedAtMs, this.#voiceEndedAtMs) };
  }
  /** The turn detector's probability that the caller has finished; undefined without one, or when it is late. */
  async score(text: string): Promise<number | undefined> {
    const { turnDetector } = this.#options.models;
    if (!turnDetector) return undefined;
    const pcm16k = new Int16Array(this.#recentSamples);
    let at = 0;
    for (const window of this.#recent) {
      pcm16k.set(window, at);
      at += window.length;
    }
    try {
      return await turnDetector.score(
        { text, pcm16k, language: this.#options.language },
        AbortSignal.any([this.#options.signal, AbortSignal.timeout(DETECTOR_DEADLINE_MS)]),
      );
    } catch (error) {
      if (!this.#options.signal.aborted) this.#options.onError('turn detector', error);
      return undefined;
    }
  }
  close(): void {
    clearTimeout(this.#keyTimer);
    for (const timer of this.#reopening.values()) clearTimeout(timer);
    for (const ear of this.#ears.values()) ear.close();
    this.#ears.clear();
  }

  #open(trackSid: string): void {
    const { models, language, signal } = this.#options;
    if (!models.stt || signal.aborted || this.#ears.has(trackSid)) return;
    if (this.#ears.size >= MAX_EARS) {
      this.#options.onError(
        'microphone',
        new Error(`A microphone beyond the first ${MAX_EARS} is not listened to (${trackSid}).`),
      );
      return;
    }
    this.#ears.set(
      trackSid,
      new Ear({
        vad: models.vad,
        stt: models.stt,
        language,
        signal,
        onTurnEvent: (event) => this.#turnEvent(event),
        onHearing: () => this.#hearing(trackSid),
        onTranscript: (event) => this.#transcript(trackSid, event),
        onDegraded: (reason, cause) => this.#options.onError(reason, cause),
      }),
    );
    if (!this.#keyOpen || this.#muted.has(trackSid)) this.#ears.get(trackSid)?.setOpen(false);
  }
  #turnEvent(event: TurnEvent): void {
    if (event.type === 'voice-started') this.#voiceStartedAtMs = Date.now();
    else if (event.type === 'voice-stopped') this.#voiceEndedAtMs = event.lastLoudAtMs;
    this.#options.tell(event);
  }
  #transcript(trackSid: string, event: TranscriptEvent): void {
    switch (event.type) {
      case 'partial':
      case 'final':
        if (event.text.trim() === '') return;
        if (event.type === 'final') {
          this.finalAtMs = realClock.nowMs();
          this.confidence = event.confidence;
        }
        this.#options
          .captions()
          ?.caller(
            `caller-${this.#segment}`,
            trackSid,
            this.#options.callerIdentity(),
            event.text,
            event.type === 'final',
          );
        if (event.type === 'final') this.#segment += 1;
        return;
      case 'interrupted':
        this.#lost.add(trackSid);
        return this.#options.onDegraded(event.next ? `${event.next} takes over` : 'trying again', event.error);
      case 'recovered':
        this.#lost.delete(trackSid);
        return this.#hearsAgain();
      case 'failed':
        this.#lost.add(trackSid);
        this.#options.onDegraded('the call cannot hear', event.error);
        if (!this.#deaf) this.#options.onDeaf();
        this.#deaf = true;
        return this.#reopen(trackSid);
      case 'usage':
        return this.#options.onUsage(event.provider, event.audioSeconds);
    }
  }
  #setKeyOpen(open: boolean): void {
    this.#keyOpen = open;
    for (const [trackSid, ear] of this.#ears) ear.setOpen(open && !this.#muted.has(trackSid));
  }
  /** A recogniser that was opened anew hears: what the one before it lost is over. */
  #hearing(trackSid: string): void {
    if (!this.#lost.delete(trackSid) && !this.#deaf) return;
    this.#options.tell({ type: 'hearing-restored' });
    this.#hearsAgain();
  }
  #hearsAgain(): void {
    this.#options.onRestored();
    if (this.#deaf) this.#options.onHearsAgain();
    this.#deaf = false;
  }
  /** What its recogniser had lost went with the microphone: nothing of it will ever be restored. */
  #gone(trackSid: string): void {
    clearTimeout(this.#reopening.get(trackSid));
    this.#reopening.delete(trackSid);
    if (!this.#lost.delete(trackSid) || this.#lost.size > 0) return;
    this.#options.tell({ type: 'hearing-restored' });
    this.#options.onRestored();
  }
  /** A recogniser that gave up is tried anew for as long as the call lasts. */
  #reopen(trackSid: string): void {
    const timer = setTimeout(() => {
      this.#reopening.delete(trackSid);
      if (this.#options.signal.aborted || !this.#ears.has(trackSid)) return;
      this.#ears.get(trackSid)?.close();
      this.#ears.delete(trackSid);
      this.#open(trackSid);
    }, REOPEN_MS);
    this.#reopening.set(trackSid, timer);
  }
  #keepRecent(pcm: Int16Array): void {
    this.#recent.push(pcm);
    this.#recentSamples += pcm.length;
    while (this.#recentSamples - (this.#recent[0]?.length ?? 0) >= DETECTOR_SAMPLES)
      this.#recentSamples -= this.#recent.shift()?.length ?? 0;
  }
}
