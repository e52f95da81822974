/**
 * Cuts a long text into pieces of bounded size where it hurts least: between paragraphs, lines, sentences, words. The
 * pieces put together are the text again, letter by letter. Pure.
 */

/** 350 tokens at about four characters each; with the overlap a passage stays below 400. */
export const MAX_PIECE_CHARACTERS = 1_400;
/** A cut before this would leave a piece too small to say anything. */
const MIN_PIECE_CHARACTERS = 600;

const BREAKS = ['\n\n', '\n', /[.!?…。！？]["'”’)\]]*\s/g, /\s/g] as const;

export function cutText(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  while (text.length - from > MAX_PIECE_CHARACTERS) {
    const to = cutAt(text, from);
    pieces.push(text.slice(from, to));
    from = to;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

function cutAt(text: string, from: number): number {
  const window = text.slice(from + MIN_PIECE_CHARACTERS, from + MAX_PIECE_CHARACTERS);
  for (const mark of BREAKS) {
    const end = typeof mark === 'string' ? afterLast(window, mark) : lastEnd(window, mark);
    if (end !== undefined) return from + MIN_PIECE_CHARACTERS + end;
  }
  const hard = from + MAX_PIECE_CHARACTERS;
  // Not between the halves of one character.
  return /[\uD800-\uDBFF]/.test(text[hard - 1] ?? '') ? hard - 1 : hard;
}

function afterLast(window: string, mark: string): number | undefined {
  const at = window.lastIndexOf(mark);
  return at < 0 ? undefined : at + mark.length;
}
function lastEnd(window: string, mark: RegExp): number | undefined {
  const match = [...window.matchAll(mark)].at(-1);
  return match === undefined ? undefined : match.index + match[0].length;
}
