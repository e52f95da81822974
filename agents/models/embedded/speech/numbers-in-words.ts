/** Numbers as English says them. Pure. Cardinals up to 10^15, decimals digit by digit, ordinals, years. */
const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = '. . twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: [number, string][] = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
  [1e3, 'thousand'],
];
const IRREGULAR_ORDINALS: Record<string, string> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

/** `value` is a whole number from 0 to below 10^15. */
export function cardinal(value: number): string {
  for (const [size, name] of SCALES) {
    if (value < size) continue;
    const rest = value % size;
    return `${cardinal(Math.floor(value / size))} ${name}${rest === 0 ? '' : rest < 100 ? ` and ${cardinal(rest)}` : ` ${cardinal(rest)}`}`;
  }
  if (value >= 100) {
    const rest = value % 100;
    return `${SMALL[Math.floor(value / 100)]} hundred${rest === 0 ? '' : ` and ${cardinal(rest)}`}`;
  }
  if (value >= 20) return `${TENS[Math.floor(value / 10)]}${value % 10 === 0 ? '' : ` ${SMALL[value % 10]}`}`;
  return SMALL[value] as string;
}

export function ordinal(value: number): string {
  const words = cardinal(value).split(' ');
  const last = words.pop() as string;
  const ending = IRREGULAR_ORDINALS[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return [...words, ending].join(' ');
}

/** `digits` may hold a decimal point and thousands commas: '1,234.50'. */
export function spokenNumber(digits: string): string {
  const [whole = '', fraction] = digits.replaceAll(',', '').split('.');
  // Longer ones are codes, not quantities, and so are those with a leading zero.
  const words =
    whole.length > 15 || (whole.length > 1 && whole.startsWith('0')) ? digitByDigit(whole) : cardinal(Number(whole));
  return fraction === undefined || fraction === '' ? words : `${words} point ${digitByDigit(fraction)}`;
}

export const digitByDigit = (digits: string) => [...digits].map((digit) => SMALL[Number(digit)]).join(' ');

/** A year from 1000 to 2999. */
export function spokenYear(year: number): string {
  const century = Math.floor(year / 100);
  const rest = year % 100;
  if (year >= 2000 && year < 2010) return cardinal(year);
  if (rest === 0) return year % 1000 === 0 ? cardinal(year) : `${cardinal(century)} hundred`;
  return `${cardinal(century)} ${rest < 10 ? `oh ${SMALL[rest]}` : cardinal(rest)}`;
}
