/** What is said while something is shown: its name, and what stands out in a chart. The rest is there to be seen. Pure. */
import type { ToolAnswer } from './conversation.ts';

const SHOWN = /^The caller can see it now: "((?:[^"\\]|\\.)*)"\. ?(.*)$/s;
/** As the chart's own description tells it. */
const RANGE = /: \d+ values, from (.+?) at (.+?) to (.+?) at (.+?)\.(?: |$)/;
const ROWS = /; (?:the first \d+ of (\d+)|(\d+)) rows\./;

export function wordShown({ name, result }: ToolAnswer): string {
  const [, title = '', description = ''] = SHOWN.exec(result) ?? [];
  if (title === '') return result;
  const called = title.replace(/\\(.)/g, '$1').replace(/ \([^)]*\)/g, '');
  const here = `Here is ${name === 'show_plot' ? `the chart: ${called}` : called}.`;
  if (name === 'show_plot') {
    const [, least, where, most, there] = RANGE.exec(description) ?? [];
    return least === undefined
      ? here
      : `${here} The lowest is ${least}, at ${where}; the highest is ${most}, at ${there}.`;
  }
  const rows = ROWS.exec(description);
  return name === 'show_table' && rows?.[1] !== undefined
    ? `${here} It has ${rows[1]} rows; you see the first ten.`
    : here;
}
