/** A column of written dates as ISO dates. Where day and month cannot be told apart it is no date column. Pure. */

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d{2}:\d{2}(?::\d{2})?))?$/;
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: (\d{2}:\d{2}(?::\d{2})?))?$/;

export interface DateColumn {
  values: (string | null)[];
}

/** `ambiguous` when every cell is a date but 03/04 could be March or April. */
export function dateColumn(cells: readonly (string | null)[]): DateColumn | 'ambiguous' | undefined {
  const written = cells.filter((cell) => cell !== null);
  if (written.length === 0) return undefined;
  for (const read of [isoDate, dottedDate]) {
    const values = cells.map((cell) => (cell === null ? null : read(cell)));
    if (!values.includes(undefined)) return { values: values.map((value) => value ?? null) };
  }
  if (!written.every((cell) => SLASHED.test(cell))) return undefined;
  const parts = written.map((cell) => SLASHED.exec(cell)?.slice(1, 3).map(Number) ?? []);
  const dayFirst = parts.some(([first = 0]) => first > 12);
  const monthFirst = parts.some(([, second = 0]) => second > 12);
  if (dayFirst === monthFirst) return dayFirst ? undefined : 'ambiguous';
  const values = cells.map((cell) => (cell === null ? null : slashedDate(cell, dayFirst)));
  return values.includes(undefined) ? undefined : { values: values.map((value) => value ?? null) };
}

function isoDate(cell: string): string | undefined {
  const match = ISO.exec(cell);
  if (!match) return undefined;
  const [, year, month, day, time, zone = ''] = match;
  return dateOf(year, month, day, time === undefined ? undefined : `${time}${zone}`);
}

function dottedDate(cell: string): string | undefined {
  const match = DOTTED.exec(cell);
  return match ? dateOf(match[3], match[2], match[1], match[4]) : undefined;
}

function slashedDate(cell: string, dayFirst: boolean): string | undefined {
  const match = SLASHED.exec(cell);
  if (!match) return undefined;
  const [, first, second, year, time] = match;
  return dayFirst ? dateOf(year, second, first, time) : dateOf(year, first, second, time);
}

/** Undefined for the 31st of February. */
function dateOf(year = '', month = '', day = '', time?: string): string | undefined {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date) return undefined;
  return time === undefined ? date : `${date}T${time}`;
}
