/** `GET /v1/models` on OpenAI's wire: what this server has, and what can be used of it right now. */
import type { HttpHandler } from '../embedded-server.ts';
import type { RecogniserState } from '../listen/recogniser.ts';

export function modelsRoute(status: () => Record<string, RecogniserState>): HttpHandler {
  return (request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/v1/models') return false;
    const data = Object.entries(status())
      .filter(([, { state }]) => state !== 'unavailable')
      .map(([id]) => ({ id, object: 'model', created: 0, owned_by: 'parley' }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data }));
    return true;
  };
}
