/** How long a decision can still be made, and how pressing that is. Pure. */
import { span } from '../parts/times.ts';

export interface Countdown {
  over: boolean;
  /** `0:42`; empty when it is over. */
  left: string;
  urgency: 'calm' | 'soon' | 'now';
}

const SOON_MS = 120_000;
const NOW_MS = 30_000;

export function countdown(expiresAtMs: number, nowMs: number): Countdown {
  const leftMs = expiresAtMs - nowMs;
  if (leftMs <= 0) return { over: true, left: '', urgency: 'now' };
  /* Rounded up: what says 0:01 can still be done. */
  const left = span(Math.ceil(leftMs / 1_000) * 1_000);
  return { over: false, left, urgency: leftMs <= NOW_MS ? 'now' : leftMs <= SOON_MS ? 'soon' : 'calm' };
}
