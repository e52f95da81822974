/**
 * The server's environment: the agent processes' shape plus what only the server reads, in one schema that documents,
 * parses and refuses. It reads nothing itself (the root hands it the variables) and never repeats a secret in an error.
 */
import { z } from 'zod';
import { agentEnvShape, EnvironmentError, parseEnvironment } from '../../agents/settings/env.ts';
import { nearestName } from './nearest-name.ts';

const optionalText = (description: string) => z.string().min(1).optional().describe(description);

/** Each variable only the server reads, with its default and the sentence the README prints for it. */
export const serverEnvShape = {
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('Port of the page and the API; 0: any free one'),
  PARLEY_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address the server listens on; 0.0.0.0: every network of this machine'),
  PARLEY_LAN: z
    .enum(['on', 'off'])
    .default('off')
    .describe('Answer to private addresses and .local names as well as to this machine'),
  PARLEY_ALLOWED_HOSTS: optionalText(
    'Further host names the server answers to, separated by commas, each with or without a port',
  ),
  PARLEY_TRUSTED_PROXIES: optionalText(
    'Addresses of reverse proxies whose X-Forwarded headers are believed, separated by commas',
  ),
  PARLEY_TLS_CERT: optionalText('Certificate file (PEM); with PARLEY_TLS_KEY the server speaks HTTPS'),
  PARLEY_TLS_KEY: optionalText('Key file (PEM) of PARLEY_TLS_CERT'),
  LIVEKIT_PUBLIC_URL: optionalText('LiveKit URL that browsers are told; unset: LIVEKIT_URL'),
  PARLEY_API_KEYS: optionalText(
    'Keys of the API as name:key, separated by commas; unset: one is generated into the data folder',
  ),
  PARLEY_CONSOLE_USERS: optionalText(
    'Who may log in to /console, as name:role:password with the roles viewer, operator and admin, separated by commas; unset: admin, with a password generated into the data folder',
  ),
  PARLEY_COOKIE_SECRET: optionalText(
    'Secret that signs the cookie of anonymous callers; unset: generated once into the data folder',
  ),
  PARLEY_RETENTION_DAYS: z.coerce
    .number()
    .min(1)
    .max(36_500)
    .optional()
    .describe(
      'Days after which calls that are over, finished tasks and decided approvals are removed for good; unset: never',
    ),
  PARLEY_WORKER_STATUS_URL: optionalText('Where the worker tells whether it is registered; set by the starter'),
  PARLEY_WEB_CLIENT: z.string().min(1).default('web-client/dist').describe('Folder of the built page'),
} as const;

export const serverEnv = z.object({ ...agentEnvShape, ...serverEnvShape });
export type ServerEnv = z.infer<typeof serverEnv>;

/**
 * Parses the process's variables. A `PARLEY_` variable that nothing reads is refused, because a misspelt setting that
 * is silently ignored is worse than a start that stops.
 */
export function readServerEnv(source: Record<string, string | undefined>): ServerEnv {
  const known = Object.keys(serverEnv.shape);
  const unknown = Object.keys(source).filter((name) => name.startsWith('PARLEY_') && !known.includes(name));
  if (unknown.length > 0) {
    throw new EnvironmentError(
      unknown.map((name) => `${name} is not a variable of Parley: did you mean ${nearestName(name, known)}?`).join(' '),
    );
  }
  return parseEnvironment(serverEnv, source);
}

export interface DocumentedVariable {
  name: string;
  /** As one would type it; empty when unset means something of its own. */
  default: string;
  description: string;
}

/** Every variable of every process, for the README's table and the test that compares the two. */
export function documentedEnvironment(): DocumentedVariable[] {
  return Object.entries(serverEnv.shape).map(([name, schema]) => {
    const fallback = schema.safeParse(undefined);
    const value = fallback.success ? fallback.data : undefined;
    return { name, default: value === undefined ? '' : String(value), description: schema.description ?? '' };
  });
}
