/**
 * Voice on, going on, and off, from what a voice-activity model says about each 32 ms window and how loud its 8 ms
 * blocks are. Pure. The model alone hangs on for 70 ms after a word; at a good signal-to-noise ratio the loudness
 * places the end of it within a block.
 */

export interface VoiceEdgesOptions {
  /** Probability from which a window is voice; the lower one holds while voice is on. */
  enter: number;
  exit: number;
  /** Place the end by loudness where the line allows it. */
  energyGate: boolean;
}
export const defaultVoiceEdgesOptions: VoiceEdgesOptions = { enter: 0.5, exit: 0.35, energyGate: true };

export interface VoiceWindow {
  /** 0 to 1, from the voice-activity model. */
  probability: number;
  /** Root mean square of each 8 ms block in time order, constant offset removed. */
  blocks: readonly number[];
  /** When the last sample of the window was heard. */
  atMs: number;
}

export interface VoiceEdgesState {
  on: boolean;
  windows: number;
  /** Quietest and loudest that the line has been of late, in sample units. */
  floor: number;
  peak: number;
  lastLoudAtMs: number;
}
export type VoiceEdge =
  | { type: 'voice-started' }
  | { type: 'voice-continued'; voicedMs: number }
  | { type: 'voice-stopped'; lastLoudAtMs: number; voicedMs: number; noisy: boolean };

const WINDOW_MS = 32;
const BLOCK_MS = 8;
/** Windows until a voice is confirmed: two can be a click with its echo. */
const CONFIRM_WINDOWS = 3;
/** A block is loud when it is this far above the floor, not this far below the peak, and above a converter's hiss. */
const LOUD_OVER_FLOOR = 3;
const LOUD_UNDER_PEAK = 0.02;
const HISS = 60;
/** Loudness is trusted when the peak is 20 dB above the floor. */
const TRUSTED_SNR = 10;
/** The floor falls fast and rises by half in 1.3 s; it never claims that a shout is silence. */
const FLOOR_RISE = 1.01;
const FLOOR_MAX = 2000;
const FLOOR_MIN = 3;
const PEAK_DECAY = 0.98;
const SURELY_NO_VOICE = 0.2;

export function initialVoiceEdges(): VoiceEdgesState {
  return { on: false, windows: 0, floor: 50, peak: 0, lastLoudAtMs: 0 };
}

export function voiceEdges(
  state: VoiceEdgesState,
  window: VoiceWindow,
  options: VoiceEdgesOptions = defaultVoiceEdgesOptions,
): { state: VoiceEdgesState; edge: VoiceEdge | undefined } {
  const { blocks, atMs } = window;
  const probability = Number.isFinite(window.probability) ? window.probability : 0;
  const threshold = Math.max(state.floor * LOUD_OVER_FLOOR, state.peak * LOUD_UNDER_PEAK, HISS);
  const lastLoud = blocks.findLastIndex((block) => block > threshold);
  const loudest = Math.max(0, ...blocks);
  const quietest = blocks.length === 0 ? state.floor : Math.min(...blocks);
  const isLoud = lastLoud >= 0;
  const trusted = options.energyGate && state.peak > state.floor * TRUSTED_SNR;
  const likely = probability >= (state.on ? Math.min(options.exit, options.enter) : options.enter);
  const isVoice = likely && (isLoud || !trusted);

  const next: VoiceEdgesState = {
    on: isVoice,
    windows: isVoice ? state.windows + 1 : 0,
    floor: nextFloor(state, quietest, probability),
    peak: isLoud && probability > options.enter ? Math.max(loudest, state.peak * PEAK_DECAY) : state.peak,
    lastLoudAtMs: state.lastLoudAtMs,
  };
  // Where loudness cannot be trusted the model's own word is all there is: the last voiced window.
  if (isVoice) next.lastLoudAtMs = isLoud && trusted ? atMs - (blocks.length - 1 - lastLoud) * BLOCK_MS : atMs;
  else if (state.on && trusted && isLoud)
    next.lastLoudAtMs = Math.max(state.lastLoudAtMs, atMs - (blocks.length - 1 - lastLoud) * BLOCK_MS);

  const voicedMs = next.windows * WINDOW_MS;
  if (isVoice && !state.on) return { state: next, edge: { type: 'voice-started' } };
  if (isVoice)
    return { state: next, edge: next.windows >= CONFIRM_WINDOWS ? { type: 'voice-continued', voicedMs } : undefined };
  if (state.on)
    return {
      state: next,
      edge: {
        type: 'voice-stopped',
        lastLoudAtMs: next.lastLoudAtMs,
        voicedMs: state.windows * WINDOW_MS,
        noisy: !trusted,
      },
    };
  return { state: next, edge: undefined };
}

/** Falls fast with every quiet block; rises slowly under a voice and soon where the model is sure that there is none. */
function nextFloor({ on, floor }: VoiceEdgesState, quietest: number, probability: number): number {
  if (quietest < floor) return Math.max(FLOOR_MIN, floor * 0.7 + quietest * 0.3);
  const rising = !on && probability < SURELY_NO_VOICE ? floor * 0.9 + quietest * 0.1 : floor * FLOOR_RISE;
  return Math.min(rising, quietest, FLOOR_MAX);
}
