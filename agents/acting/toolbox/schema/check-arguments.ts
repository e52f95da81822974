/**
 * Checks a value against a vetted JSON Schema by walking both, with a bound on the steps: a schema that folds into
 * itself costs its bound and no more, and no code is made of what a stranger wrote. Formats are for the model; the
 * service itself judges them. Holds no state.
 */
import { isRecord, type JsonSchema, quoted, resolveReference } from './vet-schema.ts';

export type PatternTest = (source: string, text: string) => boolean | 'too-slow';

/** A call's arguments have tens of values; what needs more steps is no honest pair of schema and arguments. */
const MAX_STEPS = 20_000;
const MAX_DEPTH = 100;
/** As many problems as a model can mend in one go. */
const MAX_TOLD = 4;

/** Sentences that quote what is wrong; none when the value is as the schema says. */
export function problemsOf(schema: JsonSchema, value: unknown, matches: PatternTest): string[] {
  const check = new Check(schema, matches);
  try {
    return [...new Set(check.visit(schema, value, '', 0))].slice(0, MAX_TOLD);
  } catch (error) {
    if (error instanceof TooMuch) return [error.message];
    throw error;
  }
}

class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

class Check {
  readonly #root: JsonSchema;
  readonly #matches: PatternTest;
  #steps = 0;

  constructor(root: JsonSchema, matches: PatternTest) {
    this.#root = root;
    this.#matches = matches;
  }

  visit(schema: unknown, value: unknown, at: string, depth: number): string[] {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS || depth > MAX_DEPTH)
      throw new TooMuch(`The arguments cannot be checked within ${MAX_STEPS} steps: the schema or they are too large.`);
    if (schema === false) return [`${named(at)} may not be given, but is ${quoted(value)}.`];
    if (!isRecord(schema)) return [];
    const go = (part: unknown, inner = value, where = at) => this.visit(part, inner, where, depth + 1);
    if (schema.nullable === true && value === null) return [];
    const typed = ofType(schema, value, at);
    // Of a wrong type everything else is wrong as well; one sentence is enough.
    if (typed) return [typed];
    const problems = [...sameAs(schema, value, at), ...inBounds(schema, value, at)];
    if (typeof schema.$ref === 'string') problems.push(...go(resolveReference(this.#root, schema.$ref)));
    for (const part of listOf(schema.allOf)) problems.push(...go(part));
    problems.push(...this.#choices(schema, value, at, go));
    if (typeof value === 'string' && typeof schema.pattern === 'string')
      problems.push(...this.#pattern(schema.pattern, value, at));
    if (Array.isArray(value)) problems.push(...this.#items(schema, value, at, go));
    if (isRecord(value)) problems.push(...this.#properties(schema, value, at, go));
    return problems;
  }

  #choices(schema: JsonSchema, value: unknown, at: string, go: (part: unknown) => string[]): string[] {
    const problems: string[] = [];
    if (Array.isArray(schema.anyOf)) {
      const tried = schema.anyOf.map((part) => go(part));
      if (tried.every((found) => found.length > 0))
        problems.push(...(tried.length === 1 ? (tried[0] ?? []) : [noneOf(tried, value, at)]));
    }
    if (Array.isArray(schema.oneOf)) {
      const tried = schema.oneOf.map((part) => go(part));
      const fitting = tried.filter((found) => found.length === 0).length;
      if (fitting === 0) problems.push(noneOf(tried, value, at));
      else if (fitting > 1)
        problems.push(`${named(at)} is ${quoted(value)}, which fits ${fitting} of what excludes each other.`);
    }
    if (schema.not !== undefined && go(schema.not).length === 0)
      problems.push(`${named(at)} is ${quoted(value)}, which it may not be.`);
    if (schema.if !== undefined) {
      const branch = go(schema.if).length === 0 ? schema.then : schema.else;
      if (branch !== undefined) problems.push(...go(branch));
    }
    return problems;
  }

  #pattern(source: string, value: string, at: string): string[] {
    this.#steps += 100;
    const answer = this.#matches(source, value);
    if (answer === 'too-slow') return [`${named(at)} cannot be checked: the tool's pattern for it takes too long.`];
    return answer ? [] : [`${named(at)} is ${quoted(value)} and does not match ${quoted(source)}.`];
  }

  #items(
    schema: JsonSchema,
    value: unknown[],
    at: string,
    go: (part: unknown, inner: unknown, where: string) => string[],
  ): string[] {
    const places = Array.isArray(schema.items) ? schema.items : listOf(schema.prefixItems);
    const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
    const problems: string[] = [];
    for (const [index, item] of value.entries()) {
      const part: unknown = index < places.length ? places[index] : rest;
      if (part !== undefined) problems.push(...go(part, item, `${at}[${index}]`));
      if (problems.length >= MAX_TOLD) return problems;
    }
    if (schema.contains !== undefined && !value.some((item) => go(schema.contains, item, at).length === 0))
      problems.push(`${named(at)} holds nothing of what it must contain.`);
    if (schema.uniqueItems === true) {
      this.#steps += value.length;
      if (new Set(value.map((item) => JSON.stringify(item))).size < value.length)
        problems.push(`${named(at)} holds something twice: ${quoted(value)}.`);
    }
    return problems;
  }

  #properties(
    schema: JsonSchema,
    value: Record<string, unknown>,
    at: string,
    go: (part: unknown, inner: unknown, where: string) => string[],
  ): string[] {
    const properties = isRecord(schema.properties) ? schema.properties : {};
    const patterns = isRecord(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];
    const problems: string[] = [];
    for (const name of listOf(schema.required))
      if (!Object.hasOwn(value, String(name))) problems.push(`${named(within(at, String(name)))} is missing.`);
    for (const [name, inner] of Object.entries(value)) {
      const where = within(at, name);
      let known = false;
      if (Object.hasOwn(properties, name)) {
        known = true;
        problems.push(...go(properties[name], inner, where));
      }
      for (const [source, part] of patterns) {
        this.#steps += 100;
        const answer = this.#matches(source, name);
        if (answer === 'too-slow') problems.push(...this.#pattern(source, name, where));
        if (answer !== true) continue;
        known = true;
        problems.push(...go(part, inner, where));
      }
      if (!known && schema.additionalProperties === false)
        problems.push(`${quoted(name)} is no argument here; there are ${quoted(Object.keys(properties))}.`);
      else if (!known && schema.additionalProperties !== undefined)
        problems.push(...go(schema.additionalProperties, inner, where));
      if (schema.propertyNames !== undefined) problems.push(...go(schema.propertyNames, name, where));
      if (problems.length >= MAX_TOLD) return problems;
    }
    problems.push(...this.#dependent(schema, value, at, go));
    return problems;
  }

  #dependent(
    schema: JsonSchema,
    value: Record<string, unknown>,
    at: string,
    go: (part: unknown, inner: unknown, where: string) => string[],
  ): string[] {
    const problems: string[] = [];
    if (isRecord(schema.dependentRequired))
      for (const [name, others] of Object.entries(schema.dependentRequired))
        for (const other of listOf(others))
          if (Object.hasOwn(value, name) && !Object.hasOwn(value, String(other)))
            problems.push(`${named(within(at, String(other)))} is missing: ${quoted(name)} needs it.`);
    if (isRecord(schema.dependentSchemas))
      for (const [name, part] of Object.entries(schema.dependentSchemas))
        if (Object.hasOwn(value, name)) problems.push(...go(part, value, at));
    return problems;
  }
}

function ofType(schema: JsonSchema, value: unknown, at: string): string | undefined {
  const types = [schema.type ?? []].flat();
  if (types.length === 0 || types.some((type) => isOfType(type, value))) return undefined;
  return `${named(at)} is ${quoted(value)} and not ${types.join(' or ')}.`;
}
function isOfType(type: unknown, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
  return type === typeof value;
}

function sameAs(schema: JsonSchema, value: unknown, at: string): string[] {
  if (schema.const !== undefined && !same(schema.const, value))
    return [`${named(at)} is ${quoted(value)} and must be ${quoted(schema.const)}.`];
  if (Array.isArray(schema.enum) && !schema.enum.some((choice) => same(choice, value)))
    return [`${named(at)} is ${quoted(value)} and must be one of ${quoted(schema.enum)}.`];
  return [];
}

function inBounds(schema: JsonSchema, value: unknown, at: string): string[] {
  const problems: string[] = [];
  const atLeast = (bound: unknown, size: number, unit: string) => {
    if (typeof bound === 'number' && size < bound)
      problems.push(`${named(at)} is ${quoted(value)}; at least ${bound}${unit} must be there.`);
  };
  const atMost = (bound: unknown, size: number, unit: string) => {
    if (typeof bound === 'number' && size > bound)
      problems.push(`${named(at)} is ${quoted(value)}; at most ${bound}${unit} may be there.`);
  };
  if (typeof value === 'string') {
    const characters = [...value].length;
    atLeast(schema.minLength, characters, ' characters');
    atMost(schema.maxLength, characters, ' characters');
  } else if (Array.isArray(value)) {
    atLeast(schema.minItems, value.length, ' items');
    atMost(schema.maxItems, value.length, ' items');
  } else if (isRecord(value)) {
    atLeast(schema.minProperties, Object.keys(value).length, ' fields');
    atMost(schema.maxProperties, Object.keys(value).length, ' fields');
  } else if (typeof value === 'number') problems.push(...inRange(schema, value, at));
  return problems;
}

function inRange(schema: JsonSchema, value: number, at: string): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const wrong = (must: string) => [`${named(at)} is ${value} and must be ${must}.`];
  // Before draft 6 the exclusive ones were flags.
  if (typeof minimum === 'number' && (exclusiveMinimum === true ? value <= minimum : value < minimum))
    return wrong(`${exclusiveMinimum === true ? 'above' : 'at least'} ${minimum}`);
  if (typeof maximum === 'number' && (exclusiveMaximum === true ? value >= maximum : value > maximum))
    return wrong(`${exclusiveMaximum === true ? 'below' : 'at most'} ${maximum}`);
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) return wrong(`above ${exclusiveMinimum}`);
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) return wrong(`below ${exclusiveMaximum}`);
  if (typeof multipleOf === 'number' && multipleOf > 0) {
    const quotient = value / multipleOf;
    if (Math.abs(quotient - Math.round(quotient)) > 1e-9 * Math.max(1, Math.abs(quotient)))
      return wrong(`a multiple of ${multipleOf}`);
  }
  return [];
}

/** By content: the order of an object's fields says nothing. */
function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one))
    return Array.isArray(other) && one.length === other.length && one.every((item, index) => same(item, other[index]));
  if (isRecord(one)) {
    if (!isRecord(other) || Object.keys(one).length !== Object.keys(other).length) return false;
    return Object.entries(one).every(([name, inner]) => Object.hasOwn(other, name) && same(inner, other[name]));
  }
  return one === other;
}

const noneOf = (tried: string[][], value: unknown, at: string): string =>
  `${named(at)} is ${quoted(value)}, which fits none of ${tried.length} possibilities (${tried[0]?.[0] ?? ''}).`;
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const within = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);
const named = (at: string): string => (at === '' ? 'The whole' : JSON.stringify(at.slice(0, 120)));
