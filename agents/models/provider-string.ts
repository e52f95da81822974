/**
 * Reads a provider string, `scheme[+baseUrl][?options]` with `,` between the members of a fallback chain, into specs
 * that the registry can build. Pure. Refuses what it does not know by name: a mistyped option must not pass silently.
 */
import {
  DEFAULT_MODELS,
  LOCAL_ENGINES,
  type ModelFunction,
  type OptionRule,
  SCHEMES,
  type SchemeRule,
} from './provider-options.ts';

/** One member of a chain, checked and complete. */
export interface ProviderSpec {
  function: ModelFunction;
  /** `deepgram`, `openai`, `openai-plugin`, `native`, ... never `local:` or `ollama`. */
  scheme: string;
  /** Without a trailing slash; undefined for models that live in this process. */
  baseUrl: string | undefined;
  /** The options as given, but for `key_env`. */
  options: Record<string, string>;
  model: string | undefined;
  /** Variable that holds the key; undefined: the server wants none. */
  keyVariable: string | undefined;
  /** `vendor/model`, with the host between them where it is not the vendor's: the name in logs and in the price book. */
  label: string;
}

/** A provider string that cannot be used; `message` is one sentence with the offending value. */
export class ProviderStringError extends Error {
  override readonly name = 'ProviderStringError';
}

export interface ProviderStringContext {
  /** Where the string came from, for the message: `PARLEY_STT`. */
  variable: string;
  function: ModelFunction;
  /** Base of the tool-worker, `http://127.0.0.1:1234`; only `local:` needs it. */
  toolWorkerUrl?: string | undefined;
}

const OLLAMA_BASE_URL = 'http://127.0.0.1:11434/v1';

/** Reads a whole chain, first choice first. */
export function parseProviderChain(value: string, context: ProviderStringContext): ProviderSpec[] {
  return value.split(',').map((member) => {
    const trimmed = member.trim();
    if (!trimmed) throw refuse(context, value, 'a member of the chain is empty');
    return parseProviderString(trimmed, context);
  });
}

/** Reads one member of a chain. */
export function parseProviderString(value: string, context: ProviderStringContext): ProviderSpec {
  const local = /^local:([^?+]*)(\?.*)?$/.exec(value);
  if (local) return localSpec(value, local[1] ?? '', local[2] ?? '', context);
  const { scheme, address, query } = split(value);
  const rule = SCHEMES[context.function][scheme];
  if (!rule) throw refuse(context, value, `${quote(scheme)} is not one of ${knownSchemes(context.function)}`);
  const { key_env: keyEnv, ...options } = readOptions(value, query, rule, context);
  const baseUrl = address === undefined ? rule.vendor?.baseUrl : readBaseUrl(value, address, rule, context);
  const model = options.model ?? DEFAULT_MODELS[`${context.function}/${scheme.replace('-plugin', '')}`];
  const keyVariable = keyEnv ?? (address === undefined ? rule.vendor?.keyVariable : undefined);
  if (scheme === 'ollama') {
    if (!model) throw refuse(context, value, 'it names no model: ollama?model=... is needed');
    const url = (baseUrl ?? OLLAMA_BASE_URL).replace(/\/+$/, '');
    const withVersion = url.endsWith('/v1') ? url : `${url}/v1`;
    return {
      function: context.function,
      scheme: 'openai',
      baseUrl: withVersion,
      options,
      model,
      keyVariable,
      label: `ollama/${model}`,
    };
  }
  const vendor = scheme.replace('-plugin', '');
  const place = address === undefined || !baseUrl ? vendor : `${vendor}@${new URL(baseUrl).host}`;
  return {
    function: context.function,
    scheme,
    baseUrl,
    options,
    model,
    keyVariable,
    label: model ? `${place}/${model}` : place,
  };
}

function localSpec(value: string, engine: string, query: string, context: ProviderStringContext): ProviderSpec {
  const serves = LOCAL_ENGINES[engine];
  if (serves !== context.function) {
    const fitting = Object.keys(LOCAL_ENGINES).filter((name) => LOCAL_ENGINES[name] === context.function);
    const reason =
      fitting.length > 0
        ? `here it may be ${fitting.map((name) => `local:${name}`).join(' or ')}`
        : `no embedded engine serves ${context.function}`;
    throw refuse(context, value, `${quote(engine)} is not an embedded engine for this: ${reason}`);
  }
  if (!context.toolWorkerUrl)
    throw refuse(
      context,
      value,
      'embedded engines are served by the tool-worker, and PARLEY_TOOL_WORKER_URL is not set',
    );
  const root = context.toolWorkerUrl.replace(/\/+$/, '');
  const wire = serves === 'stt' ? `deepgram+${root.replace(/^http/, 'ws')}` : `openai+${root}/v1`;
  const extra = query.length > 1 ? `&${query.slice(1)}` : '';
  const spec = parseProviderString(`${wire}?model=${engine}&key_env=PARLEY_INTERNAL_TOKEN${extra}`, context);
  return { ...spec, label: `local/${engine}` };
}

/** `scheme`, what follows the first `+`, and what follows the first `?`. */
function split(value: string): { scheme: string; address: string | undefined; query: string } {
  const queryAt = value.indexOf('?');
  const head = queryAt < 0 ? value : value.slice(0, queryAt);
  const plusAt = head.indexOf('+');
  return {
    scheme: plusAt < 0 ? head : head.slice(0, plusAt),
    address: plusAt < 0 ? undefined : head.slice(plusAt + 1),
    query: queryAt < 0 ? '' : value.slice(queryAt + 1),
  };
}

function readBaseUrl(value: string, address: string, rule: SchemeRule, context: ProviderStringContext): string {
  if (rule.protocols.length === 0) throw refuse(context, value, 'this model lives in the process and takes no address');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !rule.protocols.includes(url.protocol)) {
    throw refuse(
      context,
      value,
      `${quote(address)} is not an address that starts with ${rule.protocols.map((p) => `${p}//`).join(' or ')}`,
    );
  }
  if (url.username || url.password)
    throw refuse(
      context,
      value.replace(/\/\/[^@]*@/, '//***@'),
      'a key does not belong in the address: name its variable with key_env',
    );
  return address.replace(/\/+$/, '');
}

function readOptions(
  value: string,
  query: string,
  rule: SchemeRule,
  context: ProviderStringContext,
): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [name, given] of new URLSearchParams(query)) {
    const known = rule.options[name];
    if (!known) {
      const names = Object.keys(rule.options);
      throw refuse(
        context,
        value,
        `${quote(name)} is not an option of it; known: ${names.length > 0 ? names.join(', ') : 'none'}`,
      );
    }
    if (name in options) throw refuse(context, value, `the option ${quote(name)} is given twice`);
    const complaint = complain(name, given, known);
    if (complaint) throw refuse(context, value, complaint);
    options[name] = given;
  }
  return options;
}

function complain(name: string, given: string, rule: OptionRule): string | undefined {
  if (given === '') return `the option ${quote(name)} is empty`;
  if (name === 'key_env' && !/^[A-Z_][A-Z0-9_]*$/i.test(given))
    return `key_env=${quote(given)} is not the name of a variable`;
  if (rule.kind === 'boolean' && given !== 'true' && given !== 'false')
    return `${name}=${quote(given)} is neither true nor false`;
  if (rule.kind !== 'number') return undefined;
  const number = Number(given);
  const min = rule.min ?? Number.NEGATIVE_INFINITY;
  const max = rule.max ?? Number.POSITIVE_INFINITY;
  return Number.isFinite(number) && number >= min && number <= max
    ? undefined
    : `${name}=${quote(given)} is not a number from ${min} to ${max}`;
}

function knownSchemes(wanted: ModelFunction): string {
  const locals = Object.keys(LOCAL_ENGINES).filter((engine) => LOCAL_ENGINES[engine] === wanted);
  return [...Object.keys(SCHEMES[wanted]), ...locals.map((engine) => `local:${engine}`)].join(', ');
}

const quote = (text: string): string => JSON.stringify(text);
const refuse = (context: ProviderStringContext, value: string, reason: string): ProviderStringError =>
  new ProviderStringError(`${context.variable}=${quote(value)} is not usable: ${reason}.`);
