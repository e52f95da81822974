/**
 * A proxy that the person's environment names is for the world outside. Node asks NO_PROXY only when it is told to use
 * proxies at all; LiveKit's client asks HTTP_PROXY for every ws:// address, this machine's too, and never NO_PROXY. Pure.
 */

type Environment = Record<string, string | undefined>;

const PROXY_NAMES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];
const PLAIN_NAMES = ['HTTP_PROXY', 'http_proxy'];
const THIS_MACHINE = ['localhost', '127.0.0.1', '::1'];

/** `env` in which this machine, and a LiveKit that NO_PROXY lists, are reached directly; itself without a proxy. */
export function besideProxy(env: Environment, livekitUrl: string): Environment {
  if (!PROXY_NAMES.some((name) => env[name])) return env;
  const listed = `${env.NO_PROXY ?? ''},${env.no_proxy ?? ''}`.split(/[,\s]+/).filter((entry) => entry !== '');
  const direct = [...new Set([...listed, ...THIS_MACHINE])];
  const rest = { ...env, NO_PROXY: direct.join(','), no_proxy: direct.join(',') };
  return isDirect(livekitUrl, direct) ? without(rest, PLAIN_NAMES) : rest;
}

/** Only where HTTP_PROXY would be asked: an address of wss:// or https:// goes through the other one. */
function isDirect(url: string, direct: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'ws:' && protocol !== 'http:') return false;
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host.startsWith('127.')) return true;
  return direct.some((entry) => {
    const name = entry
      .toLowerCase()
      .replace(/:\d+$/, '')
      .replace(/^\*?\./, '');
    return entry === '*' || host === name || host.endsWith(`.${name}`);
  });
}

const without = (env: Environment, names: readonly string[]): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
