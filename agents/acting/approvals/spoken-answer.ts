/**
 * Whether what somebody said is plainly a yes or plainly a no, by rules alone: every word of it must be of a yes (or of
 * a no) or mean nothing. Pure, English. Whatever is more, less or both is neither: a wrong yes cannot be taken back.
 */
export type SpokenAnswer = 'yes' | 'no' | 'neither';

const YES = `
yes|yeah|yep|yup|yea|ya|sure|okay|ok|alright|all right|certainly|absolutely|definitely|of course|by all means|
correct|exactly|right|perfect|great|good|fine|agreed|affirmative|indeed|confirmed|i confirm|i approve|approved|
that is correct|that's correct|that is right|that's right|that is fine|that's fine|that is good|that's good|
that is okay|that's okay|that's ok|that would be great|that'd be great|sounds good|sounds great|sounds right|
go ahead|go for it|go on|please do|do it|do that|do so|yes you may|you may|you can|you can do that|make it so|let's do it|
let's do that|i would like that|i'd like that|i want that|i do|book it|move it|send it|i am sure|i'm sure|it is|yes it is
`;
const NO = `
no|nope|nah|no way|never|never mind|nevermind|not now|not yet|not today|don't|do not|don't do it|do not do it|don't do that|
do not do that|please don't|stop|stop it|cancel|cancel it|cancel that|forget it|forget that|leave it|leave it as it is|
rather not|i'd rather not|i would rather not|better not|i don't want that|i do not want that|i don't want to|
absolutely not|certainly not|definitely not|of course not|not at all|that is wrong|that's wrong|that is not right|
that's not right|that isn't right|wrong|incorrect|negative|i changed my mind|i've changed my mind|no you may not|you may not
`;
/** Said with either, and no part of it. */
const NOTHING = `please|thanks|thank you|thank you very much|very much|um|uh|er|erm|oh|well|hm|hmm|so|then|now|sir|madam|dear|just|i said|for me`;

const phrases = (list: string): Set<string> =>
  new Set(
    list
      .split('|')
      .map((phrase) => phrase.trim())
      .filter(Boolean),
  );
const TABLES = { yes: phrases(YES), no: phrases(NO), nothing: phrases(NOTHING) };
const LONGEST = 6;
/** Nobody answers plainly at this length. */
const MAX_WORDS = 12;

export function spokenAnswer(said: string): SpokenAnswer {
  // "Yes?" asks; it does not answer.
  if (/\?\s*$/.test(said)) return 'neither';
  const words =
    said
      .toLowerCase()
      .replace(/[’`]/g, "'")
      .match(/[\p{L}\p{N}']+/gu) ?? [];
  if (words.length === 0 || words.length > MAX_WORDS) return 'neither';
  const meant = new Set<'yes' | 'no'>();
  for (let at = 0; at < words.length; ) {
    const found = longestFrom(words, at);
    if (!found) return 'neither';
    if (found.table !== 'nothing') meant.add(found.table);
    at += found.length;
  }
  if (meant.size !== 1) return 'neither';
  return meant.has('yes') ? 'yes' : 'no';
}

function longestFrom(words: readonly string[], at: number): { table: keyof typeof TABLES; length: number } | undefined {
  for (let length = Math.min(LONGEST, words.length - at); length > 0; length -= 1) {
    const phrase = words.slice(at, at + length).join(' ');
    for (const table of ['no', 'yes', 'nothing'] as const) if (TABLES[table].has(phrase)) return { table, length };
  }
  return undefined;
}
