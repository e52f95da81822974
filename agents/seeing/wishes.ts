/**
 * Standing wishes: "tell me when the build has finished". Pure: the words of a wish against what newly appeared. A wish
 * is met once; it is met by text that says so, not by the text that was there when it was made.
 */
export interface Wish {
  id: string;
  what: string;
  madeAtMs: number;
}

const STOP_WORDS = new Set(
  'the a an is are was were has have had been be it its this that to of in on at and or when if as soon tell me let know once there my your from with by for will see says shows show appears happens'.split(
    ' ',
  ),
);
/** Words that say the same on a screen. */
const SAME: readonly (readonly string[])[] = [
  ['finish', 'complete', 'done', 'succeed', 'success', 'pass', 'ready', 'end', 'built'],
  ['fail', 'error', 'crash', 'broke', 'broken', 'exception', 'abort'],
  ['start', 'begin', 'run', 'launch'],
  ['arrive', 'come', 'receive', 'new'],
  ['upload', 'download', 'transfer'],
];

/** Good enough for matching: "finished", "finishes" and "finishing" are one word. */
export function stem(word: string): string {
  if (word.length <= 3) return word;
  return word
    .replace(/(ies)$/, 'y')
    .replace(/(?<=.{3})(?:ing|(?<!e)ed|es|s)$/, '')
    .replace(/e$/, '')
    .replace(/(.)\1$/, '$1');
}
const groups = new Map(
  SAME.flatMap((group, index) => group.map((word): [string, string] => [stem(word), `=${index}`])),
);
const meanings = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !STOP_WORDS.has(word))
    .map((word) => groups.get(stem(word)) ?? stem(word));

/** Share of the wish's words that the new text says, 0..1. */
export function match(what: string, newText: string): number {
  const wanted = [...new Set(meanings(what))];
  if (wanted.length === 0) return 0;
  const said = new Set(meanings(newText));
  return wanted.filter((word) => said.has(word)).length / wanted.length;
}

const MET = 0.6;

/** The wishes that these new lines meet; each line is judged by itself, then all together. */
export function metBy(wishes: readonly Wish[], newLines: readonly string[]): { wish: Wish; line: string }[] {
  return wishes.flatMap((wish) => {
    const best = newLines.map((line) => ({ line, score: match(wish.what, line) })).sort((a, b) => b.score - a.score)[0];
    if (best && best.score >= MET) return [{ wish, line: best.line }];
    const together = newLines.join(' ');
    return best && best.score > 0 && match(wish.what, together) >= 0.99 ? [{ wish, line: together.slice(0, 200) }] : [];
  });
}
