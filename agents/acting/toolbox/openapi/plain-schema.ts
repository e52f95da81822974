/**
 * A schema of an OpenAPI document as plain JSON Schema without references, fit for a model: circles end in "anything",
 * what 3.0 says its own way (nullable, boolean bounds) is said in JSON Schema's, decoration is left out. Pure.
 */
import { DocumentProblem, under } from './document-problem.ts';
import { isRecord, type JsonRecord } from './json-record.ts';
import { follow } from './references.ts';

/** Deeper than this a model does not fill in arguments rightly, and a bound keeps a broken document from growing. */
const MAX_DEPTH = 12;
/** Of one operation's arguments; what exceeds it is "anything". */
const MAX_NODES = 1_500;
const MAX_DESCRIPTION = 400;
/** Formats that validators know; int64, binary and the like are hints, not rules. */
const FORMATS = new Set(['date', 'date-time', 'time', 'duration', 'email', 'uuid', 'uri', 'hostname', 'ipv4', 'ipv6']);
const AS_IS = [
  'enum',
  'const',
  'multipleOf',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxProperties',
  'minProperties',
  'default',
];

export class PlainSchemas {
  readonly #root: JsonRecord;
  #nodes = 0;

  /** One per operation: the bound counts all of its schemas. */
  constructor(root: JsonRecord) {
    this.#root = root;
  }

  /** Throws a DocumentProblem where the document is broken. */
  plain(schema: unknown, pointer: string): JsonRecord {
    return this.#plain(schema, pointer, []);
  }

  #plain(schema: unknown, pointer: string, above: readonly string[]): JsonRecord {
    if (schema === true || schema === undefined) return {};
    if (schema === false) return { not: {} };
    const { value, pointer: place } = follow(this.#root, schema, pointer);
    const isCircle = above.includes(place);
    if (isCircle || above.length >= MAX_DEPTH || ++this.#nodes > MAX_NODES) return described(value, {});
    const inside = [...above, place];
    const out: JsonRecord = {};
    for (const key of AS_IS) if (value[key] !== undefined) out[key] = value[key];
    if (typeof value.format === 'string' && FORMATS.has(value.format)) out.format = value.format;
    addTypes(value, out, place);
    addBounds(value, out);
    this.#addObject(value, out, place, inside);
    if (value.items !== undefined) out.items = this.#plain(value.items, under(place, 'items'), inside);
    for (const key of ['allOf', 'anyOf', 'oneOf']) {
      const list = value[key];
      if (list === undefined) continue;
      if (!Array.isArray(list) || list.length === 0) {
        throw new DocumentProblem(under(place, key), 'a list of schemas is needed here.');
      }
      const at = under(place, key);
      out[key] = list.map((part, index) => this.#plain(part, under(at, index), inside));
    }
    if (value.not !== undefined) out.not = this.#plain(value.not, under(place, 'not'), inside);
    return described(value, nullable(value, out));
  }

  #addObject(value: JsonRecord, out: JsonRecord, place: string, inside: readonly string[]): void {
    const properties = value.properties;
    if (properties !== undefined) {
      if (!isRecord(properties)) throw new DocumentProblem(under(place, 'properties'), 'an object is needed here.');
      const kept: [string, JsonRecord][] = [];
      for (const [name, property] of Object.entries(properties)) {
        const at = under(under(place, 'properties'), name);
        // What only the service sets is no argument.
        if (isRecord(property) && follow(this.#root, property, at).value.readOnly === true) continue;
        kept.push([name, this.#plain(property, at, inside)]);
      }
      out.type ??= 'object';
      out.properties = Object.fromEntries(kept);
    }
    const required = value.required;
    if (Array.isArray(required)) {
      const declared = out.properties;
      const names = required.filter((name): name is string => typeof name === 'string');
      // A required name that was left out as read-only could never be given.
      out.required =
        isRecord(properties) && isRecord(declared)
          ? names.filter((name) => !(name in properties) || name in declared)
          : names;
    }
    const rest = value.additionalProperties;
    if (typeof rest === 'boolean') out.additionalProperties = rest;
    else if (rest !== undefined) {
      out.additionalProperties = this.#plain(rest, under(place, 'additionalProperties'), inside);
    }
  }
}

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

function addTypes(value: JsonRecord, out: JsonRecord, place: string): void {
  const type = value.type;
  if (type === undefined) return;
  const names: unknown[] = Array.isArray(type) ? type : [type];
  for (const name of names) {
    if (typeof name !== 'string' || !TYPES.has(name)) {
      throw new DocumentProblem(under(place, 'type'), `${JSON.stringify(name)} is not a type of JSON Schema.`);
    }
  }
  out.type = type;
}

/** In 3.0 an exclusive bound is a flag beside the bound; in 3.1 it is the bound. */
function addBounds(value: JsonRecord, out: JsonRecord): void {
  for (const [plain, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    const bound = value[plain];
    const strict = value[exclusive];
    if (typeof strict === 'number') out[exclusive] = strict;
    if (typeof bound === 'number') out[strict === true ? exclusive : plain] = bound;
  }
}

function nullable(value: JsonRecord, out: JsonRecord): JsonRecord {
  if (value.nullable !== true) return out;
  return { anyOf: [out, { type: 'null' }] };
}

function described(value: JsonRecord, out: JsonRecord): JsonRecord {
  const description = value.description;
  return typeof description === 'string' && description.trim() !== ''
    ? { description: description.trim().slice(0, MAX_DESCRIPTION), ...out }
    : out;
}
