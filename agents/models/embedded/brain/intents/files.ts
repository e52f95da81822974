/** Files the caller gave: what they are, what stands in them, and sums of their columns as the prompt tells them. */
import { type Decision, type Intent, onPattern, say, type Turn } from '../decision.ts';
import { columnNamed, type SummedColumn, summedColumns } from '../found-values.ts';
import type { ShownFile } from '../shown.ts';
import { readOut } from './seeing.ts';

const NONE = 'You have not given me a file in this call. Drop one into the page, and I can read it.';
const FILE_WORDS = '(?:file|document|pdf|csv|spread ?sheet|table|sheet|attachment|text file|picture|image|photo|list)';

/** The one whose name is said, else the newest, which stands first. */
export function fileMeant(turn: Turn): ShownFile | undefined {
  const { files } = turn.shown;
  return files.find(({ name }) => turn.heard.includes(name.toLowerCase().replace(/\.\w+$/, ''))) ?? files[0];
}

function about(turn: Turn): Decision {
  const file = fileMeant(turn);
  if (!file) return say(NONE);
  const columns = columnsOf(file);
  if (columns.length > 0) return say(`${file.name} is ${file.what} The columns are ${columns.join(', ')}.`);
  const text = file.lines.length === 0 ? '' : ` It says: ${readOut(file.lines)}`;
  return say(`${file.name} is ${file.what}${text}`);
}
export const columnsOf = ({ lines }: ShownFile): string[] =>
  lines.flatMap((line) => /^- (.+?) \((?:number|text|date|boolean)/.exec(line)?.[1] ?? []);

function counted(turn: Turn, what: 'rows' | 'columns' | 'pages'): Decision | undefined {
  const file = fileMeant(turn);
  if (!file) return say(NONE);
  const count = new RegExp(`(\\d+) ${what.slice(0, -1)}s?\\b`).exec(file.what)?.[1];
  if (count === undefined) return say(`${file.name} is ${file.what} It has no ${what}.`);
  return say(`It has ${count} ${count === '1' ? what.slice(0, -1) : what}.`);
}

type Figure = 'sum' | 'mean' | 'least' | 'most';
const FIGURES: readonly (readonly [RegExp, Figure, string])[] = [
  [/^(?:total|sum|sum total|grand total)$/, 'sum', 'total'],
  [/^(?:average|mean)$/, 'mean', 'average'],
  [/^(?:smallest|lowest|least|minimum|min)$/, 'least', 'lowest'],
  [/^(?:largest|highest|biggest|greatest|most|maximum|max)$/, 'most', 'highest'],
];
function figureOf(turn: Turn, word: string, key: string): Decision | undefined {
  const [, figure, name] = FIGURES.find(([pattern]) => pattern.test(word)) ?? [];
  if (!figure) return undefined;
  for (const file of turn.shown.files) {
    const column = columnNamed(key.replace(/\b(?:in|of) (?:the|this|my) .*$/, ''), summedColumns(file.lines));
    if (column) return say(`The ${name} ${column.name} is ${withUnit(column, figure)}.`);
  }
  return undefined;
}
const withUnit = (column: SummedColumn, figure: Figure): string =>
  `${column[figure]}${column.unit === '' ? '' : ` ${column.unit}`}`;

export const FILES: readonly Intent[] = [
  onPattern('how-many-rows', /\bhow many (rows|lines|entries|records|columns|pages)\b/, (turn, match) => {
    const what = match[1] === 'columns' ? 'columns' : match[1] === 'pages' ? 'pages' : 'rows';
    return turn.shown.files.length === 0 && turn.shown.sources.length > 0 ? undefined : counted(turn, what);
  }),
  onPattern(
    'column-figure',
    /\b(?:what is|tell me|give me|calculate|how much is|which is|how high is) the (total|sum|sum total|grand total|average|mean|smallest|lowest|least|minimum|largest|highest|biggest|greatest|maximum)(?: (?:of|in|for))?(?: (?:the|all|all the|this))? ?(.*)$/,
    (turn, match) => figureOf(turn, match[1] as string, match[2] as string),
  ),
  onPattern('sum-up', /\b(?:sum|add) up (?:the|all|all the) (.+)$/, (turn, match) =>
    figureOf(turn, 'total', match[1] as string),
  ),
  onPattern(
    'what-file',
    new RegExp(
      `\\b(?:what is (?:in|on) (?:the|this|that|my) ${FILE_WORDS}|what does (?:the|this|that|my) ${FILE_WORDS} (?:say|contain|show)|(?:read|summarize|describe|open|look at|tell me about|explain)(?: me| out)? (?:the|this|that|my) ${FILE_WORDS}|what (?:file|document) is (?:this|that)|what did i (?:give|send|upload|drop)(?: you)?|(?:did|have) you (?:get|got|receive|received|read|see) (?:the|my|this) ${FILE_WORDS}|which columns|what columns|what are the columns)\\b`,
    ),
    (turn) =>
      turn.shown.files.length === 0 && /\b(?:picture|image|photo|table|list)\b/.test(turn.heard)
        ? undefined
        : about(turn),
  ),
];
