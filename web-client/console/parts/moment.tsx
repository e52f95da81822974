/** A point in time, short to read, exact to point at. */
import { fullTime, shortTime } from './times.ts';

export function Moment({ atMs }: { atMs: number }) {
  return (
    <time dateTime={new Date(atMs).toISOString()} title={fullTime(atMs)}>
      {shortTime(atMs, Date.now())}
    </time>
  );
}
