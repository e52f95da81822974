/** API keys: how they are written down and how a presented one is recognised. An error names an entry, never its key. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { EnvironmentError } from '../../agents/settings/env.ts';

export interface ApiKey {
  /** Who holds it: what logs and limits call its user. */
  name: string;
  key: string;
}

/** Below this a key can be guessed over the network. */
const MIN_KEY_CHARS = 16;

/** Parses `name:key,name:key`. */
export function parseApiKeys(text: string): ApiKey[] {
  const keys: ApiKey[] = [];
  for (const [index, entry] of text.split(',').entries()) {
    const at = entry.indexOf(':');
    const name = entry.slice(0, at).trim();
    const key = entry.slice(at + 1).trim();
    if (at < 1 || !/^[a-z0-9][a-z0-9_-]{0,63}$/i.test(name)) {
      throw new EnvironmentError(
        `Entry ${index + 1} of PARLEY_API_KEYS is not written as name:key, with a name of letters, digits, - and _.`,
      );
    }
    if (key.length < MIN_KEY_CHARS || /\s/.test(key)) {
      throw new EnvironmentError(
        `The key of ${JSON.stringify(name)} in PARLEY_API_KEYS must have at least ${MIN_KEY_CHARS} characters and no space; it has ${key.length}.`,
      );
    }
    if (keys.some((other) => other.name === name))
      throw new EnvironmentError(`PARLEY_API_KEYS names ${JSON.stringify(name)} twice.`);
    if (keys.some((other) => other.key === key))
      throw new EnvironmentError(`PARLEY_API_KEYS gives ${JSON.stringify(name)} the key of another name.`);
    keys.push({ name, key });
  }
  return keys;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The holder of a presented key. Every key is compared, in constant time, so that timing tells nothing. */
export function keyHolder(keys: readonly ApiKey[], presented: string): string | undefined {
  const wanted = digest(presented);
  let holder: string | undefined;
  for (const { name, key } of keys) if (timingSafeEqual(digest(key), wanted)) holder = name;
  return holder;
}
