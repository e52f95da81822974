/**
 * Finds in lines of text what a question asks for: the value that stands with a label, the row with the lowest price,
 * lines that tell of an error. Pure; finds nothing rather than something that is not there.
 */
import { stem } from '../../../seeing/wishes.ts';

const LITTLE = new Set(
  'the a an of on in is are for this that my your and what which it its here there please shown screen page file document camera'.split(
    ' ',
  ),
);
/** What people call a thing, and what forms print beside it. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  number: ['no', 'nr', 'number', '#', 'id'],
  total: ['total', 'sum', 'amount'],
  amount: ['amount', 'total', 'sum'],
  due: ['due', 'payable'],
  tax: ['tax', 'vat'],
  vat: ['vat', 'tax'],
  cost: ['price', 'cost', 'total'],
  email: ['email', 'e-mail', 'mail'],
  phone: ['phone', 'tel', 'telephone'],
};
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}#]+/gu) ?? [];
const same = (wanted: string, word: string): boolean =>
  stem(word) === stem(wanted) || (ALSO[wanted] ?? []).includes(word);

/** "invoice number" in "Invoice No: INV-77" -> "INV-77"; the whole key must be found. */
export function valueBeside(key: string, lines: readonly string[]): string | undefined {
  const wanted = wordsOf(key).filter((word) => !LITTLE.has(word));
  if (wanted.length === 0) return undefined;
  let best: { value: string; extra: number } | undefined;
  for (const [index, line] of lines.entries()) {
    const { label, value } = splitLabel(line, wanted);
    const labelWords = wordsOf(label);
    // "Order #4711" is the order's number, though it does not say so.
    const needed = /\d/.test(value) && wanted.length > 1 ? wanted.filter((word) => word !== 'number') : wanted;
    if (!needed.every((word) => labelWords.some((candidate) => same(word, candidate)))) continue;
    const said = value === '' ? (lines[index + 1] ?? '') : value;
    if (said === '' || (value === '' && wordsOf(line).length > wanted.length + 1)) continue;
    // "Total" is better found in "Total 48" than in "Total without tax 40"; the last of equals is the sum of the others.
    const extra = Math.abs(labelWords.length - wanted.length);
    if (!best || extra <= best.extra) best = { value: said.trim(), extra };
  }
  return best?.value;
}

/** A label ends at a colon, at a wide gap, or before the first word with a digit or a currency. */
function splitLabel(line: string, wanted: readonly string[]): { label: string; value: string } {
  const colon = /^([^:=]{1,50})\s*[:=]\s*(.*)$/.exec(line);
  if (colon && !/^\d+$/.test(colon[1]?.trim() ?? '')) return { label: colon[1] ?? '', value: colon[2] ?? '' };
  const words = line.split(/\s+/);
  const start = words.findIndex((word, index) => index > 0 && /\d|^[€$£]/.test(word));
  if (start > 0) return { label: words.slice(0, start).join(' '), value: words.slice(start).join(' ') };
  // "Status running": the label is the words that are asked for.
  const last = words.findLastIndex((word) => wordsOf(word).some((part) => wanted.some((want) => same(want, part))));
  return { label: words.slice(0, last + 1).join(' '), value: words.slice(last + 1).join(' ') };
}

export interface PricedRow {
  what: string;
  /** As it stands there. */
  price: string;
  amount: number;
}
const PRICE =
  /(?:(?:[€$£]|\b(?:EUR|USD|GBP|CHF)\b)\s?\d[\d.,]*|\d[\d.,]*\s?(?:[€$£]|\b(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?)\b)|\b\d+[.,]\d{2}\b)/i;

/** Rows that name something and its price; a sum is no thing that is sold. */
export function pricedRows(lines: readonly string[]): PricedRow[] {
  return lines.flatMap((line, index) => {
    const price = PRICE.exec(line)?.[0];
    if (price === undefined) return [];
    const beside = tidy(line.replace(price, ' '));
    const above = lines[index - 1] ?? '';
    const what = /\p{L}{2,}/u.test(beside) ? beside : PRICE.test(above) ? '' : tidy(above);
    if (what === '' || /^(?:sub)?total\b|\bsum\b|\bvat\b|\btax\b|\bdue\b/i.test(what)) return [];
    return [{ what, price: price.trim(), amount: amountOf(price) }];
  });
}
const tidy = (text: string): string =>
  text
    .replace(/[|:;,–—-]+\s*$/u, '')
    .replace(/\s*\|\s*/g, ' ')
    .replace(/\s+(?:per|a|\/)\s*(?:month|year|piece)?$/i, '')
    .replace(/\s+/g, ' ')
    .trim();
/** 1.299,00 and 1,299.00 are one amount. */
function amountOf(price: string): number {
  const digits = price.replace(/[^\d.,]/g, '').replace(/[.,]$/, '');
  const decimal = /[.,](\d{1,2})$/.exec(digits);
  const whole = (decimal ? digits.slice(0, -decimal[0].length) : digits).replace(/[.,]/g, '');
  return Number(`${whole || '0'}.${decimal?.[1] ?? '0'}`);
}

const TROUBLE =
  /\berror|\bfail(?:ed|ure|s)?\b|\bexception\b|\bfatal\b|\bdenied\b|\bnot found\b|\bcannot\b|\bcan't\b|\bcould not\b|\bunable to\b|\binvalid\b|\bcrash(?:ed)?\b|\brefused\b|\btimed? ?out\b/i;
export const troubleLines = (lines: readonly string[]): string[] => {
  const told = lines.filter((line) => TROUBLE.test(line) && !/\b(?:0|no) (?:errors?|failures?|failed)\b/i.test(line));
  // What is called an error is told before what merely sounds like one.
  const named = told.filter((line) => /\berror|\bexception|\bfatal/i.test(line));
  return (named.length > 0 ? named : told).slice(0, 3);
};

export interface SummedColumn {
  name: string;
  unit: string;
  least: string;
  most: string;
  sum: string;
  mean: string;
}
/** Columns of numbers as a table's summary describes them. */
export const summedColumns = (lines: readonly string[]): SummedColumn[] =>
  lines.flatMap((line) => {
    const found = /^- (.+?) \(number(?: in ([^)]+))?\): (\S+) to (\S+), sum (\S+), mean ([^\s,]+)/.exec(line);
    if (!found) return [];
    const [, name = '', unit = '', least = '', most = '', sum = '', mean = ''] = found;
    return [{ name, unit, least, most, sum, mean }];
  });
export function columnNamed(key: string, columns: readonly SummedColumn[]): SummedColumn | undefined {
  const wanted = wordsOf(key).filter((word) => !LITTLE.has(word) && word !== 'column');
  if (wanted.length === 0) return columns.length === 1 ? columns[0] : undefined;
  return columns.find(({ name }) => wanted.every((word) => wordsOf(name).some((part) => same(word, part))));
}
