/**
 * Arguments as one HTTP request to the source's address. No argument can change the host or climb out of the path it
 * belongs in: the address that comes out is compared with the one that was built. Pure; throws sentences for the model.
 */
import type { ArgumentPlan } from './argument-plan.ts';
import type { Credentials } from './credentials.ts';
import { isRecord, type JsonRecord } from './json-record.ts';
import type { Operation } from './operation-list.ts';
import type { Parameter } from './operation-parameter.ts';
import { namedTexts, simpleText } from './parameter-text.ts';

export interface BuiltRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string;
}

/** An argument that may not be sent as it is. */
export class ArgumentProblem extends Error {
  override readonly name = 'ArgumentProblem';
}

const MAX_URL = 16_000;

export function buildRequest(
  base: URL,
  operation: Operation,
  input: unknown,
  credentials: Credentials,
  key?: { header: string; value: string },
): BuiltRequest {
  const given: JsonRecord = isRecord(input) ? input : {};
  const headers: Record<string, string> = { accept: 'application/json, text/*;q=0.9, */*;q=0.1' };
  const query: [string, string][] = [];
  const cookies: string[] = [];
  let path = operation.path;
  for (const { argument, parameter } of operation.plan.parameters) {
    const value = Object.hasOwn(given, argument) ? given[argument] : undefined;
    if (value === undefined || (value === null && parameter.place !== 'path')) continue;
    if (parameter.place === 'path')
      path = path.replaceAll(`{${parameter.name}}`, () => pathText(value, argument, parameter));
    else if (parameter.place === 'query') query.push(...namedTexts(value, parameter));
    else if (parameter.place === 'header')
      headers[parameter.name.toLowerCase()] = headerText(value, argument, parameter);
    else for (const [name, text] of namedTexts(value, parameter)) cookies.push(`${name}=${encodeURIComponent(text)}`);
  }
  if (/[{}]/.test(path)) throw new ArgumentProblem(`The path ${operation.path} needs an argument that was not given.`);
  if (cookies.length > 0) headers.cookie = cookies.join('; ');
  const body = bodyText(operation.plan, given);
  if (body) headers['content-type'] = body.mediaType;
  if (key) headers[key.header.toLowerCase()] = key.value;
  Object.assign(headers, credentials.headers);
  return {
    url: addressOf(base, path, [...query, ...Object.entries(credentials.query)]),
    method: operation.method.toUpperCase(),
    headers,
    ...(body ? { body: body.text } : {}),
  };
}

function pathText(value: unknown, argument: string, parameter: Parameter): string {
  const text = simpleText(value, parameter);
  if (text === '') throw new ArgumentProblem(`The argument ${argument} is empty and stands in the path.`);
  // Encoded slashes are decoded by many services, so climbing is refused whatever it is written with.
  if (text.split(/[/\\]/).some((step) => step === '.' || step === '..')) {
    throw new ArgumentProblem(
      `The argument ${argument} ("${text.slice(0, 100)}") would climb out of its place in the path.`,
    );
  }
  return encodeURIComponent(text.toWellFormed());
}

function headerText(value: unknown, argument: string, parameter: Parameter): string {
  const text = simpleText(value, parameter);
  if (/[^\t\x20-\x7e\x80-\xff]/.test(text)) {
    throw new ArgumentProblem(`The argument ${argument} holds characters that no header can carry.`);
  }
  return text;
}

function addressOf(base: URL, path: string, query: readonly [string, string][]): URL {
  const whole = `${base.pathname === '/' ? '' : base.pathname}${path}`;
  const url = new URL(`${base.origin}${whole.replaceAll('?', '%3F').replaceAll('#', '%23')}`);
  // An address drops "." and ".." by itself, however they came about: then it is shorter than what was built.
  if (url.origin !== base.origin || url.pathname.split('/').length !== whole.split('/').length) {
    throw new ArgumentProblem(`The arguments lead to another place than ${path} of the service.`);
  }
  url.search = query.map(([name, text]) => `${encoded(name)}=${encoded(text)}`).join('&');
  if (url.href.length > MAX_URL) {
    throw new ArgumentProblem(`The arguments make an address of ${url.href.length} characters; ${MAX_URL} are sent.`);
  }
  return url;
}

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

function bodyText(plan: ArgumentPlan, given: JsonRecord): { text: string; mediaType: string } | undefined {
  const { body } = plan;
  if (!body) return undefined;
  const value = bodyValue(body.from, given);
  if (value === undefined) return undefined;
  if (body.encoding === 'text') return { text: String(value), mediaType: body.mediaType };
  if (body.encoding === 'json') return { text: JSON.stringify(value), mediaType: body.mediaType };
  const pairs = Object.entries(isRecord(value) ? value : {}).flatMap(([name, inner]) =>
    namedTexts(inner, { name, style: 'form', explode: true, place: 'query', required: false, schema: {} }),
  );
  return { text: new URLSearchParams(pairs).toString(), mediaType: body.mediaType };
}

function bodyValue(from: NonNullable<ArgumentPlan['body']>['from'], given: JsonRecord): unknown {
  if ('whole' in from) return given[from.whole];
  const entries = from.fields
    .filter(({ argument }) => Object.hasOwn(given, argument) && given[argument] !== undefined)
    .map(({ argument, field }): [string, unknown] => [field, given[argument]]);
  return Object.fromEntries(entries);
}
