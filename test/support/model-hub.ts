/**
 * A model hub on loopback with the API of Hugging Face: the listing with its checksums, and the files behind a redirect,
 * by ranges. It has made-up files of sherpa's names; a test may make it misbehave.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SHERPA_REPOSITORY } from '../../agents/models/embedded/sherpa/sherpa-fetch.ts';
import { SHERPA_FILES } from '../../agents/models/embedded/sherpa/sherpa-model.ts';

export interface ModelHub extends AsyncDisposable {
  url: string;
  /** The content of each file by its name. */
  files: Map<string, Buffer>;
  /** `GET <path> <range>` of every request so far. */
  requests: string[];
  /** Asked before the hub answers by itself; true: it has answered, or never will. */
  misbehave: ((request: IncomingMessage, response: ServerResponse, nth: number) => boolean) | undefined;
  stop(): Promise<void>;
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const gitBlob = (content: Buffer) =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
/** Small files lie in git itself, large ones beside it. */
const isLarge = (name: string) => name.endsWith('.onnx');

/** As the hub lists them: of a large file, `oid` is git's id of the pointer. */
function listing(files: Map<string, Buffer>): object[] {
  const entries = [...files].map(([path, content]) => ({
    type: 'file',
    path,
    size: content.length,
    oid: isLarge(path) ? gitBlob(Buffer.from(`pointer to ${path}`)) : gitBlob(content),
    ...(isLarge(path) ? { lfs: { oid: sha256(content), size: content.length, pointerSize: 134 } } : {}),
  }));
  return [{ type: 'directory', path: 'test_wavs', size: 0, oid: gitBlob(Buffer.from('folder')) }, ...entries];
}

export async function startModelHub(encoderBytes = 300_000): Promise<ModelHub> {
  const files = new Map<string, Buffer>([
    ['README.md', Buffer.from('# about this model')],
    [SHERPA_FILES.encoder, randomBytes(encoderBytes)],
    ['encoder-epoch-99-avg-1-chunk-16-left-128.onnx', randomBytes(5000)],
    [SHERPA_FILES.decoder, randomBytes(20_000)],
    [SHERPA_FILES.joiner, randomBytes(9000)],
    [SHERPA_FILES.tokens, Buffer.from('<blk> 0\n▁the 1\n')],
  ]);
  const hub: ModelHub = {
    url: '',
    files,
    requests: [],
    misbehave: undefined,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((settle) => server.close(settle));
    },
    [Symbol.asyncDispose]: () => hub.stop(),
  };
  const server = createServer((request, response) => {
    const range = request.headers.range ?? '';
    hub.requests.push(`${request.url} ${range}`.trim());
    if (hub.misbehave?.(request, response, hub.requests.length)) return;
    answer(files, request, response);
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return hub;
}

function answer(files: Map<string, Buffer>, request: IncomingMessage, response: ServerResponse): void {
  const { url = '' } = request;
  if (url === `/api/models/${SHERPA_REPOSITORY}/tree/main`) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(listing(files)));
    return;
  }
  const name = url.split('/').at(-1) ?? '';
  const content = files.get(name);
  if (content === undefined) {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Entry not found"}');
  } else if (url === `/${SHERPA_REPOSITORY}/resolve/main/${name}` && isLarge(name)) {
    response.writeHead(302, { location: `/cdn/${name}` }).end();
  } else {
    sendRange(content, request, response);
  }
}

/** The part that is asked for; breaks off after `limitBytes`. */
export function sendRange(
  content: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
  limitBytes = Number.POSITIVE_INFINITY,
): void {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const rest = content.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': rest.length,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  });
  if (rest.length <= limitBytes) response.end(rest);
  else response.write(rest.subarray(0, limitBytes), () => setTimeout(() => response.destroy(), 20));
}
