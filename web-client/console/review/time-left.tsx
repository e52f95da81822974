/** The time that is left to decide. */
import { words } from '../words.ts';
import { countdown } from './countdown.ts';

export function TimeLeft({ expiresAtMs, nowMs }: { expiresAtMs: number; nowMs: number }) {
  const { over, left, urgency } = countdown(expiresAtMs, nowMs);
  return (
    <span className="time-left" data-urgency={urgency}>
      {over ? words.review.over : words.review.left(left)}
    </span>
  );
}
