/**
 * PostgreSQL's values as JSON has them: numbers that lose nothing, JSON, and for all else the text that the server
 * writes (a date must not travel through this machine's time zone). Pure.
 */

const JSON_TYPES = new Set([114, 3802]);
const SMALL_NUMBERS = new Set([21, 23, 26, 700, 701]);
const BIGINT = 20;
const BOOLEAN = 16;
const BYTES = 17;
/** Not worth parsing: it will be cut anyway. */
const MAX_JSON = 20_000;

const asIs = (text: string): unknown => text;

function parserOf(type: number): (text: string) => unknown {
  if (type === BOOLEAN) return (text) => text === 't';
  if (SMALL_NUMBERS.has(type)) return (text) => (Number.isFinite(Number(text)) ? Number(text) : text);
  if (type === BIGINT) return (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
  if (type === BYTES) return (text) => `[${Math.max(0, text.length - 2) / 2} bytes]`;
  if (JSON_TYPES.has(type)) return (text) => (text.length > MAX_JSON ? text : JSON.parse(text));
  return asIs;
}

export const postgresValues = { getTypeParser: (type: number) => parserOf(type) };
