/**
 * The server's secrets, apart from the configuration so that the configuration can be logged. What is not given is
 * generated once into the data folder, readable by its owner only. No error repeats a secret.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from '../../agents/settings/env.ts';
import { type ApiKey, parseApiKeys } from './api-keys.ts';
import { type ConsoleUser, parseConsoleUsers } from './console-users.ts';
import type { ServerEnv } from './env.ts';

export interface ServerSecrets {
  livekit: { apiKey: string; apiSecret: string };
  apiKeys: ApiKey[];
  cookieSecret: string;
  consoleUsers: ConsoleUser[];
  /** Between the processes of one machine; absent when the tool-worker asks for none. */
  internalToken?: string;
}

/** 32 characters is what a random 24-byte secret takes in base64: less can be guessed offline from one cookie. */
const MIN_COOKIE_SECRET_CHARS = 32;

/** Reads `file`, or writes what `make` returns to it first. Two processes that race end with the same content. */
async function once(file: string, make: () => string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, make(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const text = (await readFile(file, 'utf8')).trim();
  if (text === '') throw new EnvironmentError(`${file} is empty: delete it and start again.`);
  return text;
}

export async function loadSecrets(env: ServerEnv): Promise<ServerSecrets> {
  if (env.LIVEKIT_API_KEY === undefined || env.LIVEKIT_API_SECRET === undefined) {
    throw new EnvironmentError(
      'LIVEKIT_API_KEY and LIVEKIT_API_SECRET must both be set: the server signs the tokens of calls with them.',
    );
  }
  const folder = path.resolve(env.PARLEY_DATA_DIR, 'secrets');
  const keyText =
    env.PARLEY_API_KEYS ??
    (await once(path.join(folder, 'api-key'), () => `local:${randomBytes(24).toString('base64url')}`));
  const cookieSecret =
    env.PARLEY_COOKIE_SECRET ??
    (await once(path.join(folder, 'cookie-secret'), () => randomBytes(36).toString('base64url')));
  const consoleUsers =
    env.PARLEY_CONSOLE_USERS ??
    `admin:admin:${await once(path.join(folder, 'console-password'), () => randomBytes(12).toString('base64url'))}`;
  if (cookieSecret.length < MIN_COOKIE_SECRET_CHARS) {
    throw new EnvironmentError(
      `PARLEY_COOKIE_SECRET has ${cookieSecret.length} characters; it needs at least ${MIN_COOKIE_SECRET_CHARS}.`,
    );
  }
  return {
    livekit: { apiKey: env.LIVEKIT_API_KEY, apiSecret: env.LIVEKIT_API_SECRET },
    apiKeys: parseApiKeys(keyText),
    cookieSecret,
    consoleUsers: parseConsoleUsers(consoleUsers),
    ...(env.PARLEY_INTERNAL_TOKEN === undefined ? {} : { internalToken: env.PARLEY_INTERNAL_TOKEN }),
  };
}
