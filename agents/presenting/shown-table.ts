/** What presenting takes of a table, and how it says that something cannot be shown. Types and one look-up. */
import type { QueriedTable } from '../files/table-query.ts';

export type ShownTable = QueriedTable;
export type ShownColumn = QueriedTable['columns'][number];

/** What was asked for cannot be shown; the message is a sentence for the model. */
export class PresentingError extends Error {
  override readonly name = 'PresentingError';
}

/**
 * As people name columns: regardless of case, of an s at the end, and of words left out when only one column is left.
 * Throws a PresentingError that lists the columns there are.
 */
export function columnAt(columns: readonly ShownColumn[], name: string): number {
  const at = findColumn(columns, name);
  if (at !== undefined) return at;
  throw new PresentingError(`There is no column ${JSON.stringify(name)}; there are ${namesOf(columns)}.`);
}

export function findColumn(columns: readonly ShownColumn[], name: string): number | undefined {
  const names = columns.map((column) => wordsOf(column.name));
  const wanted = wordsOf(name);
  const exact = names.findIndex((words) => words.join(' ') === wanted.join(' '));
  if (exact >= 0) return exact;
  if (wanted.length === 0) return undefined;
  const holding = names.flatMap((words, at) => (wanted.every((word) => words.includes(word)) ? [at] : []));
  return holding.length === 1 ? holding[0] : undefined;
}

export const namesOf = (columns: readonly ShownColumn[]): string =>
  columns.map((column) => JSON.stringify(column.name)).join(', ');

/** Its name, with its unit unless the name says it already. */
export const withUnit = ({ name, unit }: ShownColumn): string =>
  unit === undefined || name.toLowerCase().includes(unit.toLowerCase()) ? name : `${name} (${unit})`;

const wordsOf = (name: string): string[] =>
  (name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.replace(/(?<=\p{L}{2}[^s])s$/u, ''));
