/**
 * The day a caller means by "friday", "christmas" or "the third of march": computed in the caller's time zone.
 * The only import of chrono-node. Days are plain 'YYYY-MM-DD'.
 */
import * as chrono from 'chrono-node';

export interface NamedDay {
  /** YYYY-MM-DD. */
  date: string;
  /** As it is said: 'Friday', 'Christmas', 'March 3rd'. */
  label: string;
}

const DAY_MS = 86_400_000;
const iso = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

export function today(nowMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    nowMs,
  );
}

type DayOfYear = (year: number) => string;
const fixed =
  (month: number, day: number): DayOfYear =>
  (year) =>
    iso(year, month, day);
const FEASTS: readonly (readonly [pattern: RegExp, label: string, day: DayOfYear])[] = [
  [/christmas eve/, 'Christmas Eve', fixed(12, 24)],
  [/\b(?:christmas|x ?mas)\b/, 'Christmas', fixed(12, 25)],
  [/boxing day/, 'Boxing Day', fixed(12, 26)],
  [/new year'?s? ?'?s? eve|sylvester/, "New Year's Eve", fixed(12, 31)],
  [/new years?\b|new year's/, "New Year's Day", fixed(1, 1)],
  [/hall?oween/, 'Halloween', fixed(10, 31)],
  [/valentine/, "Valentine's Day", fixed(2, 14)],
  [/independence day|fourth of july|4th of july/, 'Independence Day', fixed(7, 4)],
  [/st\.? patrick|saint patrick/, "Saint Patrick's Day", fixed(3, 17)],
  [/thanksgiving/, 'Thanksgiving', (year) => nthWeekday(year, 11, 4, 4)],
  [/mother'?s day/, "Mother's Day", (year) => nthWeekday(year, 5, 0, 2)],
  [/father'?s day/, "Father's Day", (year) => nthWeekday(year, 6, 0, 3)],
  [/good friday/, 'Good Friday', (year) => shift(easter(year), -2)],
  [/\beaster\b/, 'Easter', (year) => easter(year)],
];

function nthWeekday(year: number, month: number, weekday: number, nth: number): string {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  return iso(year, month, 1 + ((weekday - first + 7) % 7) + (nth - 1) * 7);
}
const shift = (day: string, days: number) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher). */
function easter(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return iso(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** The next day the words name, today included; nothing when they name none. `digits` has numbers in digits. */
export function namedDay(digits: string, nowMs: number, timeZone: string): NamedDay | undefined {
  const now = today(nowMs, timeZone);
  const year = Number(now.slice(0, 4));
  for (const [pattern, label, day] of FEASTS) {
    if (pattern.test(digits)) return { label, date: day(year) >= now ? day(year) : day(year + 1) };
  }
  if (/\bweekend\b/.test(digits)) return { label: 'the weekend', date: nextWeekday(shift(now, 1), 6) };
  return spokenDay(digits, now);
}

const nextWeekday = (now: string, weekday: number) => shift(now, (weekday - new Date(now).getUTCDay() + 7) % 7);

function spokenDay(digits: string, now: string): NamedDay | undefined {
  // Noon keeps the day the same whatever zone chrono counts in.
  const [year, month, day] = now.split('-').map(Number) as [number, number, number];
  const noon = new Date(year, month - 1, day, 12);
  const text = digits.replace(/\bthe (?=\d)/g, '').replace(/\b(\d+(?:st|nd|rd|th)) of (?=[a-z])/g, '$1 ');
  const found = chrono.en.casual.parse(text, noon, { forwardDate: true })[0];
  if (found === undefined) return undefined;
  const start = found.start;
  if (!start.isCertain('weekday') && !start.isCertain('day') && !start.isCertain('month')) return undefined;
  const date = iso(start.get('year') ?? year, start.get('month') ?? month, start.get('day') ?? day);
  return {
    date:
      date < now && !start.isCertain('year') ? iso(year + 1, Number(date.slice(5, 7)), Number(date.slice(8))) : date,
    label: labelOf(date, start.isCertain('weekday'), found.text),
  };
}

function labelOf(date: string, isWeekday: boolean, said: string): string {
  if (/^(?:today|tomorrow)$/.test(said)) return said;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(Date.parse(date));
  if (/^(?:next|this) (?:week|month|year)$/.test(said)) return said;
  return isWeekday && !/\d/.test(said)
    ? `${/^next /.test(said) ? 'next ' : ''}${format({ weekday: 'long' })}`
    : format({ month: 'long', day: 'numeric' });
}

/** 'Friday' for a day. */
export const weekdayOf = (date: string) =>
  new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'UTC' }).format(Date.parse(date));
/** 'December 25' for a day. */
export const spokenDate = (date: string) =>
  new Intl.DateTimeFormat('en-US', { month: 'long', day: 'numeric', timeZone: 'UTC' }).format(Date.parse(date));
