/**
 * A provider that changes its mind while calls run: stands in front of a vendor's double and asks it for another model
 * than the client did, so that one running stack meets every failure in turn. `as('double-hang')`, `as(undefined)`: as asked.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';

export interface FickleProvider {
  /** `http://127.0.0.1:1234/v1` or `ws://127.0.0.1:1234`. */
  url: string;
  /** Set once the double is up. */
  target: string;
  /** The model that is asked for instead of the client's. */
  as(model: string | undefined): void;
  /** Cuts every open connection. */
  cut(): void;
  close(): Promise<void>;
}

/** For the chat and speech endpoints. */
export async function fickleOpenAi(): Promise<FickleProvider> {
  let model: string | undefined;
  const server = createServer((incoming, outgoing) => {
    void readAll(incoming).then((body) => forward(incoming, outgoing, body));
  });
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): void => {
    const changed = model === undefined || body.length === 0 ? body : withModel(body, model);
    const { host: _, 'content-length': __, ...headers } = incoming.headers;
    const url = new URL(incoming.url?.replace(/^\/v1/, '') ?? '/', 'http://path');
    const far = request(
      `${provider.target}${url.pathname}`,
      { method: incoming.method, headers: { ...headers, 'content-length': changed.length } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.flushHeaders();
        answer.on('error', () => outgoing.destroy());
        answer.on('aborted', () => outgoing.destroy());
        answer.pipe(outgoing);
      },
    );
    far.on('error', () => outgoing.destroy());
    outgoing.on('close', () => far.destroy());
    far.end(changed);
  };
  const provider: FickleProvider = {
    url: '',
    target: 'http://127.0.0.1:9',
    as: (wanted) => {
      model = wanted;
    },
    cut: () => server.closeAllConnections(),
    close: () => {
      server.closeAllConnections();
      return closed(server);
    },
  };
  provider.url = `http://127.0.0.1:${await listening(server)}/v1`;
  return provider;
}

/** For the websocket: the model is in the address of the upgrade request. */
export async function fickleDeepgram(): Promise<FickleProvider> {
  let model: string | undefined;
  const open = new Set<Socket>();
  const server = createTcpServer((near) => {
    open.add(near);
    near.on('close', () => open.delete(near));
    near.on('error', () => near.destroy());
    near.once('data', (head) => {
      const target = new URL(provider.target);
      const far = connect(Number(target.port), target.hostname);
      far.on('error', () => near.destroy());
      far.on('close', () => near.destroy());
      near.on('close', () => far.destroy());
      const asked = head.toString('latin1');
      far.write(model === undefined ? head : Buffer.from(asked.replace(/model=[^& ]+/, `model=${model}`), 'latin1'));
      near.pipe(far);
      far.pipe(near);
    });
  });
  const provider: FickleProvider = {
    url: '',
    target: 'ws://127.0.0.1:9',
    as: (wanted) => {
      model = wanted;
    },
    cut: () => {
      for (const socket of open) socket.destroy();
    },
    close: () => {
      for (const socket of open) socket.destroy();
      return closed(server);
    },
  };
  provider.url = `ws://127.0.0.1:${await listening(server)}`;
  return provider;
}

function withModel(body: Buffer, model: string): Buffer {
  const asked: unknown = JSON.parse(body.toString('utf8'));
  return Buffer.from(JSON.stringify({ ...(asked as object), model }));
}
async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
