/**
 * The times the turn machine works with, all in milliseconds. Defaults carry the reason for the number; the driver of
 * the machine overrides what the environment or the line asks for.
 */

export interface TurnOptions {
  /** Silence after a sentence that is plainly complete (PARLEY_ENDPOINTING_MS). All other waits scale with it. */
  endpointingMs: number;
  /** Silence after which recognition is asked for its final. */
  finalizeAfterMs: number;
  /** The same on a noisy line, where a dip is not an end. */
  finalizeAfterNoisyMs: number;
  speculation: boolean;
  /** BCP 47, of the caller's words: which words end, go on or only accompany (agents/hearing/words). */
  language: string;
  /** While silent, an unchanged partial is worth speculating on after this long: a final usually comes sooner. */
  stablePartialMs: number;
  /** A turn that will end within this much silence is prepared at once; an unfinished clause is not, for it will change. */
  speculateAtOnceMs: number;
  /** How long before its end any other turn is prepared: a first token and a first byte of speech. */
  speculationLeadMs: number;
  /** Silence until a partial is taken for the final that never came. */
  partialWaitMs: number;
  /** Silence until a final from before the silence counts as complete (its last word may still be on the way). */
  staleFinalWaitMs: number;
  /** Silence until a voice without any words is given up. */
  noTextWaitMs: number;
  /** Voice shorter than this without words is a noise, not something to apologise for. */
  minSpeechMs: number;
  /** A pause of the playout ends after this when the voice has stopped and nothing says it was an interruption. */
  falsePauseMs: number;
  /** A held reply that has not begun to sound waits this long after the voice it was held for, for its words. */
  heldReplyMs: number;
  /** Voice that goes on this long interrupts even before any word is recognised. */
  sustainedVoiceMs: number;
  /** Voice that goes on this long without a single word is a noise (a television, a drill): the agent speaks over it. */
  wordlessVoiceMs: number;
  /** A burst below this is a click or a cough: the playout goes on after `coughQuietMs` of silence. */
  coughMs: number;
  coughQuietMs: number;
  /** Voice without any news from the ear for this long has stopped (muted track, lost packets). */
  staleVoiceMs: number;
  /** On a line that is never silent: words unchanged for this long end the turn. */
  noisyLineMs: number;
  /** Silence of the caller until "are you still there?"; `silencePrompts` times, then a polite end. */
  silenceMs: number;
  silencePrompts: number;
  /** Longest time that work at a reply holds back the silence prompt. */
  workingMaxMs: number;
  /** A reply that is neither at work nor sounding after this is given up, so that the floor is free again. */
  replyMaxMs: number;
  /** A turn-detector model is there: ask it. */
  turnDetector: boolean;
  /** "Sorry?" is said at most this often in a row. */
  notUnderstoodLimit: number;
}

export const defaultTurnOptions: TurnOptions = {
  endpointingMs: 300,
  finalizeAfterMs: 64,
  finalizeAfterNoisyMs: 112,
  speculation: true,
  language: 'en',
  stablePartialMs: 160,
  speculateAtOnceMs: 950,
  speculationLeadMs: 400,
  partialWaitMs: 900,
  staleFinalWaitMs: 550,
  noTextWaitMs: 1800,
  minSpeechMs: 300,
  falsePauseMs: 380,
  heldReplyMs: 500,
  sustainedVoiceMs: 600,
  wordlessVoiceMs: 3000,
  coughMs: 90,
  coughQuietMs: 64,
  staleVoiceMs: 500,
  noisyLineMs: 2500,
  silenceMs: 20_000,
  silencePrompts: 2,
  workingMaxMs: 120_000,
  replyMaxMs: 30_000,
  turnDetector: false,
  notUnderstoodLimit: 2,
};
