/**
 * A company's HTTP service as tools, from its OpenAPI document. Reads the document, sends the requests, says what came
 * of them; schema checks, limits, retries and switches are the toolbox's. Credentials stay in this process.
 */
import type { Source, SourceLookUp, SourceResult, SourceRun, SourceTool } from '../source.ts';
import type { SourceConfigOf } from '../source-config.ts';
import { baseAddress } from './base-address.ts';
import { ArgumentProblem, type BuiltRequest, buildRequest } from './build-request.ts';
import { companionInput, hasKeyArgument } from './companion-input.ts';
import { type Credentials, isFilledIn, readCredentials, strikeOut } from './credentials.ts';
import { configProblems, toolFacts } from './describe-tools.ts';
import { foundNothing } from './found-nothing.ts';
import { isRecord, textOf } from './json-record.ts';
import { loadDocument } from './load-document.ts';
import { listOperations, type Operation } from './operation-list.ts';
import { type Sent, sendRequest } from './send-request.ts';

type Config = SourceConfigOf<'openapi'>;

export interface OpenApiDeps {
  env(name: string): string | undefined;
  /** Files of the agent are relative to it. */
  catalogDir: string;
  log: { warn(fields: Record<string, unknown>, message: string): void };
  nowMs(): number;
}

interface Service {
  base: URL;
  byName: ReadonlyMap<string, Operation>;
  context: string | undefined;
}

const MAX_CONTEXT = 600;
const MAX_PROBLEMS_LOGGED = 50;

export function openOpenApiSource(config: Config, deps: OpenApiDeps): Source {
  let service: Service | undefined;
  const closing = new AbortController();

  async function load(signal: AbortSignal): Promise<Service> {
    readCredentials(config.auth, deps.env, config.name);
    const document = await loadDocument(config.document, deps.catalogDir, AbortSignal.any([signal, closing.signal]));
    const base = baseAddress(config.baseUrl, document, config.auth !== undefined);
    const { operations, problems } = listOperations(document.root, isFilledIn(config));
    const byName = new Map(operations.map((operation) => [operation.name, operation]));
    for (const problem of [...problems, ...configProblems(config, byName)].slice(0, MAX_PROBLEMS_LOGGED)) {
      deps.log.warn({ source: config.name, problem }, 'part of an OpenAPI document is not offered');
    }
    if (operations.length === 0) {
      throw new Error(`The OpenAPI document ${config.document} has no usable operation. ${problems[0] ?? ''}`.trim());
    }
    return { base, byName, context: contextOf(document.root.info) };
  }

  async function send(
    operation: Operation,
    input: unknown,
    key: string | undefined,
    signal: AbortSignal,
  ): Promise<Sent> {
    let request: BuiltRequest;
    let credentials: Credentials;
    try {
      service ??= await load(signal);
      credentials = readCredentials(config.auth, deps.env, config.name);
      const header = config.keyHeader;
      const keyed = header !== undefined && key !== undefined ? { header, value: key } : undefined;
      request = buildRequest(service.base, operation, input, credentials, keyed);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return { result: { outcome: error instanceof ArgumentProblem ? 'failed' : 'broken', text, noEffect: true } };
    }
    const what = `${config.name} (${request.method} ${operation.path})`;
    const stopped = AbortSignal.any([signal, closing.signal]);
    const { result, ...rest } = await sendRequest(request, what, deps.nowMs, stopped);
    return { ...rest, result: { ...result, text: strikeOut(result.text, credentials) } };
  }

  async function lookUp(companion: Operation, run: SourceRun): Promise<SourceLookUp> {
    if (config.keyHeader === undefined && !hasKeyArgument(companion)) {
      return { state: 'unknown', why: `${companion.name} cannot be given the key of the call.` };
    }
    const filled = companionInput(companion, run.callKey, run.input, undefined);
    if ('missing' in filled) return { state: 'unknown', why: `${companion.name} also needs ${filled.missing}.` };
    const { result, status } = await send(companion, filled.input, run.callKey, run.signal);
    if (status === 404 || status === 410) return { state: 'not-done' };
    if (result.outcome !== 'ok') return { state: 'unknown', why: result.text };
    if (foundNothing(result.text)) return { state: 'not-done' };
    return { state: 'done', text: result.text };
  }

  async function undo(companion: Operation, run: SourceRun & { result: string }): Promise<SourceResult> {
    const filled = companionInput(companion, run.callKey, run.input, run.result);
    if ('missing' in filled) {
      return { outcome: 'failed', text: `${companion.name} also needs ${filled.missing}.`, noEffect: true };
    }
    // A service that knows keys would take the same one for the first call and answer as it did then.
    return (await send(companion, filled.input, `${run.callKey}:undo`, run.signal)).result;
  }

  function describe(operation: Operation, byName: ReadonlyMap<string, Operation>): SourceTool {
    const { lookUp: looks, undo: undoes, ...facts } = toolFacts(operation, config, byName);
    return {
      operation: operation.name,
      description: operation.description,
      jsonSchema: operation.plan.jsonSchema,
      ...facts,
      ...(looks ? { lookUp: (run) => lookUp(looks, run) } : {}),
      ...(undoes ? { undo: (run) => undo(undoes, run) } : {}),
    };
  }

  return {
    kind: 'openapi',
    name: config.name,
    async list(signal) {
      const loaded = await load(signal);
      service = loaded;
      return [...loaded.byName.values()].map((operation) => describe(operation, loaded.byName));
    },
    async run(run) {
      try {
        service ??= await load(run.signal);
      } catch (error) {
        return { outcome: 'broken', text: error instanceof Error ? error.message : String(error), noEffect: true };
      }
      const operation = service.byName.get(run.operation);
      if (!operation) {
        return { outcome: 'failed', text: `${config.name} has no operation "${run.operation}".`, noEffect: true };
      }
      return (await send(operation, run.input, run.callKey, run.signal)).result;
    },
    context: () => service?.context,
    close() {
      closing.abort(new Error(`${config.name} is closed.`));
      return Promise.resolve();
    },
  };
}

function contextOf(info: unknown): string | undefined {
  if (!isRecord(info)) return undefined;
  const parts = [textOf(info.title), textOf(info.description)].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(': ').slice(0, MAX_CONTEXT) : undefined;
}
