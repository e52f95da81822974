/** Where a server is and what it is given, from what the agent file says and the environment holds. Pure. */

import type { McpEndpoint } from './mcp-connection.ts';
import { McpFailure } from './mcp-failure.ts';
import type { McpConfig } from './mcp-tools.ts';

/** What a command is given besides what the agent file names: to find programs, and its own files. */
const ALWAYS_PASSED = ['PATH', 'HOME'];

/** Throws an McpFailure that names what is wrong or missing, never a value of the environment. */
export function endpointOf(
  config: McpConfig,
  env: (name: string) => string | undefined,
  catalogDir: string,
): McpEndpoint {
  const { name, url, command, bearerEnv, passEnv } = config;
  if ((url === undefined) === (command === undefined))
    throw new McpFailure('refused', `The MCP server ${name} needs exactly one of "url" and "command".`);
  if (command) {
    const given = [...ALWAYS_PASSED, ...passEnv].flatMap((key) => {
      const value = env(key);
      return value === undefined ? [] : [[key, value] as const];
    });
    return { kind: 'stdio', command, env: Object.fromEntries(given), cwd: catalogDir };
  }
  const { protocol, username, password } = new URL(url ?? '');
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new McpFailure(
      'refused',
      `The MCP server ${name} has a ${protocol} address; only http and https are spoken.`,
    );
  if (username || password)
    throw new McpFailure(
      'refused',
      `The address of the MCP server ${name} holds credentials: name a "bearerEnv" instead.`,
    );
  const bearer = bearerEnv === undefined ? undefined : env(bearerEnv)?.trim();
  if (bearerEnv !== undefined && !bearer)
    throw new McpFailure(
      'refused',
      `The MCP server ${name} needs a token: the environment variable ${bearerEnv} is not set.`,
    );
  if (bearer !== undefined && /[^\x21-\x7e]/.test(bearer))
    throw new McpFailure('refused', `The environment variable ${bearerEnv} holds something that cannot be a token.`);
  return { kind: 'http', url: url ?? '', bearer };
}

/** The values that nobody is to read in a log or an answer. */
export const secretsOf = (config: McpConfig, env: (name: string) => string | undefined): (string | undefined)[] =>
  [...config.passEnv, ...(config.bearerEnv ? [config.bearerEnv] : [])].map((key) => env(key)?.trim());
