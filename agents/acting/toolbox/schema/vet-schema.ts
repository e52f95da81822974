/**
 * Whether a schema that a stranger sent may be used to check arguments, and a clean copy of it: bounded, without
 * references to anywhere else, its patterns compiled once, its texts stripped. Pure: what is refused says why.
 */
import { cleanText } from '../clean-text.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

const MAX_CHARACTERS = 100_000;
const MAX_PARTS = 5_000;
const MAX_DEPTH = 40;
const MAX_PATTERN_CHARACTERS = 500;
const MAX_TEXT_CHARACTERS = 500;

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
/** Where a schema holds a schema, a list of them, or a table of them by name. */
const ONE = [
  'items',
  'additionalProperties',
  'additionalItems',
  'contains',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
];
const LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'];
const TABLE = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
/** They mean something that is only known while checking, and a schema of arguments has no need of it. */
const REFUSED = ['$dynamicRef', '$recursiveRef'];
const COUNTS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'];
const NUMBERS = ['minimum', 'maximum', 'multipleOf'];
/** What it says for people and models, and never for the check. */
const TEXTS = ['description', 'title', '$comment'];

export class SchemaRefused extends Error {
  override readonly name = 'SchemaRefused';
}

/** Throws SchemaRefused with a sentence. The copy has no prototype tricks: it was read from JSON. */
export function vetSchema(given: unknown): JsonSchema {
  let json: string | undefined;
  try {
    json = JSON.stringify(given);
  } catch {
    throw new SchemaRefused('The schema cannot be written as JSON: it holds itself.');
  }
  if (json === undefined) throw new SchemaRefused('There is no schema.');
  if (json.length > MAX_CHARACTERS)
    throw new SchemaRefused(`The schema has ${json.length} characters; ${MAX_CHARACTERS} are the most.`);
  const root: unknown = JSON.parse(json);
  if (!isRecord(root)) throw new SchemaRefused(`The schema is ${quoted(root)} and no object.`);
  if (root.type !== undefined && root.type !== 'object')
    throw new SchemaRefused(`The arguments of a tool are an object, not ${quoted(root.type)}.`);
  const vetting = new Vetting(root);
  vetting.schema(root, '#', 0);
  return { ...root, type: 'object' };
}

class Vetting {
  readonly #root: Record<string, unknown>;
  #parts = 0;
  constructor(root: Record<string, unknown>) {
    this.#root = root;
  }

  schema(schema: unknown, at: string, depth: number): void {
    this.#parts += 1;
    if (this.#parts > MAX_PARTS) throw new SchemaRefused(`The schema has more than ${MAX_PARTS} parts.`);
    if (depth > MAX_DEPTH) throw new SchemaRefused(`The schema is more than ${MAX_DEPTH} levels deep.`);
    if (typeof schema === 'boolean') return;
    if (!isRecord(schema)) throw new SchemaRefused(`${at} is ${quoted(schema)} and no schema.`);
    for (const word of REFUSED)
      if (Object.hasOwn(schema, word)) throw new SchemaRefused(`${at} uses ${word}, which is not supported.`);
    this.#words(schema, at);
    if (schema.$ref !== undefined) this.#reference(schema.$ref, at);
    for (const word of ONE) {
      const inner = schema[word];
      if (inner !== undefined && !(word === 'items' && Array.isArray(inner)))
        this.schema(inner, `${at}/${word}`, depth + 1);
    }
    for (const word of LIST) {
      const inner = schema[word];
      if (inner === undefined || (word === 'items' && !Array.isArray(inner))) continue;
      if (!Array.isArray(inner) || (inner.length === 0 && word !== 'items' && word !== 'prefixItems'))
        throw new SchemaRefused(`${at}/${word} is ${quoted(inner)} and no list of schemas.`);
      inner.forEach((part, index) => {
        this.schema(part, `${at}/${word}/${index}`, depth + 1);
      });
    }
    for (const word of TABLE) {
      const inner = schema[word];
      if (inner === undefined) continue;
      if (!isRecord(inner)) throw new SchemaRefused(`${at}/${word} is ${quoted(inner)} and no table of schemas.`);
      for (const [name, part] of Object.entries(inner)) {
        if (word === 'patternProperties') pattern(name, at);
        this.schema(part, `${at}/${word}/${name}`, depth + 1);
      }
    }
    satisfiable(schema, at);
  }

  #words(schema: Record<string, unknown>, at: string): void {
    for (const word of TEXTS) {
      const text = schema[word];
      if (typeof text === 'string') schema[word] = cleanText(text, MAX_TEXT_CHARACTERS);
      else if (text !== undefined) delete schema[word];
    }
    for (const type of [schema.type ?? []].flat())
      if (typeof type !== 'string' || !TYPES.includes(type))
        throw new SchemaRefused(`${at} has the type ${quoted(type)}; there are ${TYPES.join(', ')}.`);
    for (const word of COUNTS)
      if (schema[word] !== undefined && !(Number.isInteger(schema[word]) && Number(schema[word]) >= 0))
        throw new SchemaRefused(`${at}/${word} is ${quoted(schema[word])} and no count.`);
    for (const word of NUMBERS)
      if (schema[word] !== undefined && typeof schema[word] !== 'number')
        throw new SchemaRefused(`${at}/${word} is ${quoted(schema[word])} and no number.`);
    if (schema.enum !== undefined && !(Array.isArray(schema.enum) && schema.enum.length > 0))
      throw new SchemaRefused(`${at}/enum is ${quoted(schema.enum)}: no value can be right.`);
    if (schema.required !== undefined && !(Array.isArray(schema.required) && schema.required.every(isText)))
      throw new SchemaRefused(`${at}/required is ${quoted(schema.required)} and no list of names.`);
    if (schema.pattern !== undefined) pattern(schema.pattern, at);
  }

  #reference(reference: unknown, at: string): void {
    if (!isText(reference) || !reference.startsWith('#'))
      throw new SchemaRefused(`${at} refers to ${quoted(reference)}: only places in the schema itself may be named.`);
    if (resolveReference(this.#root, reference) === undefined)
      throw new SchemaRefused(`${at} refers to ${quoted(reference)}, and there is no such place.`);
  }
}

/** A required argument that may not be given is a schema that nothing satisfies. */
function satisfiable(schema: Record<string, unknown>, at: string): void {
  if (schema.additionalProperties !== false || !Array.isArray(schema.required)) return;
  if (schema.patternProperties !== undefined) return;
  const known = isRecord(schema.properties) ? schema.properties : {};
  const missing = schema.required.find((name) => !Object.hasOwn(known, String(name)));
  if (missing !== undefined)
    throw new SchemaRefused(`${at} requires ${quoted(missing)} and does not allow it: no arguments can be right.`);
}

function pattern(source: unknown, at: string): void {
  if (!isText(source) || source.length > MAX_PATTERN_CHARACTERS)
    throw new SchemaRefused(`${at} has a pattern of more than ${MAX_PATTERN_CHARACTERS} characters, or none at all.`);
  if (!compilePattern(source)) throw new SchemaRefused(`${at} has the pattern ${quoted(source)}, which is none.`);
}

/** Undefined when it is no pattern. Unicode first, as the standard has it; older schemas are only right without. */
export function compilePattern(source: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, flags);
    } catch {
      // The next reading, or none.
    }
  }
  return undefined;
}

/** The place in `root` that a local reference names. */
export function resolveReference(root: JsonSchema, reference: string): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let found: unknown = root;
  for (const step of reference.slice(2).split('/')) {
    const name = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(found)) found = found[Number(name)];
    else if (isRecord(found) && Object.hasOwn(found, name)) found = found[name];
    else return undefined;
  }
  return isRecord(found) || typeof found === 'boolean' ? found : undefined;
}

const decoded = (step: string): string => {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';

/** A value as a sentence may quote it. */
export function quoted(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length <= 80 ? json : `${json.slice(0, 77)}...`;
}
