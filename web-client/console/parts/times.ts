/** Times and amounts as people read them. Pure but for the reader's own language and time zone. */
const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

const two = (value: number): string => String(value).padStart(2, '0');

/** `4:05`, `1:02:45`, `3 d 4 h`; never negative. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  if (seconds >= DAY_S) return `${Math.floor(seconds / DAY_S)} d ${Math.floor((seconds % DAY_S) / HOUR_S)} h`;
  const minutes = Math.floor((seconds % HOUR_S) / MINUTE_S);
  const tail = two(seconds % MINUTE_S);
  return seconds >= HOUR_S ? `${Math.floor(seconds / HOUR_S)}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** A length of work: `42 ms`, `1.3 s`, `2:10`. */
export function took(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  return ms < MINUTE_S * SECOND_MS ? `${(ms / SECOND_MS).toFixed(1)} s` : span(ms);
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export const fullTime = (atMs: number): string => full.format(atMs);
/** The time alone today, with the day before. */
export const shortTime = (atMs: number, nowMs: number): string =>
  new Date(atMs).toDateString() === new Date(nowMs).toDateString() ? clock.format(atMs) : day.format(atMs);

/** `$0.0042`: four digits while a turn costs less than a cent. */
export const usd = (amount: number): string => `$${amount.toFixed(amount < 1 ? 4 : 2)}`;
