/**
 * Parameters and body as one flat object of arguments for a model, and the way back: which argument goes where. Names
 * that clash, or that models do not take, get others. Pure.
 */
import { isRecord, type JsonRecord } from './json-record.ts';
import type { Parameter } from './operation-parameter.ts';
import type { RequestBody } from './request-body.ts';

export interface ArgumentPlan {
  /** JSON Schema of the arguments, an object. */
  jsonSchema: JsonRecord;
  parameters: readonly { argument: string; parameter: Parameter }[];
  body?: {
    encoding: RequestBody['encoding'];
    mediaType: string;
    /** `fields`: the body is an object made of these arguments. `whole`: one argument is the body. */
    from: { fields: readonly { argument: string; field: string }[] } | { whole: string };
  };
}

export function planArguments(parameters: readonly Parameter[], body: RequestBody | undefined): ArgumentPlan {
  const properties = new Map<string, JsonRecord>();
  const required: string[] = [];
  const add = (name: string, place: string, schema: JsonRecord, isRequired: boolean): string => {
    const argument = free(name, place, properties);
    properties.set(argument, schema);
    if (isRequired) required.push(argument);
    return argument;
  };
  const bound = parameters.map((parameter) => ({
    argument: add(parameter.name, parameter.place, parameter.schema, parameter.required),
    parameter,
  }));
  const planned = body && planBody(body, add);
  const jsonSchema: JsonRecord = {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
  return { jsonSchema, parameters: bound, ...(body && planned ? { body: { ...body, from: planned } } : {}) };
}

type Add = (name: string, place: string, schema: JsonRecord, isRequired: boolean) => string;
type From = NonNullable<ArgumentPlan['body']>['from'];

/** An object is laid open only if that loses nothing of what its schema says. */
function planBody(body: RequestBody, add: Add): From {
  const { schema } = body;
  const properties = schema.properties;
  const needed = Array.isArray(schema.required) ? schema.required : [];
  const saysMore = ['allOf', 'anyOf', 'oneOf', 'not', 'enum', 'const'].some((key) => schema[key] !== undefined);
  const takesOthers = schema.additionalProperties === true || isRecord(schema.additionalProperties);
  const isLost = !body.required && needed.length > 0;
  if (!isRecord(properties) || body.encoding === 'text' || saysMore || takesOthers || isLost) {
    return {
      whole: add('body', 'request', body.encoding === 'text' ? { ...schema, type: 'string' } : schema, body.required),
    };
  }
  const fields = Object.entries(properties).map(([field, value]) => ({
    argument: add(field, 'body', isRecord(value) ? value : {}, needed.includes(field)),
    field,
  }));
  return { fields };
}

/** What models take as a name, and nobody else in this operation has. */
function free(name: string, place: string, taken: ReadonlyMap<string, unknown>): string {
  const plain = name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 50) || place;
  if (!taken.has(plain) && plain !== '__proto__') return plain;
  for (let count = 1; ; count += 1) {
    const other = `${place}_${plain}${count === 1 ? '' : `_${count}`}`;
    if (!taken.has(other)) return other;
  }
}
