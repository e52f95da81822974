/** Who may log in to the console: how they are written down and recognised. An error names an entry, never its password. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { EnvironmentError } from '../../agents/settings/env.ts';

/** Each may do what those before it may: look; act on calls and approvals; change memory, switches and rules. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export interface ConsoleUser {
  name: string;
  role: Role;
  password: string;
}

/** With ten tries a minute and address, shorter ones could be found in days. */
const MIN_PASSWORD_CHARS = 10;

/** Parses `name:role:password,...`; a password may contain colons but no comma. */
export function parseConsoleUsers(text: string): ConsoleUser[] {
  const users: ConsoleUser[] = [];
  for (const [index, entry] of text.split(',').entries()) {
    const [name = '', role = '', ...rest] = entry.trim().split(':');
    const password = rest.join(':');
    if (!/^[a-z0-9][a-z0-9_.-]{0,63}$/i.test(name) || rest.length === 0)
      throw new EnvironmentError(
        `Entry ${index + 1} of PARLEY_CONSOLE_USERS is not written as name:role:password, with a name of letters, digits, -, _ and dots.`,
      );
    if (!isRole(role))
      throw new EnvironmentError(
        `PARLEY_CONSOLE_USERS gives ${JSON.stringify(name)} the role ${JSON.stringify(role)}; the roles are ${ROLES.join(', ')}.`,
      );
    if (password.length < MIN_PASSWORD_CHARS)
      throw new EnvironmentError(
        `The password of ${JSON.stringify(name)} in PARLEY_CONSOLE_USERS must have at least ${MIN_PASSWORD_CHARS} characters; it has ${password.length}.`,
      );
    if (users.some((other) => other.name === name))
      throw new EnvironmentError(`PARLEY_CONSOLE_USERS names ${JSON.stringify(name)} twice.`);
    users.push({ name, role, password });
  }
  return users;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Every entry is compared, in constant time, so that timing tells neither names nor passwords. */
export function userWith(users: readonly ConsoleUser[], name: string, password: string): ConsoleUser | undefined {
  const wanted = digest(`${name}\n${password}`);
  let found: ConsoleUser | undefined;
  for (const user of users) if (timingSafeEqual(digest(`${user.name}\n${user.password}`), wanted)) found = user;
  return found;
}

export const mayAct = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);
const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);
