/** Words of a transcript as the rules compare them: lower case, no punctuation but the apostrophe. */

export function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/[’`]/g, "'")
      .match(/[\p{L}\p{N}]+(?:['.,:][\p{L}\p{N}]+)*/gu) ?? []
  );
}

/** Two transcripts say the same when only case and punctuation differ. */
export function sameWords(a: string, b: string): boolean {
  return wordsOf(a).join(' ') === wordsOf(b).join(' ');
}
