/** What the agent shows on the page: charts and tables of files the caller gave, pictures, and taking them away. */
import { type Decision, type Intent, onPattern, say, type Turn, toolOrSay } from '../decision.ts';
import { withoutPoliteness } from '../heard-text.ts';
import type { ShownFile } from '../shown.ts';
import { columnsOf, fileMeant } from './files.ts';

const NO_PAGE = "I can't show anything in this call, but I can tell you.";
const NO_TABLE = 'I have no table to draw. Give me a CSV file, and I can make a chart of it.';

const SHOW = '(?:show|draw|make|give|create|display|present|put up|see|plot|produce|generate)';
const CHART =
  '(?:(?:bar|column|line|pie|scatter|round|donut) ?(?:chart|plot|graph|diagram)|scatterplot|chart|plot|graph|diagram|curve|pie)s?';
const FILE = '(?:file|csv|spread ?sheet|table|sheet|data|numbers|figures|list)';

function chart(turn: Turn, kindWords: string, about: string): Decision {
  const file = tableMeant(turn);
  if (!file) return say(NO_TABLE);
  return toolOrSay(turn, 'show_plot', { file: file.name, ...kindOf(kindWords), ...axesOf(about, file) }, NO_PAGE);
}

/** The table that is named, else the newest. */
function tableMeant(turn: Turn): ShownFile | undefined {
  const tables = turn.shown.files.filter(({ what }) => what.startsWith('a table'));
  const meant = fileMeant(turn);
  return meant && tables.includes(meant) ? meant : tables[0];
}

function kindOf(words: string): { kind?: 'bar' | 'line' | 'scatter' | 'pie' } {
  if (/\b(?:bar|column)/.test(words)) return { kind: 'bar' };
  if (/\b(?:line|curve)/.test(words)) return { kind: 'line' };
  if (/\bscatter/.test(words)) return { kind: 'scatter' };
  return /\b(?:pie|round|donut)/.test(words) ? { kind: 'pie' } : {};
}

interface Axes {
  x?: string;
  y?: string;
  measure?: 'mean' | 'count';
}
/** "the average price by city": what is said of both axes. Words that name no column are left for the tool to choose. */
function axesOf(about: string, file: ShownFile): Axes {
  const plain = withoutPoliteness(about)
    .replace(new RegExp(`\\b(?:in|of|from|for|with) (?:this|that|the|my) ${FILE}\\b`, 'g'), ' ')
    .replace(new RegExp(`^(?:(?:this|that|the|my|these|those) )?${FILE}\\b`), ' ')
    .replace(/\b(?:as|in) an? .*$/, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const [, values = plain, over = ''] =
    /^(.*?) ?\b(?:by|per|for (?:each|every)|against|versus|vs|over) (?:the |each |every )?(.+)$/.exec(plain) ?? [];
  const measure = /\b(?:average|mean)\b/.test(values)
    ? ({ measure: 'mean' } as const)
    : /\b(?:number|count) of\b|\bhow many\b/.test(values)
      ? ({ measure: 'count' } as const)
      : {};
  const y = values
    .replace(/^(?:of|for|with|the|my|all|showing|about)\s+/g, '')
    .replace(/\b(?:average|mean|total|sum of|sum|number of|count of|how many|the)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const x = /^(?:time|the time)$/.test(over) ? '' : over.trim();
  const known = y !== '' && named(y, columnsOf(file));
  // With "by" it was meant as a column: that there is none is worth saying.
  const asked = y !== '' && over !== '' && !('measure' in measure && measure.measure === 'count');
  return { ...(known || asked ? { y } : {}), ...(x === '' ? {} : { x }), ...measure };
}
const named = (words: string, columns: readonly string[]): boolean =>
  columns.some((column) => words.split(' ').some((word) => word.length > 2 && column.toLowerCase().includes(word)));

function table(turn: Turn, sortBy: string | undefined): Decision {
  const file = tableMeant(turn);
  if (!file) return say(NO_TABLE);
  const sorted = sortBy === undefined ? {} : { sort_by: sortBy, descending: true };
  return toolOrSay(turn, 'show_table', { file: file.name, ...sorted }, NO_PAGE);
}

function picture(turn: Turn, page: string | undefined): Decision | undefined {
  const file = fileMeant(turn);
  if (!file || file.what.startsWith('a table')) return undefined;
  const numbered = page === undefined ? {} : { page: Number(page) };
  return toolOrSay(turn, 'show_picture', { file: file.name, ...numbered }, NO_PAGE);
}

export const PRESENTING: readonly Intent[] = [
  onPattern(
    'stop-showing',
    new RegExp(
      `\\b(?:(?:stop|quit|end|finish) (?:showing|presenting|displaying|the presentation)|(?:take|put) (?:it|that|this|the (?:${CHART}|picture|table|page|image)) (?:away|off|down)|(?:hide|remove|close|clear) (?:it|that|this|the (?:${CHART}|picture|table|page|image))$|(?:you )?(?:do not|need not) (?:have to )?show (?:it|that|this)(?: any ?more)?)`,
    ),
    (turn) => toolOrSay(turn, 'stop_showing', {}, "I'm not showing anything."),
  ),
  onPattern(
    'show-chart',
    new RegExp(
      `(?:\\b${SHOW}(?: me| us)?(?: up)?(?: (?:a|an|the|that|this|it|some|another))?(?: as an?)?|^(?:(?:i (?:want|would like)|can i have|now|and) )?(?:a|another)) ?(${CHART})(?:\\b ?(?:of|for|from|with|about|on|showing|out of)?) ?(.*)$`,
    ),
    (turn, match) => chart(turn, match[1] as string, match[2] as string),
  ),
  onPattern('plot', /^(?:(?:can|could|will|would) you )?(?:plot|chart|graph|draw) (?:me )?(.+)$/, (turn, match) =>
    chart(turn, turn.heard, match[1] as string),
  ),
  onPattern('show-as-chart', new RegExp(`\\b${SHOW}(?: me| us)? (.+) as an? (${CHART})\\b`), (turn, match) =>
    chart(turn, match[2] as string, match[1] as string),
  ),
  onPattern(
    'show-top',
    new RegExp(
      `\\b${SHOW}(?: me| us)? the (?:top|best|largest|highest|biggest)(?: \\w+)?(?: rows| lines| entries)? (?:by|of|in) (?:the )?(.+)$`,
    ),
    (turn, match) => (turn.shown.files.length === 0 ? undefined : table(turn, match[1])),
  ),
  onPattern(
    'show-table',
    /\b(?:show|display|present|put up)(?: me| us)? (?:the|this|that|my) (?:table|rows|csv|spread ?sheet|sheet|data|numbers|figures)(?: sorted)?(?: by (?:the )?(.+))?$/,
    (turn, match) => table(turn, match[1]),
  ),
  onPattern(
    'show-file',
    /\b(?:show|display|present|put up)(?: me| us)? (?:(?:page (\d+)(?: of)? ?)?(?:(?:the|this|that|my) )?(?:file|picture|image|photo|document|pdf|letter|page)?)$/,
    (turn, match) => {
      const { files } = turn.shown;
      if (files.length === 0) return undefined;
      return picture(turn, match[1]) ?? table(turn, undefined);
    },
  ),
];
