/** Serves the built page: its files for a year (their names carry a hash), its document never from a cache. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ApiError } from '../errors.ts';

/** Addresses the page's own router shows; everything else is a file or an error. */
const PAGE_ADDRESSES = ['/', '/console', '/console/*'] as const;

export async function isBuilt(folder: string): Promise<boolean> {
  return await access(path.join(folder, 'index.html')).then(
    () => true,
    () => false,
  );
}

export async function serveWebClient(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    wildcard: true,
    allowedPath: (pathName) => !pathName.includes('\0'),
    decorateReply: true,
    schemaHide: true,
    cacheControl: false,
    dotfiles: 'ignore',
    setHeaders,
  });
  for (const address of PAGE_ADDRESSES) {
    app.get(address, { schema: { hide: true } }, async (_request, reply) => {
      if (!(await isBuilt(folder))) {
        throw new ApiError(
          'page_not_built',
          `The page is not built: ${path.join(folder, 'index.html')} does not exist. npm start builds it.`,
        );
      }
      return reply.sendFile('index.html');
    });
  }
}

function setHeaders(reply: FastifyReply, file: string): void {
  const hashed = file.includes(`${path.sep}assets${path.sep}`);
  void reply.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}
