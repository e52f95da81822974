/**
 * A search by key that finds nothing is also an answer: an empty list, null, or an envelope that says that its list
 * is empty. What only happens to hold an empty list somewhere is a thing that was found. Pure.
 */
import { isRecord } from './json-record.ts';

/** What services call the list in their envelope, and the number of its entries. */
const LISTS = new Set([
  'items',
  'data',
  'results',
  'result',
  'records',
  'entries',
  'rows',
  'value',
  'values',
  'list',
  'content',
]);
const COUNTS = new Set(['total', 'count', 'totalcount', 'totalresults', 'totalitems', 'totalelements', 'size']);

export function foundNothing(text: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (value === null || (Array.isArray(value) && value.length === 0)) return true;
  if (!isRecord(value)) return false;
  const fields = Object.entries(value).map(([name, inner]) => ({
    name: name.toLowerCase().replace(/[^a-z]/g, ''),
    inner,
  }));
  // Whatever has a name of its own was found, whatever it holds.
  if (fields.some(({ name }) => name === 'id' || name === 'uuid')) return false;
  const lists = fields.filter(({ name }) => LISTS.has(name)).map(({ inner }) => inner);
  if (lists.length > 0) return lists.every((inner) => inner === null || (Array.isArray(inner) && inner.length === 0));
  return fields.length === 1 && fields.every(({ name, inner }) => COUNTS.has(name) && inner === 0);
}
