/**
 * A service of the tool-worker beside the models: opened once, mounted under its name, closed with the process. One
 * that cannot be opened keeps none of the others from being served: its own requests say why.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** True when it has taken the request and will answer it. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface MountedService {
  handler: Handler;
  close(): Promise<void>;
}
export interface OpenedService {
  /** Answers requests under `/<name>`. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<unknown>;
  close(): Promise<void>;
}
interface ServiceLog {
  error(facts: Record<string, unknown>, message: string): void;
}

export async function mountService(
  name: string,
  open: () => Promise<OpenedService>,
  log: ServiceLog,
): Promise<MountedService> {
  const isOurs = (url = ''): boolean =>
    url === `/${name}` || url.startsWith(`/${name}/`) || url.startsWith(`/${name}?`);
  try {
    const service = await open();
    return {
      handler: (request, response) => {
        if (!isOurs(request.url)) return false;
        service.answer(request, response).catch((error: unknown) => {
          log.error({ err: error, service: name }, 'a request failed');
          response.destroy();
        });
        return true;
      },
      close: () => service.close(),
    };
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    log.error({ err: error, service: name }, 'a service cannot be opened: the others go on without it');
    return {
      handler: (request, response) => {
        if (!isOurs(request.url)) return false;
        request.resume();
        response.writeHead(503, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: `${name} cannot be opened: ${sentence}` }));
        return true;
      },
      close: async () => {},
    };
  }
}
