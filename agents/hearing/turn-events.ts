/**
 * What the turn machine is told and what it asks for. Types only. All times are milliseconds of one monotonic clock
 * that the caller of the machine owns; a `generation` is the number of the reply being prepared or spoken.
 */

/** Who asked for a turn. */
export type TurnAsker = 'caller' | 'operator';

export type TurnEvent =
  /** First window of voice after silence: unconfirmed, it may be a cough. */
  | { type: 'voice-started' }
  /** Voice has lasted `voicedMs` without a gap (sent at each confirmed window from the third on). */
  | { type: 'voice-continued'; voicedMs: number }
  /** First silent window after voice. `lastLoudAtMs` is when the last loud sample was heard; on a `noisy` line a dip is not yet an end. */
  | { type: 'voice-stopped'; lastLoudAtMs: number; voicedMs: number; noisy?: boolean }
  | { type: 'partial'; text: string }
  | { type: 'final'; text: string; confidence?: number }
  /** A turn-detector model's answer to `score-turn`: probability that the speaker has finished. */
  | { type: 'turn-score'; text: string; probability: number }
  /** A typed message of the caller, or what an operator asks in their place: a complete turn by itself. */
  | { type: 'typed'; text: string; by?: TurnAsker }
  | { type: 'push-to-talk'; mode: 'on' | 'off' }
  | { type: 'talk-key'; pressed: boolean }
  /** The reply `generation` has begun to sound, has finished sounding, or produced nothing to say. */
  | { type: 'playout-started'; generation: number }
  | { type: 'playout-finished'; generation: number }
  /** The clause of `generation` that now begins to sound asks something: "yes" and "right" are answers from here on. */
  | { type: 'reply-asks'; generation: number }
  | { type: 'reply-empty'; generation: number }
  /**
   * The agent begins to speak by itself (greeting, prompt, announcement): it owns the floor as `generation`, which must
   * be `nextGeneration(state)`; an older number is ignored. Ask `floorIsFree(state)` first: a reply in flight is cut.
   */
  | { type: 'agent-speaks'; generation: number; asks?: boolean }
  /** Tools or a model are at work for `generation`; silence is not the caller's. */
  | { type: 'working'; generation: number; busy: boolean }
  /** A colleague speaks instead of the agent, or no longer: silence of the caller is not silence of the call. */
  | { type: 'colleague'; speaks: boolean }
  /** The agent that has the call speaks and hears this language from here on. */
  | { type: 'language'; language: string }
  /** Recognition is lost / is back. */
  | { type: 'hearing-lost' }
  | { type: 'hearing-restored' }
  /** Another person is the caller now: what the one before said, and was being told, is not for them. */
  | { type: 'caller-changed' }
  /** The time asked for with `wakeAtMs` has come. */
  | { type: 'clock' };

export type TurnCommand =
  /** Ask recognition for the final now. */
  | { type: 'finalize-transcript' }
  /** Prepare a reply to `text` without side effects. A later `speculate` or `discard-speculation` drops it. */
  | { type: 'speculate'; text: string }
  | { type: 'discard-speculation' }
  /** The turn is over: answer `text` as `generation`; the speculation for exactly this text may be used. */
  | {
      type: 'commit-turn';
      generation: number;
      text: string;
      source: 'speech' | 'typed';
      lastLoudAtMs: number | undefined;
      decidedBy: string;
      /** The operator only when every word of it is theirs; unset: the caller. */
      askedBy?: TurnAsker;
      /** The caller went on before anything of this earlier reply was heard: `text` contains that turn's text too, so that turn is void. */
      replaces?: number;
    }
  /** Hold the sound of `generation`; when it has not begun to sound it must not begin before `resume-playout`. */
  | { type: 'pause-playout'; generation: number }
  | { type: 'resume-playout'; generation: number }
  /** Stop `generation` for good: what was heard so far is all that was said. */
  | { type: 'cut-playout'; generation: number; reason: 'barge-in' | 'typed' | 'talk-key' | 'superseded' | 'overdue' }
  /** Nothing was understood although somebody spoke (recognition returned no words). */
  | { type: 'not-understood' }
  | { type: 'score-turn'; text: string }
  /** The caller has been silent: `attempt` 1 asks "are you still there?", `end-for-silence` ends politely. */
  | { type: 'ask-still-there'; attempt: number }
  | { type: 'end-for-silence' };

/** What the page shows; published as `lk.agent.state`. */
export type AgentState = 'initializing' | 'listening' | 'thinking' | 'speaking';
