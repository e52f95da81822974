/**
 * Which Host and Origin headers this server answers to. A page elsewhere can make a browser resolve its own name to
 * 127.0.0.1 and talk to us (DNS rebinding): it cannot change the name in the Host header. Pure.
 */

export interface ReachableAs {
  /** Beyond loopback, lower case, with or without a port. */
  hosts: readonly string[];
  /** Also private addresses and .local names: a literal address cannot be rebound. */
  lan: boolean;
}

/** Splits `name`, `name:port`, `[v6]` or `[v6]:port`; undefined when it is none of them. */
export function splitHost(header: string): { name: string; port: string } | undefined {
  const match = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?<port>\d{1,5}))?$/i.exec(header);
  if (match?.groups === undefined) return undefined;
  return { name: (match.groups.name ?? '').toLowerCase().replace(/\.$/, ''), port: match.groups.port ?? '' };
}

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);

const isLan = (name: string): boolean =>
  /^(10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|169\.254(\.\d{1,3}){2})$/.test(
    name,
  ) ||
  /^\[(f[cd]|fe80)/.test(name) ||
  /^[a-z0-9-]+\.local$/.test(name);

export function answersToHost(header: string | undefined, as: ReachableAs): boolean {
  const host = splitHost(header ?? '');
  if (host === undefined) return false;
  if (isLoopback(host.name) || (as.lan && isLan(host.name))) return true;
  return as.hosts.includes(host.name) || (host.port !== '' && as.hosts.includes(`${host.name}:${host.port}`));
}

/** A page may call only the server it came from, or one whose name is configured. No Origin: not a page's request. */
export function answersToOrigin(origin: string | undefined, hostHeader: string | undefined, as: ReachableAs): boolean {
  if (origin === undefined) return true;
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
  const { host, hostname } = new URL(origin);
  return host === (hostHeader ?? '').toLowerCase() || as.hosts.includes(host) || as.hosts.includes(hostname);
}
