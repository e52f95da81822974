/**
 * Serves the built page and answers its two requests, so that the page can be tested without the rest: tokens are real
 * ones of a running livekit-server, the catalog and refusals are the test's.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { AccessToken } from 'livekit-server-sdk';
import { tokenRequest } from '../../server/api/token.ts';
import { contentSecurityPolicy } from '../../server/plugins/security-headers.ts';
import type { LivekitAccess } from './livekit-caller.ts';

const DIST = join(import.meta.dirname, '..', '..', 'web-client', 'dist');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface PageServerAgent {
  name: string;
  title: string;
  description: string;
}

export interface PageServer {
  url: string;
  /** Each token request's room and agent, in order. */
  seats: readonly { room: string; agent: string | undefined }[];
  agents: PageServerAgent[];
  /** The next token requests are refused with this. */
  refuseWith: { status: number; code: string; message: string } | undefined;
  stop(): Promise<void>;
}

export const CATALOG: readonly PageServerAgent[] = [
  { name: 'companion', title: 'Companion', description: 'Talks about anything, keeps what matters to you.' },
  { name: 'front-desk', title: 'Front desk', description: 'Takes messages, answers questions, calls a person.' },
];

export async function startPageServer(livekit: LivekitAccess): Promise<PageServer> {
  const seats: { room: string; agent: string | undefined }[] = [];
  const state: PageServer = {
    url: '',
    seats,
    agents: [...CATALOG],
    refuseWith: undefined,
    stop: async () => undefined,
  };
  const json = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  const giveSeat = async (body: string, response: ServerResponse): Promise<void> => {
    const request = tokenRequest.safeParse(JSON.parse(body));
    if (!request.success)
      return json(response, 400, { error: { code: 'BAD_REQUEST', message: request.error.message } });
    if (state.refuseWith) return json(response, state.refuseWith.status, { error: state.refuseWith });
    const room = `page-${seats.length + 1}-${Math.random().toString(36).slice(2, 8)}`;
    seats.push({ room, agent: request.data.room_config?.agents?.[0]?.agent_name });
    const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: `caller-${seats.length}` });
    token.addGrant({ roomJoin: true, room, canPublish: true, canSubscribe: true, canPublishData: true });
    json(response, 201, { server_url: livekit.url, participant_token: await token.toJwt() });
  };

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    if (path === '/api/agents') return json(response, 200, { agents: state.agents });
    if (path === '/api/token' && request.method === 'POST') {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        giveSeat(body, response).catch((error: unknown) =>
          json(response, 500, { error: { code: 'INTERNAL', message: String(error) } }),
        );
      });
      return;
    }
    const file = normalize(path === '/' ? '/index.html' : path);
    readFile(join(DIST, file)).then(
      (content) =>
        response
          .writeHead(200, {
            'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
            'content-security-policy': contentSecurityPolicy(livekit.url),
          })
          .end(content),
      () => json(response, 404, { error: { code: 'NOT_FOUND', message: `There is no ${path}.` } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The page server has no port although it listens.');
  state.url = `http://127.0.0.1:${address.port}`;
  state.stop = () =>
    new Promise((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
  return state;
}
