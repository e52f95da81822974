/**
 * The ways a text is read when somebody may have dressed it up: as it is, and undone of the usual disguises. Pure, and
 * every way is bounded.
 */

export interface Decoding {
  /** `hidden` and `mixed-alphabets` are findings by themselves; the rest are readings to be searched. */
  how: 'plain' | 'hidden' | 'mixed-alphabets' | 'disguised letters' | 'encoded' | 'turned around';
  text: string;
}

/** A run of base64 or hex shorter than this says nothing worth hiding. */
const ENCODED_RUN = /[A-Za-z0-9+/_-]{24,}={0,2}|(?:[0-9a-fA-F]{2}[\s:]?){16,}/g;
const MAX_RUNS = 24;
const MAX_RUN_CHARACTERS = 8_000;

/** Characters that print nothing and belong between no two Latin letters; tags and overrides belong nowhere. */
const UNSEEN_WITHIN_WORDS = /[a-z][\u200B-\u200D\u2060-\u2064\uFEFF\u180E]+[a-z]/giu;
const NEVER_WRITTEN = /[\u{E0020}-\u{E007E}\u202D\u202E]/u;
const UNSEEN = /[\u200B-\u200F\u2060-\u2064\uFEFF\u180E\u00AD\u202A-\u202E\u2066-\u2069]|\p{Variation_Selector}/gu;
const TAGS = /[\u{E0020}-\u{E007E}]/gu;

/** Letters of other alphabets that look Latin. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  к: 'k',
  ӏ: 'l',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  ѕ: 's',
  т: 't',
  у: 'y',
  ѵ: 'v',
  ԝ: 'w',
  х: 'x',
  г: 'r',
  п: 'n',
  α: 'a',
  β: 'b',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ω: 'w',
  η: 'n',
  γ: 'y',
};
const LOOKALIKE = new RegExp(`[${Object.keys(LOOKALIKES).join('')}]`, 'gu');
const MIXED_WORD =
  /(?=[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]{4,})(?:\p{Script=Latin}+[\p{Script=Cyrillic}\p{Script=Greek}]+\p{Script=Latin}|[\p{Script=Cyrillic}\p{Script=Greek}]+\p{Script=Latin}{2,}|\p{Script=Latin}{2,}[\p{Script=Cyrillic}\p{Script=Greek}]+)/u;
const DIGITS: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' };

export function decodings(text: string): Decoding[] {
  const ways: Decoding[] = [];
  const unhidden = text
    .replace(TAGS, (tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000))
    .replace(UNSEEN, '');
  if (NEVER_WRITTEN.test(text) || (text.match(UNSEEN_WITHIN_WORDS)?.length ?? 0) >= 2)
    ways.push({ how: 'hidden', text: '' });
  const plain = read(unhidden);
  ways.push({ how: 'plain', text: plain });
  if (MIXED_WORD.test(plain)) {
    ways.push({ how: 'mixed-alphabets', text: '' });
    ways.push({ how: 'disguised letters', text: plain.replace(LOOKALIKE, (letter) => LOOKALIKES[letter] ?? letter) });
  }
  if (/[a-z][013457@$][a-z]/.test(plain))
    ways.push({ how: 'disguised letters', text: plain.replace(/[013457@$]/g, (digit) => DIGITS[digit] ?? digit) });
  const unescaped = withoutEscapes(unhidden);
  if (unescaped !== unhidden) ways.push({ how: 'encoded', text: read(unescaped) });
  const decoded = decodedRuns(unhidden);
  if (decoded !== '') ways.push({ how: 'encoded', text: read(decoded) });
  ways.push(
    { how: 'turned around', text: rotated(plain) },
    { how: 'turned around', text: [...plain].reverse().join('') },
  );
  return ways;
}

/** Compatibility forms (full width, bold letters) are what they look like; accents stay. */
const read = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/\n[ \n]*/g, '\n');

const rotated = (text: string): string =>
  text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97));

const withoutEscapes = (text: string): string =>
  text
    .replace(
      /\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})|&#x([0-9a-f]{2,6});/gi,
      (all, ...codes: (string | undefined)[]) =>
        fromCode(Number.parseInt(codes.slice(0, 3).find((code) => code !== undefined) ?? '', 16), all),
    )
    .replace(/&#(\d{2,7});/g, (all, code: string) => fromCode(Number(code), all))
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    });
const fromCode = (code: number, otherwise: string): string =>
  Number.isInteger(code) && code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;

/** What the runs of base64 and hex say where that is text at all. */
function decodedRuns(text: string): string {
  const runs = (text.match(ENCODED_RUN) ?? []).slice(0, MAX_RUNS);
  return runs
    .map((run) => run.slice(0, MAX_RUN_CHARACTERS))
    .flatMap((run) => [fromBase64(run), fromHex(run)])
    .filter((said): said is string => said !== undefined && isText(said))
    .join('\n');
}
function fromBase64(run: string): string | undefined {
  const standard = run.replace(/[-_]/g, (letter) => (letter === '-' ? '+' : '/')).replace(/=+$/, '');
  if (/[\s:]/.test(standard)) return undefined;
  try {
    return utf8(
      Uint8Array.from(atob(standard.slice(0, standard.length - (standard.length % 4 === 1 ? 1 : 0))), (c) =>
        c.charCodeAt(0),
      ),
    );
  } catch {
    return undefined;
  }
}
function fromHex(run: string): string | undefined {
  const digits = run.replace(/[\s:]/g, '');
  if (!/^(?:[0-9a-fA-F]{2})+$/.test(digits)) return undefined;
  return utf8(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}
const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Nearly all of it letters, digits, spaces and the marks of sentences. */
function isText(said: string): boolean {
  if (said.length < 12) return false;
  const readable = said.match(/[\p{L}\p{N}\s.,:;!?'"()_{}-]/gu)?.length ?? 0;
  return readable / said.length > 0.9;
}
