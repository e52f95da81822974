/**
 * An MCP server over streamable HTTP whose sins are chosen by the name of the tool that is called. It notes what it was
 * sent, forgets its sessions on demand, and answers by JSON or by an event stream.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Message = { id?: number; method: string; params?: Record<string, unknown> };

export interface McpHttpDouble extends AsyncDisposable {
  url: string;
  /** Every message, with the headers it came with. */
  received: { message: Message; headers: IncomingMessage['headers'] }[];
  sessionsMade: number;
  /** Answers that were broken off by the client before they ended. */
  brokenOff: number;
  forgetSessions(): void;
  /** To every listening client. */
  tell(message: object): void;
}

const TOOLS = [
  'echo',
  'streamed',
  'hang',
  'cutOff',
  'cutOffJson',
  'big',
  'bigEvent',
  'notices',
  'busy',
  'down',
  'notJson',
];

export async function startMcpHttpDouble(
  options: { token?: string; port?: number; restless?: boolean } = {},
): Promise<McpHttpDouble> {
  const sessions = new Set<string>();
  const listeners = new Set<ServerResponse>();
  const text = (words: string): object => ({ content: [{ type: 'text', text: words }] });

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { headers } = request;
      if (options.token && headers.authorization !== `Bearer ${options.token}`)
        return response.writeHead(401).end(`not ${headers.authorization}`);
      const session = String(headers['mcp-session-id'] ?? '');
      const message = body === '' ? undefined : (JSON.parse(body) as Message);
      if (message) double.received.push({ message, headers });
      if (message?.method !== 'initialize' && !sessions.has(session))
        return response.writeHead(404).end('who are you?');
      if (request.method === 'DELETE') {
        sessions.delete(session);
        return response.writeHead(200).end();
      }
      if (request.method === 'GET' && options.restless)
        return response.writeHead(200, { 'content-type': 'text/event-stream' }).end('retry: 0\n\n');
      if (request.method === 'GET') {
        listeners.add(response);
        response.on('close', () => listeners.delete(response));
        return void response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      }
      if (message) answer(message, response);
    });
  });

  function answer({ id, method, params = {} }: Message, response: ServerResponse): void {
    const json = (result: object): void =>
      void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    const stream = (): void => void response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    const event = (data: object): string => `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...data })}\n\n`;
    response.on('close', () => {
      if (!response.writableFinished) double.brokenOff += 1;
    });
    if (id === undefined) return void response.writeHead(202).end();
    if (method === 'initialize') {
      const session = randomUUID();
      sessions.add(session);
      double.sessionsMade += 1;
      response.setHeader('mcp-session-id', session);
      const { protocolVersion } = params;
      return json({
        protocolVersion,
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 'double', version: '1' },
      });
    }
    if (method === 'tools/list')
      return json({ tools: TOOLS.map((name) => ({ name, inputSchema: { type: 'object' } })) });
    switch (params.name) {
      case 'echo':
        return json(text(JSON.stringify(params.arguments)));
      case 'streamed':
        stream();
        return void response.end(event({ id, result: text('in a stream') }));
      case 'hang':
        return stream();
      case 'cutOff':
        stream();
        return void setTimeout(() => response.destroy(), 20);
      case 'cutOffJson':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
        return void response.write('{"jsonrpc"', () => response.destroy());
      case 'big':
        response.writeHead(200, { 'content-type': 'application/json' });
        return pour(response, 'x'.repeat(65_536));
      case 'bigEvent':
        stream();
        response.write('data: ');
        return pour(response, 'x'.repeat(65_536));
      case 'notices':
        stream();
        return pour(response, event({ method: 'notifications/message', params: { level: 'info' } }).repeat(100));
      case 'busy':
        return void response.writeHead(429).end('later');
      case 'down':
        return void response.writeHead(500).end('ouch');
      default:
        return void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello</p>');
    }
  }

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const double: McpHttpDouble = {
    url: `http://127.0.0.1:${port}/mcp`,
    received: [],
    sessionsMade: 0,
    brokenOff: 0,
    forgetSessions() {
      sessions.clear();
      for (const listener of listeners) listener.end();
    },
    tell(message) {
      for (const listener of listeners) listener.write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
  return double;
}

/** Fifty megabytes or the end of the connection, whichever is first. */
function pour(response: ServerResponse, piece: string): void {
  let left = 50 * 1024 * 1024;
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= piece.length;
      if (!response.write(piece)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
