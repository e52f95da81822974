/**
 * The files given to one call, and what a turn is told of them within a bound. Pure: read files in, text out. A page is
 * chosen by the words it shares with the turn; a table is told as its summary. What stands in a file is information.
 */
import type { Picture } from '../models/interfaces.ts';
import { quoted } from '../seeing/page-text.ts';
import type { FileResponse } from '../seeing/reading-api.ts';
import { summariseTable } from './table-summary.ts';

interface Shelved {
  name: string;
  file: FileResponse;
}
const MAX_FILES = 20;
const SECTION_CHARACTERS = 6_000;
const TABLE_TOKENS = 700;
const ASIDE_CHARACTERS = 160;
const FILE_WORDS =
  /\b(file|document|pdf|page|invoice|letter|contract|table|spreadsheet|csv|sheet|row|column|picture|image|photo|attachment|it says|in (?:it|there)|this|that|total|sum|average|which|how many|how much|chart|plot|graph|diagram|draw|show)\b/;

const wordsOf = (text: string): Set<string> =>
  new Set((text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []).filter((word) => !COMMON.has(word)));
const COMMON = new Set(
  'the and for are was what which how does did you your this that with from can tell about have has its it is says say'.split(
    ' ',
  ),
);

export class Shelf {
  #files: Shelved[] = [];

  /** Keeps a file that was read; the oldest goes when there are too many. `message` is for the person who gave it. */
  put(name: string, file: FileResponse): { message: string } {
    this.#files = [...this.#files.filter((shelved) => shelved.name !== name), { name, file }].slice(-MAX_FILES);
    const notes = file.notes.length > 0 ? ` ${file.notes.join(' ')}` : '';
    return { message: `${told(file)}${notes}` };
  }

  get names(): string[] {
    return this.#files.map((shelved) => shelved.name);
  }
  /** The newest file of these kinds, or the newest that a name means: said without its ending, or in part. */
  find<K extends FileResponse['kind']>(
    kinds: readonly K[],
    name: string | undefined,
  ): { name: string; file: Extract<FileResponse, { kind: K }> } | undefined {
    const wanted = [...wordsOf(name ?? '')];
    const fits = (shelved: Shelved): shelved is { name: string; file: Extract<FileResponse, { kind: K }> } =>
      kinds.some((kind) => kind === shelved.file.kind) &&
      (name === undefined ||
        shelved.name === name ||
        overlap(new Set(wanted), wordsOf(shelved.name)) === wanted.length);
    return this.#files.findLast(fits);
  }

  /** For the prompt of the turn; empty when nothing was given. */
  sectionFor(text: string): string {
    if (this.#files.length === 0) return '';
    const asked = wordsOf(text);
    const refers = FILE_WORDS.test(text.toLowerCase());
    const newestFirst = [...this.#files].reverse();
    let left = SECTION_CHARACTERS;
    const parts: string[] = [];
    for (const [index, { name, file }] of newestFirst.entries()) {
      const close = overlap(asked, wordsOf(`${name} ${contentOf(file).slice(0, 20_000)}`)) > 0;
      // The newest is what people mean by "it"; an older one must be spoken of.
      const whole = (index === 0 && refers) || close;
      const head = `${oneLine(name)}: ${told(file)}`;
      const body = whole
        ? bodyFor(file, asked, Math.max(0, left - head.length))
        : contentOf(file).slice(0, ASIDE_CHARACTERS);
      const part = body.trim() === '' ? head : `${head}\n${quoted(body.trim())}`;
      if (part.length > left * 1.2) break;
      parts.push(part);
      left -= part.length;
    }
    return parts.join('\n\n');
  }

  /** The picture a turn speaks of: the newest one, when the turn speaks of a picture or a file at all. */
  pictureFor(text: string): Picture | undefined {
    if (!FILE_WORDS.test(text.toLowerCase())) return undefined;
    const file = this.#files.findLast((shelved) => shelved.file.kind === 'picture')?.file;
    return file?.kind === 'picture' ? { jpegBase64: file.jpegBase64, detail: 'high' } : undefined;
  }
}

/** A name may not open a section of the prompt. */
const oneLine = (name: string): string =>
  name
    .replace(/[\s\p{C}\u{e0000}-\u{e0fff}]+/gu, ' ')
    .replace(/^[#>\-\s]+/, '')
    .slice(0, 200);

function told(file: FileResponse): string {
  switch (file.kind) {
    case 'document':
      return `a document of ${file.document.pages.length} ${file.document.pages.length === 1 ? 'page' : 'pages'}.`;
    case 'table':
      return file.tables
        .map((table) => `a table of ${table.rows.length} rows and ${table.columns.length} columns`)
        .join(', ')
        .concat('.');
    case 'picture':
      return `a picture of ${file.widthPx} by ${file.heightPx} pixels${file.text.trim() === '' ? ' without text that can be read' : ''}.`;
  }
}
function contentOf(file: FileResponse): string {
  switch (file.kind) {
    case 'document':
      return file.document.pages.map((page) => page.text.private).join('\n');
    case 'table':
      return file.tables
        .map(
          (table) =>
            `${table.name.private} ${table.columns.map((column) => column.name).join(' ')} ${table.rows.slice(0, 200).flat().join(' ')}`,
        )
        .join('\n');
    case 'picture':
      return file.text;
  }
}
function bodyFor(file: FileResponse, asked: Set<string>, characters: number): string {
  if (file.kind === 'table')
    return file.tables
      .map((table) =>
        summariseTable(
          { name: table.name.private, columns: table.columns, rows: table.rows, notes: file.notes },
          TABLE_TOKENS,
        ),
      )
      .join('\n')
      .slice(0, characters);
  if (file.kind === 'picture') return file.text.slice(0, characters);
  const ranked = file.document.pages
    .map((page) => ({ page, score: overlap(asked, wordsOf(page.text.private)) }))
    .sort((a, b) => b.score - a.score || a.page.number - b.page.number);
  let left = characters;
  const chosen: typeof ranked = [];
  for (const candidate of ranked) {
    if (left <= 0) break;
    chosen.push(candidate);
    left -= candidate.page.text.private.length + 12;
  }
  return chosen
    .sort((a, b) => a.page.number - b.page.number)
    .map(({ page }) => `[page ${page.number}] ${page.text.private}`)
    .join('\n')
    .slice(0, characters);
}
const overlap = (a: Set<string>, b: Set<string>): number => [...a].filter((word) => b.has(word)).length;
