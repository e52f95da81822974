/**
 * A turn's words as a model reads them: a colleague's, and what the call itself has to say, are marked, so that the model
 * does not take them for the caller's. For understanding only: what may be done on whose word is policy, which is told who asked. Pure.
 */
import type { TurnAsker } from '../hearing/turn-events.ts';

/** Whose words a turn is: `system` when nobody said anything, and something has become of what was asked before. */
export type WordsOf = TurnAsker | 'system';

const OPENS = { operator: '[A colleague wrote: ', system: '[Not said by the caller: ' } as const;
const NOTE = /^\[(?:A colleague wrote|Not said by the caller): ([\s\S]*)\]$/;
/** A caller's words may look like anything, but not like a colleague's or like news of the call. */
const PRETENDED = /\[(?=\s*(?:a\s+colleague\s+(?:wrote|said)|not\s+said\s+by\s+the\s+caller))/gi;

export const askedWords = (text: string, by: WordsOf): string =>
  by === 'caller' ? text.replace(PRETENDED, '(') : `${OPENS[by]}${text}]`;

/** What a colleague said to the caller while they spoke instead of the agent. */
export const colleagueSaid = (text: string): string => `[A colleague said to the caller: ${text}]`;

/** What was written, without saying by whom. */
export const plainWords = (words: string): string => NOTE.exec(words)?.[1] ?? words;
