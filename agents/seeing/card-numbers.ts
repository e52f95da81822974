/**
 * Finds numbers of payment cards in text, whatever stands beside them. Pure. Text that was recognised in a picture may
 * have a digit wrong: there four groups of four that look like a card are taken for one, whatever their check digit.
 */

/** Digits with at most three marks between two of them; a new line ends it. */
const RUN = /\d(?:[ \t\u00a0\u2009\u202f.\-–—]{0,3}\d){12,}/g;
/** Longest first would take an expiry date along: sixteen is what nearly all cards have. */
const LENGTHS = [16, 15, 19, 14, 13, 18, 17] as const;
/** Major industry 2 to 6: banks, travel, fuel. An article number of a shop is not one, but for its check digit. */
const ISSUED = /^[2-6]/;
const LIKE_A_CARD = /(?<![\p{L}\d][ -]?)[3-6][\dOolIBSZ]{3}(?:[ \-–.]{1,3}[\dOolIBSZ]{4}){3}(?![ -]?[\p{L}\d])/gu;
const FEWEST_DIGITS = 12;
/** After a plus: a telephone number, of whatever digits. */
const COUNTRY = /^\d{1,3}(?!\d)/;

export interface Span {
  from: number;
  to: number;
}

/** Luhn's check: sixteen digits of a phone list are no card. */
export function isCardNumber(digits: string): boolean {
  const plain = digits.replace(/\D/g, '');
  if (plain.length < 13 || plain.length > 19 || !ISSUED.test(plain)) return false;
  let sum = 0;
  for (let index = 0; index < plain.length; index++) {
    const digit = Number(plain[plain.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Where cards stand in `text`, from left to right, apart from each other. */
export function cardsIn(text: string, recognised: boolean): Span[] {
  const spans: Span[] = [];
  for (const run of text.matchAll(RUN)) {
    const calls = text[run.index - 1] === '+' && COUNTRY.test(run[0]);
    spans.push(...cardsOfRun(run[0], run.index, calls));
  }
  if (recognised)
    for (const { 0: like, index } of text.matchAll(LIKE_A_CARD)) {
      const span = { from: index, to: index + like.length };
      if (like.replace(/\D/g, '').length >= FEWEST_DIGITS && !spans.some((known) => touches(known, span)))
        spans.push(span);
    }
  return spans.sort((a, b) => a.from - b.from);
}

const touches = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;

/** A card begins and ends where a group of digits does. */
function cardsOfRun(run: string, offset: number, calls: boolean): Span[] {
  const places = [...run.matchAll(/\d/g)].map(({ index }) => index);
  const spans: Span[] = [];
  for (let first = 0; first <= places.length - 13; ) {
    const from = places[first] ?? 0;
    const begins = first === 0 ? !calls : places[first - 1] !== from - 1;
    const length = begins
      ? LENGTHS.find((count) => {
          const last = places[first + count - 1];
          if (last === undefined || places[first + count] === last + 1) return false;
          return isCardNumber(run.slice(from, last + 1));
        })
      : undefined;
    if (length === undefined) first += 1;
    else {
      spans.push({ from: offset + from, to: offset + (places[first + length - 1] ?? 0) + 1 });
      first += length;
    }
  }
  return spans;
}
