/** Samples as the two numbers a table shows. Pure. */

export interface Figures {
  n: number;
  p50: number;
  p95: number;
  max: number;
}

export function figures(samples: readonly number[]): Figures {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** `489 / 506 (n 30)`, or a dash where there is nothing. */
export const show = ({ n, p50, p95 }: Figures): string => (n === 0 ? '-' : `${p50} / ${p95} (n ${n})`);
