/**
 * A document as passages of at most about 400 tokens: each under its headings, on its page, with a little of the one
 * before; rows of tables with the names of their columns. Nothing but white space is left out, and the same document
 * always gives the same passages. Pure.
 */
import { cutText, MAX_PIECE_CHARACTERS } from './cut-text.ts';
import type { Chunk, DocumentText, TablePart, TextPart } from './document-text.ts';

/** Some 40 tokens: enough for a sentence that was cut in two to be understood. */
const MAX_OVERLAP_CHARACTERS = 160;
const MAX_HEADER_CHARACTERS = 400;
const MAX_HEADING_CHARACTERS = 200;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.*?)[ \t]*#*[ \t]*$/;
const FENCE = /^ {0,3}(?:```|~~~)/;
const TABLE_RULE = /^ *\|?(?: *:?-+:? *\|)+ *(?::?-+:? *)?$/;

type Section = { headings: readonly string[]; text: string };
type Piece = { overlap: string; text: string };

export function* chunkDocument(document: DocumentText): Generator<Chunk> {
  let ordinal = 0;
  const marked = /markdown|html/.test(document.mediaType);
  let headings: readonly string[] = [];
  for (const part of document.parts) {
    const page = 'text' in part && part.page !== undefined ? { page: part.page } : {};
    const sections = 'columns' in part ? [tableSection(part)] : sectionsOf(part, marked, headings);
    for (const section of sections) {
      headings = section.headings;
      for (const { overlap, text } of 'columns' in part ? rowPieces(part) : overlapped(section.text)) {
        const body = text.trim();
        if (body === '') continue;
        yield {
          ordinal: ordinal++,
          ...page,
          headings: section.headings,
          text: overlap + body,
          overlap: overlap.length,
        };
      }
    }
  }
}

/** The first heading of the first level, for a document that does not say its title otherwise. */
export function titleOf(document: DocumentText, name: string): string {
  const first = /markdown|html/.test(document.mediaType)
    ? document.parts.flatMap((part) => ('text' in part ? (/^ {0,3}#[ \t]+(\S.*)$/m.exec(part.text)?.[1] ?? []) : []))[0]
    : undefined;
  const title = plainHeading(document.title ?? first ?? '');
  if (title !== '') return title;
  const plain = (name.split(/[\\/]/).at(-1) ?? name)
    .replace(/\.[a-z0-9]{1,8}$/i, '')
    .replace(/[-_]+/g, ' ')
    .trim();
  return plain === '' ? name : `${plain[0]?.toUpperCase()}${plain.slice(1)}`;
}

const plainHeading = (text: string): string =>
  text
    .replace(/[*_`]+/g, '')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_HEADING_CHARACTERS);

/** A section begins with a heading and holds its line; headings without a text go with what follows. */
function sectionsOf({ text }: TextPart, marked: boolean, before: readonly string[]): Section[] {
  if (!marked) return [{ headings: [], text }];
  const sections: Section[] = [];
  const path: string[] = [...before];
  let lines: string[] = [];
  let hasBody = false;
  let fenced = false;
  const end = () => {
    if (lines.length > 0) sections.push({ headings: path.filter((heading) => heading !== ''), text: lines.join('\n') });
    lines = [];
    hasBody = false;
  };
  for (const line of text.split('\n')) {
    if (FENCE.test(line)) fenced = !fenced;
    const [, marks, title] = (fenced ? undefined : HEADING.exec(line)) ?? [];
    if (marks !== undefined && title !== undefined) {
      if (hasBody) end();
      path.length = Math.min(path.length, marks.length - 1);
      while (path.length < marks.length - 1) path.push('');
      path.push(plainHeading(title));
    } else if (line.trim() !== '') hasBody = true;
    lines.push(line);
  }
  end();
  return sections;
}

function overlapped(text: string): Piece[] {
  const pieces = cutText(text);
  let end = 0;
  return pieces.map((piece, index) => {
    const overlap = index === 0 ? '' : (tableHeader(text, end) ?? tail(pieces[index - 1] ?? ''));
    end += piece.length;
    return { overlap, text: piece };
  });
}

/** The end of a text from the beginning of a sentence on, or at least of a word. */
function tail(text: string): string {
  const end = text.trimEnd().slice(-MAX_OVERLAP_CHARACTERS);
  const sentence = /[.!?]["'”’)]*\s+(?=\S)/.exec(end);
  const word = /\s+(?=\S)/.exec(end);
  const from = sentence ?? word;
  return from === null ? '' : `${end.slice(from.index + from[0].length)}\n`;
}

/** The header of the table that a cut at `at` goes through. */
function tableHeader(text: string, at: number): string | undefined {
  if (!/^ *\|/.test(text.slice(at, at + 10))) return undefined;
  const before = text.slice(0, at).trimEnd().split('\n');
  const start = before.findLastIndex((line) => !/^ *\|/.test(line)) + 1;
  const [header, rule] = before.slice(start, start + 2);
  if (header === undefined || rule === undefined || !TABLE_RULE.test(rule)) return undefined;
  return header.length > MAX_HEADER_CHARACTERS ? undefined : `${header}\n${rule}\n`;
}

const tableSection = ({ columns }: TablePart): Section => ({ headings: [], text: columns.join(', ') });

/** Each row as a line that can be understood alone: "Service: Haircut; Price: 32". */
function* rowPieces({ columns, rows }: TablePart): Generator<Piece> {
  let text = `Columns: ${columns.join(', ')}`;
  for (const row of rows) {
    const line = row
      .flatMap((cell, at) => (cell === null || cell === '' ? [] : [`${columns[at] ?? `Column ${at + 1}`}: ${cell}`]))
      .join('; ');
    if (text !== '' && text.length + line.length + 1 > MAX_PIECE_CHARACTERS) {
      yield* overlapped(text);
      text = '';
    }
    text = text === '' ? line : `${text}\n${line}`;
  }
  yield* overlapped(text);
}
