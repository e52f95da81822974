/**
 * Text to search terms: words without their endings, plus the concept they stand for, so that "what's my name" finds
 * "the caller is called Martin" without any model. English; other languages match by their words as written. Pure.
 */

/** Words that say how something is asked, not what is asked for. */
const STOP_WORDS = new Set(
  `a an and are as at be been but by can could did do does for from had has have he her hers him his how i if in into is it
  its just me mine my of on or our ours please said say says she should so some tell that the their them then there these
  they this those to too us was we were what when where which who whom whose why will with would you your yours
  about again also am any caller don got know let mean now ok okay remember remembered remind re ve ll user want wants`.split(
    /\s+/,
  ),
);

/** Each line is one concept; words of a line find each other. The first word names it. */
const CONCEPTS = `
name called surname nickname forename
home house live lives lived living reside address apartment flat town city hometown neighbourhood
phone telephone mobile cell cellphone number
email mail
birthday birth born birthdate
age old years
work job profession occupation employed employer company office career business
spouse wife husband partner married fiance fiancee girlfriend boyfriend
child children son daughter kid kids baby
parent parents mother mum mom father dad
sibling brother sister
pet dog cat puppy kitten
like love enjoy prefer preference favourite favorite fond
dislike hate avoid
allergy allergic allergies intolerant intolerance
food eat meal dish dinner lunch breakfast diet vegetarian vegan
drink beverage coffee tea
car vehicle drive automobile
doctor physician gp
money price cost pay budget
appointment meeting booking reservation scheduled
travel trip flight holiday vacation
colour color
language speak
time hour clock
friend buddy mate
buy purchase order bought
sick ill illness disease condition
medicine medication pill drug prescription
`;

/** Ways of asking that hold none of the words of the answer. */
const PHRASES: readonly [RegExp, string][] = [
  [/\bwho (am i|i am)\b/, 'name'],
  [/\bhow old\b/, 'age'],
  [/\bwhere (am i|do i come|i am|i come) from\b/, 'home'],
  [/\b(for a living|do i do|i do for)\b/, 'work'],
  [/\b(reach|contact|get hold of) me\b/, 'phone email'],
  [/\bget in touch\b/, 'phone email'],
];

const CONCEPT_MARK = '~';

/** Lower case, without accents and possessives, in words of letters and digits. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('’', "'");
  return plain
    .replace(/'(s|m|re|ve|ll|d|t)\b/g, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The word without a common English ending: enough that "lives" meets "living" and "allergies" "allergy". */
export function stem(word: string): string {
  if (word.length < 4 || /\p{N}/u.test(word)) return word;
  let root = word.replace(/ies$/, 'y').replace(/(ss|x|ch|sh)es$/, '$1');
  if (root === word && /[^siu]s$/.test(word)) root = word.slice(0, -1);
  for (const ending of ['ing', 'ed']) {
    const rest = root.slice(0, -ending.length);
    if (!root.endsWith(ending) || rest.length < 3 || !/[aeiouy]/.test(rest)) continue;
    root = /([bdgmnprt])\1$/.test(rest) ? rest.slice(0, -1) : rest;
    break;
  }
  return root.length > 3 ? root.replace(/e$/, '') : root;
}

const CONCEPT_OF: ReadonlyMap<string, string> = new Map(
  CONCEPTS.trim()
    .split('\n')
    .flatMap((line) => {
      const words = line.split(' ');
      return words.map((word): [string, string] => [stem(word), `${CONCEPT_MARK}${words[0]}`]);
    }),
);

export const isConcept = (term: string): boolean => term.startsWith(CONCEPT_MARK);

/** One asked-for thing: the word's stem and, when it has one, its concept. Either counts as a match. */
export interface Sought {
  stem: string;
  concept: string | undefined;
}

/** What a text is about, in its order, without stop words. */
export function soughtIn(text: string): Sought[] {
  const plain = wordsOf(text).join(' ');
  const extra = PHRASES.flatMap(([pattern, words]) => (pattern.test(plain) ? words.split(' ') : []));
  return [...wordsOf(text), ...extra]
    .filter((word) => !STOP_WORDS.has(word))
    .map((word) => {
      const root = stem(word);
      return { stem: root, concept: CONCEPT_OF.get(root) };
    });
}

/** All terms of a text: stems and concepts. */
export const termsOf = (text: string): string[] =>
  soughtIn(text).flatMap(({ stem: root, concept }) => (concept ? [root, concept] : [root]));
