/**
 * The HTTP server of the embedded models: takes a request, checks the secret, and gives it to the first handler that
 * wants it. Knows no model. A handler that fails costs its own request and nothing else.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { isAuthorised } from './http/bearer.ts';
import { OpenAiError, sendOpenAiError } from './http/openai-error.ts';
import type { Log } from './log.ts';

/** True when it has taken the request and will answer it. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => boolean;
/** True when it has taken the upgrade. It checks the secret itself: a refusal is worded as its vendor does. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

export interface EmbeddedServer {
  readonly url: string;
  /** Stops listening and cuts what is still open. */
  close(): Promise<void>;
}

export async function startEmbeddedServer(options: {
  port: number;
  token: string;
  health: () => Record<string, unknown>;
  handlers: HttpHandler[];
  upgrades: UpgradeHandler[];
  log: Log;
}): Promise<EmbeddedServer> {
  const server = createServer((request, response) => {
    response.on('error', (error) => options.log.debug({ err: error }, 'a client left'));
    try {
      route(options, request, response);
    } catch (error) {
      options.log.error({ err: error, path: request.url }, 'a request failed');
      sendOpenAiError(response, error);
    }
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', (error) => options.log.debug({ err: error }, 'a socket failed'));
    try {
      if (!options.upgrades.some((handler) => handler(request, socket, head))) refuse(socket);
    } catch (error) {
      options.log.error({ err: error, path: request.url }, 'an upgrade failed');
      socket.destroy();
    }
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function route(
  options: { token: string; health: () => Record<string, unknown>; handlers: HttpHandler[] },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.url === '/healthz') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(options.health()));
    return;
  }
  if (!isAuthorised(request.headers.authorization, options.token)) {
    throwAway(request);
    sendOpenAiError(response, new OpenAiError(401, 'The key is missing or wrong.', { code: 'invalid_api_key' }));
    return;
  }
  if (options.handlers.some((handler) => handler(request, response))) return;
  throwAway(request);
  sendOpenAiError(
    response,
    new OpenAiError(404, `There is nothing at ${request.method} ${request.url}.`, { code: 'unknown_url' }),
  );
}

function throwAway(request: IncomingMessage): void {
  request.resume();
}

function refuse(socket: Duplex): void {
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} on 127.0.0.1 is taken; end what listens there or set PARLEY_TOOL_WORKER_URL.`)
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}
