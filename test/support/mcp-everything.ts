/** The reference server of the protocol's authors, as a command and as an HTTP server on a free port. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { unreachablePort } from '../doubles/unreachable-url.ts';
import { eventually } from './eventually.ts';

const require = createRequire(import.meta.url);
const PROGRAM = require.resolve('@modelcontextprotocol/server-everything/dist/index.js');

export const everythingCommand = [process.execPath, PROGRAM, 'stdio'];

export interface EverythingServer extends AsyncDisposable {
  url: string;
}

export async function startEverythingServer(port?: number): Promise<EverythingServer> {
  const on = port ?? (await unreachablePort());
  const child = spawn(process.execPath, [PROGRAM, 'streamableHttp'], {
    env: { ...process.env, PORT: String(on) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await eventually('the reference MCP server listens', () => {
    if (child.exitCode !== null) throw new Error(`The reference MCP server has ended: ${said}`);
    return said.includes('listening on port');
  });
  return {
    url: `http://127.0.0.1:${on}/mcp`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
