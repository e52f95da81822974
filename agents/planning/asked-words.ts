/**
 * A turn's words as a model reads them: a colleague's are marked as theirs, so that the model does not take them for the
 * caller's. For understanding only: what may be done on whose word is policy, which is told who asked. Pure.
 */
import type { TurnAsker } from '../hearing/turn-events.ts';

const OPENS = '[A colleague wrote: ';
const NOTE = /^\[A colleague wrote: ([\s\S]*)\]$/;
/** A caller's words may look like anything, but not like a colleague's. */
const PRETENDED = /\[(?=\s*a\s+colleague\s+wrote)/gi;

export const askedWords = (text: string, by: TurnAsker): string =>
  by === 'operator' ? `${OPENS}${text}]` : text.replace(PRETENDED, '(');

/** What was written, without saying by whom. */
export const plainWords = (words: string): string => NOTE.exec(words)?.[1] ?? words;
