/**
 * Whose screen or camera is meant, where several people show something. Pure. A name is known from what the room calls
 * a person; it is shown in a prompt only as one short word that can open nothing.
 */
const SHORTEST_NAME = 3;
const MINE = /\b(?:my|mine|me|i)\b/;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Which of `identities` the turn names; "my" is the caller's. Undefined: nobody in particular. */
export function personNamed(
  text: string,
  identities: readonly string[],
  callerIdentity: string | undefined,
): string | undefined {
  const said = new Set(wordsOf(text).map((word) => word.replace(/s$/, '')));
  const named = identities.find((identity) =>
    wordsOf(identity).some((word) => word.length >= SHORTEST_NAME && said.has(word.replace(/s$/, ''))),
  );
  if (named !== undefined) return named;
  return MINE.test(text.toLowerCase()) ? callerIdentity : undefined;
}

/** An identity as it may stand in a prompt. */
export const shownIdentity = (identity: string): string =>
  identity
    .replace(/[^\p{L}\p{N}._@-]+/gu, ' ')
    .trim()
    .slice(0, 60);
