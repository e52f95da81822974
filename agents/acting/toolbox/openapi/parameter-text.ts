/** Parameters as HTTP writes them: simple, form, deepObject, lists by spaces or pipes, JSON. Pure. */
import { isRecord } from './json-record.ts';
import type { Parameter } from './operation-parameter.ts';

/** For one place (path, header): one text, not yet encoded for it. */
export function simpleText(value: unknown, parameter: Pick<Parameter, 'style' | 'explode'>): string {
  if (parameter.style === 'json') return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return value.map(scalar).join(',');
  if (!isRecord(value)) return scalar(value);
  const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return parameter.explode
    ? pairs.map(([key, inner]) => `${key}=${scalar(inner)}`).join(',')
    : pairs.flatMap(([key, inner]) => [key, scalar(inner)]).join(',');
}

/** For a query or a cookie: names and values, not yet encoded. */
export function namedTexts(value: unknown, { name, style, explode }: Parameter): [string, string][] {
  if (style === 'json') return [[name, JSON.stringify(value) ?? '']];
  if (Array.isArray(value)) {
    if (explode) return value.map((item) => [name, scalar(item)]);
    const between = style === 'spaceDelimited' ? ' ' : style === 'pipeDelimited' ? '|' : ',';
    return [[name, value.map(scalar).join(between)]];
  }
  if (!isRecord(value)) return [[name, scalar(value)]];
  const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (style === 'deepObject') {
    return pairs.flatMap(([key, inner]) =>
      namedTexts(inner, { name: `${name}[${key}]`, style, explode: true, place: 'query', required: false, schema: {} }),
    );
  }
  if (explode) return pairs.map(([key, inner]) => [key, scalar(inner)]);
  return [[name, pairs.flatMap(([key, inner]) => [key, scalar(inner)]).join(',')]];
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value);
}
