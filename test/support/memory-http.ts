/** The memory service behind real HTTP with a bearer token, as the tool-worker mounts it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMemoryHandler } from '../../agents/memory/http.ts';
import type { MemoryService } from '../../agents/memory/service.ts';

export const TOKEN = 'test-token';

/** `port` unset: a free one. */
export async function serveMemory(service: MemoryService, port = 0): Promise<{ url: string; close(): Promise<void> }> {
  const handle = createMemoryHandler(service);
  const server = createServer((request, response) => {
    void (async () => {
      if (request.headers.authorization !== `Bearer ${TOKEN}`) response.writeHead(401).end('{"error":"Who are you?"}');
      else if (!(await handle(request, response))) response.writeHead(404).end('{"error":"not memory"}');
    })();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
