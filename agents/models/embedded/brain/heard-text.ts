/** What a caller said, in the one form the intents are written for. Pure, one table. */
const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(what|who|where|when|how|that|it|there|he|she|here)'s\b/g, '$1 is'],
  [/\b(whats|wats)\b/g, 'what is'],
  [/\bi'm\b|\bim\b/g, 'i am'],
  [/\b(you|we|they|what)'re\b/g, '$1 are'],
  [/\b(i|you|we|they)'ve\b/g, '$1 have'],
  [/\b(i|you|we|they|it|that)'ll\b/g, '$1 will'],
  [/\b(i|you|we|they)'d\b/g, '$1 would'],
  [/\bcan't\b|\bcannot\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/\b(do|does|did|is|are|was|were|have|has|had|would|could|should)n't\b/g, '$1 not'],
  [/\blet's\b/g, 'let us'],
  [/\bgonna\b/g, 'going to'],
  [/\bwanna\b/g, 'want to'],
];
/** What recognisers write for what callers say often, each seen in practice. */
const MISHEARD: readonly (readonly [RegExp, string])[] = [
  [/\bgood ?(by|buy|bye)\b/g, 'goodbye'],
  [/\bby by\b|\bbuy buy\b|\bbye bye\b/g, 'bye'],
  [/\bmy names? (is|as|was)\b|\bmy name's\b|\bmy names? (?=[a-z]+$)(?!is\b)/g, 'my name is '],
  [/\bsquare (route|rude|rout)\b/g, 'square root'],
  [/\bwhat time (is|as) (it|at)\b/g, 'what time is it'],
  [/\bhow many (days|day's|dates|daze) (until|till|and till|and tell|on till)\b/g, 'how many days until'],
  [/\b(say|set|said) that (again|a gain)\b/g, 'say that again'],
  [/\bwhat (do|can) you (?:ski|sea|seat|seed|c)\b/g, 'what $1 you see'],
  [/\b(my|the) (?:scream|screening)\b/g, '$1 screen'],
  [/\bcolour\b/g, 'color'],
  [/\bfavourite\b/g, 'favorite'],
  [/\b(talk|speak) (to|with) (the|her|a) (humane|humans)\b/g, '$1 to a human'],
];
const FILLERS = /\b(um+|uh+|er+|hmm+|ah+|eh|like i said)\b/g;
const POLITE_START =
  /^(?:(?:and|so|well|okay|ok|oh|hey|please|now|then|alright|all right|actually|but|just|parley)\s+)+(?=\S)/;
const POLITE_END = /(?:\s+(?:please|for me|thanks|thank you|now|then|okay|ok|parley))+$/;

export function heardText(text: string): string {
  let heard = text.normalize('NFKC').toLowerCase().replace(/[‘’`]/g, "'");
  for (const [pattern, replacement] of CONTRACTIONS) heard = heard.replace(pattern, replacement);
  heard = heard
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .replace(/[^\p{L}\p{N}\s'.+*/^%×÷=()$-]/gu, ' ')
    .replace(/\.(?!\d)/g, ' ')
    .replace(FILLERS, ' ');
  heard = tidy(heard);
  for (const [pattern, replacement] of MISHEARD) heard = heard.replace(pattern, replacement);
  return tidy(heard);
}

/** Without the words that only make it polite; what is left when nothing else was said is kept. */
export const withoutPoliteness = (heard: string): string =>
  heard.replace(POLITE_START, '').replace(POLITE_END, '').trim() || heard;

const tidy = (text: string) => text.replace(/\s+/g, ' ').trim();
