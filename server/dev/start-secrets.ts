/** Secrets that nobody set: made once into the data folder, one file each, readable by their owner only. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StartSecrets {
  livekit: { apiKey: string; apiSecret: string };
  internalToken: string;
  /** `name:key`, as PARLEY_API_KEYS writes it. */
  apiKeys: string;
}

/** The content of `file`; written first when there is none. Processes that start at once agree on one. */
function once(folder: string, name: string, make: () => string): string {
  const file = join(folder, name);
  try {
    writeFileSync(file, make(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw new Error(
        `The secret ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
  }
  const text = readFileSync(file, 'utf8').trim();
  if (text === '') throw new Error(`${file} is empty: delete it and start again.`);
  return text;
}

export function startSecrets(folder: string): StartSecrets {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return {
    livekit: {
      apiKey: once(folder, 'livekit-api-key', () => `parley${randomBytes(6).toString('hex')}`),
      apiSecret: once(folder, 'livekit-api-secret', () => randomBytes(36).toString('base64url')),
    },
    internalToken: once(folder, 'internal-token', () => randomBytes(32).toString('base64url')),
    apiKeys: once(folder, 'api-key', () => `local:${randomBytes(24).toString('base64url')}`),
  };
}
