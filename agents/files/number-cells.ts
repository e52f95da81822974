/**
 * A column of written numbers as numbers: decimal comma or point, thousands, currency and percent signs, units. The
 * whole column decides how a number is written; where it cannot be known the column is no number column. Pure.
 */
import { unitOf } from './units.ts';

export interface NumberColumn {
  values: (number | null)[];
  unit: string | undefined;
  /** The column could be read in two ways, and was read as this sentence says. */
  note: string | undefined;
}
export type DecimalMark = '.' | ',';

interface WrittenNumber {
  digits: string;
  negative: boolean;
  unit: string | undefined;
}

const SHAPE =
  /^([^\d\s.,()+-]{0,8}\s?)?([+-]?)([^\d\s.,()+-]{0,8}\s?)(\d[\d.,'\u00a0\u202f ]*|[.,]\d+)(e[+-]?\d{1,3})?\s?([^\d\s][^\d]{0,9})?$/iu;
/** More digits than a double keeps: account and card numbers, which nobody adds up. */
const MAX_DIGITS = 15;

/** `cells`: written values, null where empty. Undefined when they are no numbers or of several units. */
export function numberColumn(cells: readonly (string | null)[], likelyMark: DecimalMark): NumberColumn | undefined {
  const written: (WrittenNumber | null)[] = [];
  const units = new Set<string>();
  let bare = 0;
  for (const cell of cells) {
    const number = cell === null ? null : writtenNumber(cell);
    if (number === undefined) return undefined;
    written.push(number);
    if (number?.unit !== undefined) units.add(number.unit);
    else if (number !== null) bare += 1;
  }
  if (units.size > 1 || (units.has('%') && bare > 0)) return undefined;
  const digits = written.flatMap((number) => (number === null ? [] : [number.digits]));
  if (digits.length === 0) return undefined;
  const mark = decimalMark(digits, likelyMark);
  if (mark === undefined) return undefined;
  const values = written.map((number) => (number === null ? null : toNumber(number, mark.mark)));
  if (values.some((value) => value !== null && !Number.isFinite(value))) return undefined;
  return { values, unit: [...units][0], note: mark.note };
}

function writtenNumber(cell: string): WrittenNumber | undefined {
  const bracketed = /^\((.*)\)$/.exec(cell)?.[1];
  const match = SHAPE.exec((bracketed ?? cell).replace(/\u2212/g, '-').trim());
  if (!match) return undefined;
  const [, before = '', sign = '', between = '', digits = '', exponent = '', after = ''] = match;
  const signs = [before, between, after].map((text) => text.trim()).filter((text) => text !== '');
  if (signs.length > 1) return undefined;
  const unit = signs[0] === undefined ? undefined : unitOf(signs[0]);
  if (signs[0] !== undefined && unit === undefined) return undefined;
  const bare = digits.replace(/[^\d]/g, '');
  // 007 and 01067 are codes; their zeros matter.
  if (bare.length > MAX_DIGITS || /^0\d/.test(digits)) return undefined;
  return { digits: digits.trim() + exponent, negative: sign === '-' || bracketed !== undefined, unit };
}

/** `1.234,5` and `1,234.5` tell themselves; `1,5` tells; `1,234` does not. */
function decimalMark(
  digits: readonly string[],
  likely: DecimalMark,
): { mark: DecimalMark; note: string | undefined } | undefined {
  const votes = { '.': 0, ',': 0 };
  let unsure: { text: string; separator: DecimalMark } | undefined;
  for (const text of digits) {
    const separators = text.replace(/[^.,]/g, '');
    const last = separators.at(-1) as DecimalMark | undefined;
    if (last === undefined) continue;
    const other = last === '.' ? ',' : '.';
    const tail = /[.,](\d*)(?:e.*)?$/i.exec(text)?.[1] ?? '';
    if (separators.includes(other)) votes[last] += 1;
    else if (separators.length > 1) votes[other] += 1;
    else if (tail.length !== 3 || /^0?[.,]/.test(text) || /^\d{4}/.test(text)) votes[last] += 1;
    else unsure = { text, separator: last };
  }
  if (votes['.'] > 0 && votes[','] > 0) return undefined;
  if (votes['.'] > 0) return { mark: '.', note: undefined };
  if (votes[','] > 0) return { mark: ',', note: undefined };
  if (unsure === undefined) return { mark: likely, note: undefined };
  const as = unsure.separator === likely ? 'a decimal' : 'a thousands';
  return { mark: likely, note: `${unsure.text} was read with ${as} mark; the file does not tell.` };
}

/** Groups of two are written in India. What is grouped otherwise is a date, an address or a version, and not a number. */
const GROUPED = /^\d{1,3}(?:([.,'\u00a0\u202f ])\d{2,3})(?:\1\d{2,3})*$/;

function toNumber({ digits, negative }: WrittenNumber, mark: DecimalMark): number {
  const [, whole = '', fraction = '', exponent = ''] =
    (mark === '.' ? /^([^.e]*)(?:\.(\d*))?(e.*)?$/i : /^([^,e]*)(?:,(\d*))?(e.*)?$/i).exec(digits) ?? [];
  const grouped = GROUPED.test(whole) && /\d{3}$/.test(whole);
  if (!/^\d*$/.test(whole) && !grouped) return Number.NaN;
  const bare = whole.replace(/\D/g, '');
  if (bare === '' && fraction === '') return Number.NaN;
  const value = Number(`${bare || '0'}.${fraction || '0'}${exponent}`);
  return negative ? -value : value;
}
