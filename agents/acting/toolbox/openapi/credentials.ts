/**
 * A service's credentials: read from the environment by name when they are needed, put on the request, and struck out of
 * whatever comes back. Their values are never logged and never in a message.
 */
import type { SourceConfigOf } from '../source-config.ts';
import type { Parameter } from './operation-parameter.ts';

type Auth = SourceConfigOf<'openapi'>['auth'];

export interface Credentials {
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** What must not be seen again. */
  secrets: readonly string[];
}

const NONE: Credentials = { headers: {}, query: {}, secrets: [] };
/** Shorter than this, striking it out would mangle ordinary text. */
const MIN_SECRET = 6;

/** Throws a sentence that names the variable that is missing. */
export function readCredentials(auth: Auth, env: (name: string) => string | undefined, source: string): Credentials {
  if (!auth) return NONE;
  const need = (name: string): string => {
    const value = env(name)?.trim();
    if (!value) throw new Error(`${source} needs the environment variable ${name}, which is not set.`);
    // fetch would say the value in its error.
    if (/[^\x20-\x7e\x80-\xff]/.test(value)) throw new Error(`${name} holds characters that no header can carry.`);
    return value;
  };
  switch (auth.scheme) {
    case 'bearer': {
      const token = need(auth.tokenEnv);
      return { headers: { authorization: `Bearer ${token}` }, query: {}, secrets: forms(token) };
    }
    case 'header': {
      const value = need(auth.valueEnv);
      return { headers: { [auth.header.toLowerCase()]: value }, query: {}, secrets: forms(value) };
    }
    case 'query': {
      const value = need(auth.valueEnv);
      return { headers: {}, query: { [auth.parameter]: value }, secrets: forms(value) };
    }
    case 'basic': {
      const user = need(auth.userEnv);
      const password = need(auth.passwordEnv);
      const pair = Buffer.from(`${user}:${password}`).toString('base64');
      return { headers: { authorization: `Basic ${pair}` }, query: {}, secrets: [...forms(password), pair] };
    }
  }
}

const forms = (value: string): string[] => [
  ...new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]),
];

/** Services that echo requests would otherwise show the model what it may never see. */
export const strikeOut = (text: string, { secrets }: Credentials): string =>
  secrets.reduce((rest, secret) => (secret.length < MIN_SECRET ? rest : rest.replaceAll(secret, '[credential]')), text);

/** Headers that HTTP or this program sets; a model that sets them could speak for somebody else. */
const NOT_ARGUMENTS = new Set([
  'accept',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whether a parameter is filled in here rather than by the model. */
export function isFilledIn(
  config: Pick<SourceConfigOf<'openapi'>, 'auth' | 'keyHeader'>,
): (parameter: Parameter) => boolean {
  const { auth } = config;
  const authHeader = auth?.scheme === 'header' ? auth.header.toLowerCase() : undefined;
  const keyHeader = config.keyHeader?.toLowerCase();
  return ({ name, place }) => {
    if (place === 'query') return auth?.scheme === 'query' && auth.parameter === name;
    if (place !== 'header') return false;
    const header = name.toLowerCase();
    return NOT_ARGUMENTS.has(header) || header === authHeader || header === keyHeader;
  };
}
