/** Reads one parameter of an operation: where it goes and how it is written. Pure. */
import { DocumentProblem, under } from './document-problem.ts';
import { isRecord, type JsonRecord, textOf } from './json-record.ts';
import type { PlainSchemas } from './plain-schema.ts';
import { follow } from './references.ts';

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie';
/** `json`: the value as JSON text, for parameters that have `content` instead of a schema. */
export type ParameterStyle = 'simple' | 'form' | 'deepObject' | 'spaceDelimited' | 'pipeDelimited' | 'json';

export interface Parameter {
  name: string;
  place: ParameterPlace;
  style: ParameterStyle;
  explode: boolean;
  required: boolean;
  schema: JsonRecord;
}

const PLACES: readonly ParameterPlace[] = ['path', 'query', 'header', 'cookie'];
const STYLES: Readonly<Record<ParameterPlace, readonly ParameterStyle[]>> = {
  path: ['simple'],
  query: ['form', 'deepObject', 'spaceDelimited', 'pipeDelimited'],
  header: ['simple'],
  cookie: ['form'],
};

/** Throws a DocumentProblem. */
export function readParameter(root: JsonRecord, raw: unknown, pointer: string, schemas: PlainSchemas): Parameter {
  const { value, pointer: at } = follow(root, raw, pointer);
  const name = textOf(value.name);
  if (name === undefined) throw new DocumentProblem(under(at, 'name'), 'a parameter needs a name.');
  const place = PLACES.find((known) => known === value.in);
  if (!place) {
    throw new DocumentProblem(
      under(at, 'in'),
      `"${String(value.in)}" is no place for a parameter; path, query, header and cookie are.`,
    );
  }
  const { schema, style } = form(value, place, at, schemas);
  const description = textOf(value.description);
  return {
    name,
    place,
    style,
    explode: typeof value.explode === 'boolean' ? value.explode : style === 'form',
    required: place === 'path' || value.required === true,
    schema: description === undefined ? schema : { ...schema, description: description.slice(0, 400) },
  };
}

function form(
  value: JsonRecord,
  place: ParameterPlace,
  at: string,
  schemas: PlainSchemas,
): { schema: JsonRecord; style: ParameterStyle } {
  const content = value.content;
  if (isRecord(content)) {
    const type = Object.keys(content).find((name) => /\bjson\b/i.test(name));
    if (type === undefined) throw new DocumentProblem(under(at, 'content'), 'only JSON can be written as a parameter.');
    const media = content[type];
    const schema = isRecord(media) ? media.schema : undefined;
    return { schema: schemas.plain(schema, under(under(under(at, 'content'), type), 'schema')), style: 'json' };
  }
  const usual: ParameterStyle = place === 'query' || place === 'cookie' ? 'form' : 'simple';
  const style = value.style === undefined ? usual : STYLES[place].find((known) => known === value.style);
  if (!style) {
    throw new DocumentProblem(
      under(at, 'style'),
      `the style "${String(value.style)}" is not written for ${place} parameters; ${STYLES[place].join(', ')} are.`,
    );
  }
  return { schema: schemas.plain(value.schema, under(at, 'schema')), style };
}
