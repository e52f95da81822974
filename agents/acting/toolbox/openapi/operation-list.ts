/**
 * The operations of a document, each read by itself: one that is broken is reported with its place in the document and
 * the others are offered. Pure.
 */
import { type ArgumentPlan, planArguments } from './argument-plan.ts';
import { DocumentProblem, under } from './document-problem.ts';
import { isRecord, type JsonRecord, textOf } from './json-record.ts';
import { type Parameter, readParameter } from './operation-parameter.ts';
import { PlainSchemas } from './plain-schema.ts';
import { follow } from './references.ts';
import { readRequestBody } from './request-body.ts';

export const METHODS = ['get', 'head', 'options', 'put', 'delete', 'post', 'patch'] as const;
export type Method = (typeof METHODS)[number];

export interface Operation {
  /** The operationId, or made of method and path. */
  name: string;
  method: Method;
  /** The template, such as `/orders/{id}`. */
  path: string;
  summary?: string;
  description: string;
  plan: ArgumentPlan;
}

export interface OperationList {
  operations: Operation[];
  /** One sentence for each thing that is not offered, beginning with its place. */
  problems: string[];
}

/** A model drowns in more long before this; `include` in the agent's file chooses. */
const MAX_OPERATIONS = 2_000;
const MAX_DESCRIPTION = 1_000;

/** `filledIn` tells of parameters that are not the model's to give: credentials, keys, what HTTP itself sets. */
export function listOperations(root: JsonRecord, filledIn: (parameter: Parameter) => boolean): OperationList {
  const list: OperationList = { operations: [], problems: [] };
  const taken = new Set<string>();
  const paths = isRecord(root.paths) ? root.paths : {};
  for (const [path, rawItem] of Object.entries(paths)) {
    if (path.startsWith('x-')) continue;
    const itemPlace = under('#/paths', path);
    const item = noted(list, () => follow(root, rawItem, itemPlace));
    if (!item) continue;
    for (const method of METHODS) {
      if (item.value[method] === undefined) continue;
      const operation = noted(list, () =>
        readOperation(root, { path, method, item: item.value, place: under(itemPlace, method) }, filledIn, taken),
      );
      if (operation && list.operations.length >= MAX_OPERATIONS) {
        list.problems.push(`#/paths: there are more than ${MAX_OPERATIONS} operations; the rest is left out.`);
        return list;
      }
      if (operation) list.operations.push(operation);
    }
  }
  return list;
}

function noted<T>(list: OperationList, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DocumentProblem)) throw error;
    list.problems.push(error.message);
    return undefined;
  }
}

interface Place {
  path: string;
  method: Method;
  item: JsonRecord;
  place: string;
}

function readOperation(
  root: JsonRecord,
  { path, method, item, place }: Place,
  filledIn: (parameter: Parameter) => boolean,
  taken: Set<string>,
): Operation {
  if (!path.startsWith('/')) throw new DocumentProblem(place, `the path "${path}" does not begin with "/".`);
  const value = item[method];
  if (!isRecord(value)) throw new DocumentProblem(place, 'an operation is an object.');
  if (value.servers !== undefined || item.servers !== undefined) {
    throw new DocumentProblem(
      place,
      'it names a server of its own, and all calls go to the one address of the source.',
    );
  }
  const schemas = new PlainSchemas(root);
  const parameters = readParameters(root, item, value, place, schemas).filter((parameter) => !filledIn(parameter));
  checkPath(path, parameters, place);
  const body = ['get', 'head', 'options'].includes(method)
    ? undefined
    : readRequestBody(root, value.requestBody, under(place, 'requestBody'), schemas);
  const name = textOf(value.operationId) ?? nameOf(method, path);
  if (taken.has(name)) throw new DocumentProblem(under(place, 'operationId'), `"${name}" is the name of another one.`);
  taken.add(name);
  const summary = textOf(value.summary);
  const description = [summary, textOf(value.description)].filter((part) => part !== undefined).join('\n');
  return {
    name,
    method,
    path,
    ...(summary === undefined ? {} : { summary }),
    description: (description || `${method.toUpperCase()} ${path}`).slice(0, MAX_DESCRIPTION),
    plan: planArguments(parameters, body),
  };
}

/** Those of the path, replaced by the operation's own of the same name and place. */
function readParameters(
  root: JsonRecord,
  item: JsonRecord,
  value: JsonRecord,
  place: string,
  schemas: PlainSchemas,
): Parameter[] {
  const found = new Map<string, Parameter>();
  const pathPlace = place.slice(0, place.lastIndexOf('/'));
  for (const [raw, at] of [
    [item.parameters, under(pathPlace, 'parameters')],
    [value.parameters, under(place, 'parameters')],
  ] as const) {
    if (raw === undefined) continue;
    if (!Array.isArray(raw)) throw new DocumentProblem(at, 'a list of parameters is needed here.');
    raw.forEach((entry, index) => {
      const parameter = readParameter(root, entry, under(at, index), schemas);
      found.set(`${parameter.place} ${parameter.name}`, parameter);
    });
  }
  return [...found.values()];
}

function checkPath(path: string, parameters: readonly Parameter[], place: string): void {
  for (const [, name] of path.matchAll(/\{([^{}]*)\}/g)) {
    if (!parameters.some((parameter) => parameter.place === 'path' && parameter.name === name)) {
      throw new DocumentProblem(place, `the path has {${name}} and no parameter of that name.`);
    }
  }
}

const nameOf = (method: string, path: string): string =>
  `${method}_${path.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^_+|_+$/g, '') || 'root'}`;
