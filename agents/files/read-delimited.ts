/** CSV and TSV as a table: finds the delimiter itself, keeps within the limits of a file, says what it had to assume. */
import Papa from 'papaparse';
import { ReadingError } from '../seeing/reading/reading-error.ts';
import { FILE_LIMITS } from '../seeing/reading-api.ts';
import { decodeText } from './decode-text.ts';
import { type TypedTable, typedTable } from './typed-table.ts';

const DELIMITERS = [',', ';', '\t', '|'];
/** A heading and one row more than there may be, to see that there are more. */
const MOST_ROWS = FILE_LIMITS.rows + 2;

/** Throws a ReadingError. */
export function readDelimited(bytes: Uint8Array, name: string, mediaType: string): TypedTable {
  const decoded = decodeText(bytes, name);
  // Excel writes the delimiter on a line of its own.
  const told = /^sep=(.)\n/.exec(decoded.text);
  const text = told ? decoded.text.slice(told[0].length) : decoded.text;
  const delimiter = told?.[1] ?? (mediaType === 'text/tab-separated-values' ? '\t' : '');
  const { data, errors, meta } = Papa.parse<string[]>(text, {
    delimiter,
    delimitersToGuess: DELIMITERS,
    skipEmptyLines: 'greedy',
    preview: MOST_ROWS,
  });
  const notes = [...decoded.notes];
  const quotes = errors.filter((error) => error.type === 'Quotes').length;
  if (quotes > 0) notes.push(`${quotes} quotation marks are not closed or out of place; cells there may be wrong.`);
  const columns = data.reduce((most, row) => Math.max(most, row.length), 0);
  refuseBeyond(name, data.length, columns);
  const table = typedTable(data, meta.delimiter === ';' ? ',' : '.');
  return kept({ ...table, notes: [...notes, ...table.notes] });
}

function refuseBeyond(name: string, rows: number, columns: number): void {
  const shown = JSON.stringify(name);
  if (columns > FILE_LIMITS.columns) {
    const sentence = `${shown} has ${columns} columns; tables of up to ${FILE_LIMITS.columns} are read.`;
    throw new ReadingError('too_large', sentence);
  }
  if (rows > FILE_LIMITS.rows + 1) {
    throw new ReadingError('too_large', `${shown} has more than the ${FILE_LIMITS.rows} rows that are read.`);
  }
}

/** The rows that fit into what may travel to a call at once. */
function kept(table: TypedTable): TypedTable {
  const most = Math.max(1, Math.floor(FILE_LIMITS.cells / Math.max(1, table.columns.length)));
  if (table.rows.length <= most) return table;
  const note = `Only the first ${most} of ${table.rows.length} rows were kept: sums and counts of the whole cannot be told.`;
  return { ...table, rows: table.rows.slice(0, most), notes: [note, ...table.notes] };
}
