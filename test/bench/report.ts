/** What a bench is asked and what it hands back, and both as text. */

export interface BenchOptions {
  /** A few samples of each: shows that it works, proves nothing. */
  quick: boolean;
  /** Measure the peer in the same run. */
  peer: boolean;
  /** Of `seeing`: what it costs in tokens over a long recording, in place of the processor's time. */
  tokens: boolean;
  /** Of `seeing`: what it costs in a live call, decoding included. */
  live: boolean;
  /** Of `seeing`: whether an hour of a camera leaves anything behind. */
  hour: boolean;
  /** Calls of `turn` per stack. */
  rounds: number;
  /** What a recogniser takes to answer `Finalize`. */
  finalizeMs: number;
  /** Calls at once, of `density`. */
  calls: readonly number[];
  say(line: string): void;
}
export interface BenchReport {
  bench: string;
  rows: Record<string, string | number>[];
  notes: string[];
  /** Every sample. */
  raw: unknown;
}

/** A table in Markdown: it can be pasted into a page as it is. */
export function asTable(rows: readonly Record<string, string | number>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
  ].join('\n');
}

export const asText = (report: BenchReport): string =>
  `\n## ${report.bench}\n\n${asTable(report.rows)}\n\n${report.notes.join('\n')}\n`;
