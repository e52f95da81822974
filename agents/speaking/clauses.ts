/**
 * Cuts a growing answer into clauses that can be spoken before the rest exists. Pure.
 * The first clause goes out early (a token costs about 15 ms, a sentence 108 ms and more); later ones are whole
 * sentences, so that the voice keeps its melody.
 */

export interface ClauseOptions {
  /** Words after which the first clause may go out without punctuation. */
  firstClauseWords: number;
  /** Words at which it goes out even after a word that leans on the next one. */
  firstClauseMaxWords: number;
  /** Words after which a comma ends a later clause. */
  commaAfterWords: number;
  /** Characters at which any clause is cut at its last space. */
  maxCharacters: number;
}
export const CLAUSE_DEFAULTS: ClauseOptions = {
  firstClauseWords: 4,
  firstClauseMaxWords: 7,
  commaAfterWords: 9,
  maxCharacters: 240,
};

export interface ClauseState {
  pending: string;
  emitted: number;
}
export const noClauses = (): ClauseState => ({ pending: '', emitted: 0 });

/** A pause after one of these would sound like a stumble: they lean on the word that follows. */
const LEANING = new Set(
  (
    "a an the of to in on at by for from with and or but so if that than as is are was were be been am i'm it's i you we they he she " +
    'my your our their his her its this these those not no very about into over under between during because while when where who which ' +
    "would will can could should may might must do does did have has had i'll you'll we'll let's mr mrs ms dr"
  ).split(' '),
);
const ABBREVIATION = /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|e\.g|i\.e|a\.m|p\.m|approx|[A-Z])\.$/i;

const isSentenceEnd = (text: string): boolean => /[.!?…]["')\]]*$/.test(text) && !ABBREVIATION.test(text);
const isPause = (text: string): boolean => /[,;:–—]$/.test(text);
const countWords = (text: string): number => text.split(/\s+/).filter(Boolean).length;

/** Index just after the clause that can be cut from `pending`, or -1. A boundary needs the space behind it. */
function boundary(pending: string, first: boolean, options: ClauseOptions): number {
  for (const match of pending.matchAll(/\S+(?=\s)/g)) {
    const end = match.index + match[0].length;
    const clause = pending.slice(0, end).trimStart();
    const words = countWords(clause);
    if (pending.slice(end).startsWith('\n') && words > 0) return end;
    if (isSentenceEnd(clause)) return end;
    if (first && isPause(clause) && words >= 2) return end;
    if (!first && isPause(clause) && words >= options.commaAfterWords) return end;
    if (first && words >= options.firstClauseWords) {
      const last = (clause.split(/\s+/).at(-1) ?? '').toLowerCase().replace(/[^a-z']/g, '');
      if (words >= options.firstClauseMaxWords || (last !== '' && !LEANING.has(last))) return end;
    }
  }
  if (pending.length > options.maxCharacters) {
    const space = pending.lastIndexOf(' ', options.maxCharacters);
    return space > 0 ? space : options.maxCharacters;
  }
  return -1;
}

/** Takes the next piece of text; returns the clauses that may be spoken now. */
export function pushText(
  state: ClauseState,
  text: string,
  options: ClauseOptions = CLAUSE_DEFAULTS,
): { state: ClauseState; clauses: string[] } {
  let pending = state.pending + text;
  let emitted = state.emitted;
  const clauses: string[] = [];
  for (;;) {
    const cut = boundary(pending, emitted === 0, options);
    if (cut < 0) break;
    const clause = pending.slice(0, cut).trim();
    pending = pending.slice(cut);
    if (clause === '') continue;
    clauses.push(clause);
    emitted += 1;
  }
  return { state: { pending, emitted }, clauses };
}

/** The text has ended: what is left is a clause too. */
export function flushText(state: ClauseState): { state: ClauseState; clauses: string[] } {
  const rest = state.pending.trim();
  return { state: { pending: '', emitted: state.emitted + (rest ? 1 : 0) }, clauses: rest ? [rest] : [] };
}
