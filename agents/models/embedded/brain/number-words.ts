/** Number words to digits: "twenty three times one hundred and five" -> "23 times 105". Pure. */
const UNITS = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value) => [word, value]),
);
const TENS = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, index) => [word, (index + 2) * 10]),
);
const SCALES = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
]);
const ORDINALS = new Map<string, number>([
  ...'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'
    .split(' ')
    .map((word, index): [string, number] => [word, index + 1]),
  ...'twentieth thirtieth fortieth fiftieth'
    .split(' ')
    .map((word, index): [string, number] => [word, (index + 2) * 10]),
]);

/** Ordinals become '23rd' and so on; years said in pairs ('nineteen ninety nine') become one number. */
export function numbersToDigits(text: string): string {
  const words = text.replace(/\b([a-z]+ty)-([a-z]+)\b/g, '$1 $2').split(' ');
  const out: string[] = [];
  for (let at = 0; at < words.length; ) {
    const number = readNumber(words, at);
    if (number === undefined) out.push(words[at++] as string);
    else {
      out.push(number.text);
      at = number.next;
    }
  }
  return out.join(' ');
}

interface Read {
  text: string;
  next: number;
}

function readNumber(words: string[], start: number): Read | undefined {
  let at = start;
  let total = 0;
  let group = 0;
  let last: 'none' | 'unit' | 'ten' | 'hundred' | 'scale' = 'none';
  for (; at < words.length; at++) {
    const word = words[at] as string;
    const unit = UNITS.get(word);
    const ten = TENS.get(word);
    const scale = SCALES.get(word);
    const ordinal = ORDINALS.get(word);
    if (ordinal !== undefined && (last === 'none' || (last === 'ten' && ordinal < 10) || last === 'hundred')) {
      return { text: suffixed(total + group + ordinal), next: at + 1 };
    }
    if (unit !== undefined && fits(unit, last)) {
      group += unit;
      last = 'unit';
    } else if (ten !== undefined && (last === 'none' || last === 'hundred' || last === 'scale')) {
      group += ten;
      last = 'ten';
    } else if (word === 'hundred' && (last === 'unit' || (last === 'none' && isArticle(words[at - 1])))) {
      group = Math.max(1, group) * 100;
      last = 'hundred';
    } else if (scale !== undefined && last !== 'scale' && (last !== 'none' || isArticle(words[at - 1]))) {
      total += Math.max(1, group) * scale;
      group = 0;
      last = 'scale';
    } else if (word === 'a' && last === 'none' && /^(hundred|thousand|million|billion)$/.test(words[at + 1] ?? '')) {
      // "a hundred" is one hundred; the article itself is no number.
    } else if (word === 'and' && (last === 'hundred' || last === 'scale') && startsNumber(words[at + 1])) {
      // "one hundred and five": the "and" belongs to the number.
    } else break;
  }
  if (last === 'none') return undefined;
  const whole = total + group;
  const year = readYear(words, at, whole, last);
  if (year !== undefined) return year;
  return readFraction(words, at, String(whole));
}

const isArticle = (word: string | undefined) => word === 'a';
const startsNumber = (word: string | undefined) =>
  UNITS.has(word ?? '') || TENS.has(word ?? '') || ORDINALS.has(word ?? '');
const fits = (unit: number, last: string) =>
  last === 'none' || last === 'hundred' || last === 'scale' || (last === 'ten' && unit > 0 && unit < 10);

/** 19 or 20 followed by two more digits' worth of number. */
function readYear(words: string[], at: number, whole: number, last: string): Read | undefined {
  if ((whole !== 19 && whole !== 20) || (last !== 'unit' && last !== 'ten')) return undefined;
  const rest =
    TENS.get(words[at] ?? '') ?? ((UNITS.get(words[at] ?? '') ?? 0) >= 10 ? UNITS.get(words[at] ?? '') : undefined);
  if (rest === undefined) return undefined;
  const unit = rest >= 20 ? (UNITS.get(words[at + 1] ?? '') ?? 0) : 0;
  const used = unit > 0 && unit < 10 ? 2 : 1;
  return { text: String(whole * 100 + rest + (used === 2 ? unit : 0)), next: at + used };
}

function readFraction(words: string[], at: number, whole: string): Read {
  if (words[at] !== 'point') return { text: whole, next: at };
  let digits = '';
  let next = at + 1;
  for (; next < words.length; next++) {
    const unit = UNITS.get(words[next] as string);
    if (unit === undefined) break;
    digits += unit;
  }
  return digits === '' ? { text: whole, next: at } : { text: `${whole}.${digits}`, next };
}

function suffixed(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${value}${ending}`;
}
