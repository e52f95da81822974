import { describe, expect, it } from 'vitest';
import { ALL_TOOLS, answered, ask, told } from './ask-brain.ts';

const tools = [...ALL_TOOLS, 'show_plot', 'show_table', 'show_text', 'show_picture', 'stop_showing'];
const files = (...lines: string[]) =>
  `You are Parley.\n\n# Files the caller gave you\n${lines.join('\n')}\n\n# What to do\n\nAnswer.`;
const SALES = files(
  'sales.csv: a table of 24 rows and 4 columns.',
  '> - Month (date): 2026-01-01 to 2026-08-01',
  '> - Region (text): North, South',
  '> - Revenue (number in EUR): 3.5 to 120, sum 482.5, mean 40.2',
  '> - Visits (number): 1 to 12',
);
const LETTER = files('letter.pdf: a document of 2 pages.', '> [page 1] Dear Ms Berg');
const file = 'sales.csv';
const plot = (args: object) => `show_plot ${JSON.stringify({ file, ...args })}`;

const CHARTS: [string, string][] = [
  ['Show me a chart of this file.', plot({})],
  ['a chart please', plot({})],
  ['Plot revenue by month, please.', plot({ y: 'revenue', x: 'month' })],
  ['draw a bar chart of the revenue by region', plot({ kind: 'bar', y: 'revenue', x: 'region' })],
  ['show me revenue per region as a pie chart', plot({ kind: 'pie', y: 'revenue', x: 'region' })],
  ['can you show me a graph of the visits over time', plot({ y: 'visits' })],
  ['make a scatter plot of revenue against visits', plot({ kind: 'scatter', y: 'revenue', x: 'visits' })],
  [
    'show me the average revenue by region as a bar chart',
    plot({ kind: 'bar', y: 'revenue', x: 'region', measure: 'mean' }),
  ],
  ['chart the number of rows by region', plot({ x: 'region', measure: 'count' })],
  ['plot happiness by month', plot({ y: 'happiness', x: 'month' })],
  ['show me the table', `show_table ${JSON.stringify({ file })}`],
  ['show me the top ten by revenue', `show_table ${JSON.stringify({ file, sort_by: 'revenue', descending: true })}`],
  ['stop showing', 'stop_showing {}'],
  ['take the chart away', 'stop_showing {}'],
  ['hide the picture', 'stop_showing {}'],
];

describe('without a language model', () => {
  it.each(CHARTS)('%s', (said, decision) => {
    expect(told(ask(said, { system: SALES, tools }))).toBe(decision);
  });

  it('a page of a document is shown, and what has nothing to show is said', () => {
    expect(told(ask('show me page 2 of the letter', { system: LETTER, tools }))).toBe(
      'show_picture {"file":"letter.pdf","page":2}',
    );
    expect(told(ask('show me a chart', { tools }))).toMatch(/no table to draw/);
    expect(told(ask('show me a chart', { system: SALES }))).toMatch(/can't show anything/);
    expect(told(ask('stop showing', { system: SALES }))).toMatch(/not showing anything/);
    expect(told(ask('what is the total revenue', { system: SALES, tools }))).toMatch(/482\.5 EUR/);
    expect(told(ask('I have a plot of land', { system: SALES, tools }))).toMatch(/^remember/);
  });

  it('what stands out is said, and why something could not be drawn', () => {
    const say = (name: string, result: string) =>
      answered('show me', [{ name, args: {}, result }], { system: SALES, tools });
    expect(
      say(
        'show_plot',
        'The caller can see it now: "Errors by month". Bar chart of Errors by month: 8 values, from 1.5 at Jan to 8 at Aug.',
      ),
    ).toBe('Here is the chart: Errors by month. The lowest is 1.5, at Jan; the highest is 8, at Aug.');
    expect(
      say(
        'show_table',
        'The caller can see it now: "sales.csv". Table with the columns A; the first 10 of 24 rows. 1; 2.',
      ),
    ).toBe('Here is sales.csv. It has 24 rows; you see the first ten.');
    expect(say('show_plot', 'show_plot failed: There is no column "x"; there are "a".')).toBe(
      'Sorry. There is no column "x"; there are "a".',
    );
    expect(say('stop_showing', 'No longer shown: Errors.')).toBe('All right, I took it away.');
  });
});
