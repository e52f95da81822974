/**
 * Whether a statement could name something: a question that text alone answers soundly one way. A name that does not
 * occur cannot be meant, however it is quoted; one that occurs may also be a column or a word in a text. Pure.
 */

/** Letters of identifiers in both databases. */
const LETTER = /[\p{L}\p{N}_$\u0080-\uffff]/u;

export function couldName(sql: string, name: string): boolean {
  const text = sql.toLowerCase();
  const wanted = name.toLowerCase();
  // Within quotes, a quote of the same kind is written twice.
  const forms = new Set([wanted, ...['"', "'", '`', ']'].map((quote) => wanted.replaceAll(quote, quote + quote))]);
  return [...forms].some((form) => occurs(text, form));
}

function occurs(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (isEdge(text, at - 1, word[0]) && isEdge(text, at + word.length, word.at(-1))) return true;
  }
  return false;
}

/** A name that begins with a sign needs no edge before it. */
const isEdge = (text: string, at: number, end: string | undefined): boolean =>
  end === undefined || !LETTER.test(end) || !LETTER.test(text[at] ?? ' ');

/** All that could be the name of a function in it. */
export function wordsOf(sql: string): string[] {
  return [...new Set(sql.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [])];
}

/** PostgreSQL's way to write a name in code points, which would hide it from a look at the text. */
export const hasCodedNames = (sql: string): boolean => /\bu&"/i.test(sql);
