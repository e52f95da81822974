/**
 * Rows as compact JSON for a model, bounded while they come: columns with their types once, then rows as lists. Long
 * cells are cut and say so. Pure.
 */

/** Of one cell; more is a document, which is not what a table is asked for. */
const MAX_CELL = 2_000;
/** Of all rows; the toolbox shows a model less. */
const MAX_TEXT = 60_000;

export interface Column {
  name: string;
  type: string | undefined;
}

export class RowText {
  readonly #maxRows: number;
  readonly #rows: string[] = [];
  #size = 0;
  #full: 'rows' | 'size' | undefined;

  constructor(maxRows: number) {
    this.#maxRows = maxRows;
  }

  /** False: no more is taken, and the text will say that there is more. */
  add(row: readonly unknown[]): boolean {
    if (this.#full) return false;
    if (this.#rows.length >= this.#maxRows) this.#full = 'rows';
    else {
      const text = JSON.stringify(row.map(cell));
      if (this.#size + text.length > MAX_TEXT && this.#rows.length > 0) this.#full = 'size';
      else {
        this.#rows.push(text.length > MAX_TEXT ? JSON.stringify(row.map(tiny)).slice(0, MAX_TEXT) : text);
        this.#size += text.length;
      }
    }
    return this.#full === undefined;
  }

  text(columns: readonly Column[]): string {
    const names = columns.map(({ name, type }) => `${JSON.stringify(name)}:${JSON.stringify(type ?? 'any')}`).join(',');
    const note = this.#full
      ? `,"note":"more rows: only the first ${this.#rows.length} are here${this.#full === 'size' ? ', for they are large' : ''}"`
      : '';
    return `{"columns":{${names}},"rows":[${this.#rows.join(',')}]${note}}`;
  }
}

function cell(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return safeInteger(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'object' && value !== null) {
    const text = JSON.stringify(value);
    return text.length > MAX_CELL ? cut(text) : value;
  }
  return value;
}

const cut = (text: string): string =>
  text.length > MAX_CELL ? `${text.slice(0, MAX_CELL).toWellFormed()}… [cut: ${text.length} characters in all]` : text;

/** A row of very many columns: what remains of each is enough to see what it is. */
const tiny = (value: unknown): unknown => (typeof value === 'string' ? value.slice(0, 40) : cell(value));

const safeInteger = (value: bigint): number | string =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : String(value);
