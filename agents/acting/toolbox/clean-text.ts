/**
 * Text of strangers (descriptions, labels, results) made harmless to show and to send on: control characters gone,
 * length bounded. What it says is not judged: it is data, and no text grants anything. Pure.
 */

/** Controls and formats (which turn text around or hide it), unpaired halves and private characters; not \n and \t. */
const NEVER_SHOWN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;

/** Cut with a note of how long it was. The rest of a long text is let go of: the answer holds no part of it. */
export function cleanText(text: string, maxCharacters: number): string {
  const kept = text.length <= maxCharacters ? text : text.slice(0, maxCharacters);
  const clean = kept.replace(/\r\n?/g, '\n').replace(NEVER_SHOWN, '');
  if (kept === text) return clean;
  // A slice of a long string keeps all of it in memory: through bytes it becomes a string of its own.
  return `${Buffer.from(clean).toString()} [cut: ${text.length} characters in all]`;
}
