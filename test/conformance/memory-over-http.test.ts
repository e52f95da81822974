import { afterAll } from 'vitest';
import { createMemoryClient } from '../../agents/memory/client.ts';
import type { MemoryService, MemoryServiceOptions } from '../../agents/memory/service.ts';
import { memoryFolder } from '../support/memory-folder.ts';
import { serveMemory, TOKEN } from '../support/memory-http.ts';
import { memorySuite } from './memory-suite.ts';

const folder = memoryFolder();
afterAll(() => folder.remove());

/** A service as a call sees it: through the client, over a socket. */
async function overHttp(options: MemoryServiceOptions): Promise<MemoryService> {
  const service = await folder.open(options);
  const server = await serveMemory(service);
  const client = createMemoryClient({ url: server.url, token: TOKEN, log: options.log });
  return {
    ...client,
    async close() {
      await server.close();
      await service.close();
    },
  };
}

memorySuite('over HTTP', async (overrides) => {
  const options = folder.fresh(overrides);
  return { service: await overHttp(options), again: () => overHttp(options) };
});
