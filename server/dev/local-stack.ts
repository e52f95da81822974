/**
 * The processes of one machine, started in the order in which they need each other, kept running, and stopped in the
 * opposite order: what `npm start` runs and what integration tests run. Says nothing by itself; `say` is the caller's.
 */
import { join } from 'node:path';
import { startChroma } from './chroma.ts';
import { type DataFolder, REPOSITORY } from './data-folder.ts';
import { freePort } from './free-port.ts';
import { startLivekitServer } from './livekit-server.ts';
import { startNodeRoot } from './node-root.ts';
import { PATIENT_RESTARTS } from './restart-policy.ts';
import { type Environment, stackEnvironment } from './stack-environment.ts';
import { startSecrets } from './start-secrets.ts';
import { type Running, type Supervised, type SupervisedOptions, supervise } from './supervised.ts';
import { startTlsProxy } from './tls-proxy.ts';

export type StackPart = 'livekit' | 'chroma' | 'tool-worker' | 'server' | 'worker';
type OwnRoot = Extract<StackPart, 'tool-worker' | 'server' | 'worker'>;

export interface LanPlan {
  address: string;
  certPath: string;
  keyPath: string;
  cert: string;
  key: string;
}

export interface LocalStackOptions {
  /** The person's environment. LIVEKIT_URL or CHROMA_URL set there: that part is not started. */
  env: Environment;
  data: DataFolder;
  parts: readonly StackPart[];
  /** Port of the page; unset: a free one. */
  pagePort?: number;
  /** Preferred signalling port of LiveKit. */
  livekitPort?: number;
  lan?: LanPlan | undefined;
  /** Other programs in place of ours, for tests of the starter itself. */
  programs?: Partial<Record<OwnRoot, string>>;
  /** Has to be there before the tool-worker starts. */
  beforeToolWorker?: Promise<unknown>;
  /** Given the environment of the processes before any of ours starts; what it returns is added to it. */
  chooseProviders?: (env: Environment) => Promise<Environment>;
  say?: (line: string) => void;
  onLine?: (name: string, line: string) => void;
  /** A part ended too often and was given up. */
  onGivenUp?: (part: StackPart, sentence: string) => void;
  signal?: AbortSignal;
}

export interface LocalStack extends AsyncDisposable {
  /** Environment of its processes. */
  env: Environment;
  livekit: { url: string; apiKey: string; apiSecret: string };
  chromaUrl: string | undefined;
  toolWorkerUrl: string;
  workerStatusUrl: string;
  pageUrl: string;
  pid(part: StackPart): number | undefined;
  /** Parts without which the rest still works and which could not be started, as sentences. */
  problems: string[];
  stop(): Promise<void>;
}

const PROGRAMS: Record<OwnRoot, string> = {
  'tool-worker': join(REPOSITORY, 'agents', 'tool-worker.ts'),
  server: join(REPOSITORY, 'server', 'main.ts'),
  worker: join(REPOSITORY, 'agents', 'worker.ts'),
};
/** The worker drains first: while it does, everything its calls need is still there. */
const STOP_ORDER: readonly StackPart[] = ['worker', 'server', 'tool-worker', 'chroma', 'livekit'];
/** The worker drains on the first SIGTERM; on the second it says goodbye in the calls that are left, for up to 8 s. */
const STOP_GRACE: Record<OwnRoot, { graceMs: number; urgeMs?: number }> = {
  worker: { graceMs: 12_000, urgeMs: 1_500 },
  server: { graceMs: 5_000 },
  'tool-worker': { graceMs: 5_000 },
};

export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { data, env: given } = options;
  const say = options.say ?? (() => {});
  const secrets = startSecrets(data.secrets);
  const starts = (part: StackPart) => options.parts.includes(part);
  const ownLivekit = !given.LIVEKIT_URL && starts('livekit');
  const ownChroma = !given.CHROMA_URL && starts('chroma');
  const pagePort = options.pagePort || (await freePort());
  const [livekitPort, proxyPort, chromaPort, toolWorkerPort, statusPort] = [
    await freePort(options.livekitPort),
    options.lan ? await freePort(7443, 'tcp', '0.0.0.0') : 0,
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const pageUrl = options.lan ? `https://${options.lan.address}:${pagePort}` : `http://127.0.0.1:${pagePort}`;
  const addresses = {
    livekitUrl: ownLivekit ? `ws://127.0.0.1:${livekitPort}` : (given.LIVEKIT_URL ?? ''),
    livekitPublicUrl:
      options.lan && ownLivekit ? `wss://${options.lan.address}:${proxyPort}` : given.LIVEKIT_PUBLIC_URL,
    chromaUrl: ownChroma ? `http://127.0.0.1:${chromaPort}` : given.CHROMA_URL,
    toolWorkerUrl: `http://127.0.0.1:${toolWorkerPort}`,
    workerStatusUrl: `http://127.0.0.1:${statusPort}`,
    pagePort,
    dataDir: data.root,
    tls: options.lan,
  };
  let env = stackEnvironment(given, addresses, secrets);
  const keys = { apiKey: env.LIVEKIT_API_KEY ?? '', apiSecret: env.LIVEKIT_API_SECRET ?? '' };

  const abort = new AbortController();
  const forward = () => abort.abort(options.signal?.reason);
  if (options.signal?.aborted) forward();
  options.signal?.addEventListener('abort', forward, { once: true });
  const running = new Map<StackPart, Supervised>();
  const closers: (() => Promise<void>)[] = [];
  const problems: string[] = [];

  const keep = async (
    part: StackPart,
    name: string,
    start: (signal: AbortSignal) => Promise<Running>,
    forgiving?: Pick<SupervisedOptions, 'onFirstFailure' | 'policy'>,
  ): Promise<void> => {
    if (abort.signal.aborted) throw abort.signal.reason;
    const supervised = await supervise({
      name,
      // Abandoned when the part is stopped, and when the whole start is.
      start: (stopping) => start(AbortSignal.any([stopping, abort.signal])),
      say,
      onGivenUp: (sentence) => options.onGivenUp?.(part, sentence),
      ...forgiving,
    });
    running.set(part, supervised);
    if (abort.signal.aborted) throw abort.signal.reason;
  };
  const root = (part: OwnRoot) =>
    keep(part, part, async (signal) => {
      const file = options.programs?.[part] ?? PROGRAMS[part];
      const { child } = await startNodeRoot({
        name: part,
        file,
        env,
        logDir: data.logs,
        signal,
        onLine: (line) => options.onLine?.(part, line),
      });
      return { pid: child.pid, exited: child.exited, stop: () => child.stop(STOP_GRACE[part]) };
    });

  const stop = once(async () => {
    options.signal?.removeEventListener('abort', forward);
    abort.abort(new Error('The stack is being stopped.'));
    for (const part of STOP_ORDER) await running.get(part)?.stop();
    for (const close of closers) await close();
  });

  const startLivekit = async () => {
    if (!ownLivekit) return;
    const webhookUrl = `${options.lan ? 'https' : 'http'}://127.0.0.1:${pagePort}/api/livekit/webhook`;
    const common = {
      dataDir: data.root,
      binDir: data.bin,
      keys,
      say,
      ...(options.lan ? { nodeIp: options.lan.address, trustedCertPath: options.lan.certPath } : {}),
      ...(starts('server') ? { webhookUrl } : {}),
    };
    await keep('livekit', 'livekit-server', async (signal) => {
      const server = await startLivekitServer({ ...common, port: livekitPort, strictPort: true, signal });
      return { pid: server.pid, exited: server.child.exited, stop: () => server.stop() };
    });
    if (options.lan) {
      const proxy = await startTlsProxy({
        cert: options.lan.cert,
        key: options.lan.key,
        listenHost: '0.0.0.0',
        listenPort: proxyPort,
        targetPort: livekitPort,
      });
      closers.push(() => proxy.stop());
    }
  };
  const startIndex = async () => {
    if (!ownChroma) return;
    const start = async (signal: AbortSignal) => {
      const chroma = await startChroma({
        dataDir: data.chroma,
        logDir: data.logs,
        bindingDir: data.chromaBinding,
        port: chromaPort,
        strictPort: true,
        signal,
        say,
      });
      return { pid: chroma.pid, exited: chroma.child.exited, stop: () => chroma.stop() };
    };
    await keep('chroma', 'chroma', start, {
      policy: PATIENT_RESTARTS,
      onFirstFailure: (sentence) =>
        problems.push(`${sentence} It is tried again by itself; until it runs, memory is ranked by words.`),
    });
  };
  const startOwn = async (livekitUp: Promise<void>) => {
    const chosen = options.chooseProviders ? await options.chooseProviders(env) : {};
    env = { ...env, ...chosen };
    const toolWorker = (async () => {
      if (!starts('tool-worker')) return;
      await options.beforeToolWorker;
      await root('tool-worker');
    })();
    const server = starts('server') ? root('server') : Promise.resolve();
    const worker = (async () => {
      if (!starts('worker')) return;
      await Promise.all([livekitUp, toolWorker]);
      await root('worker');
    })();
    await all([toolWorker, server, worker], abort);
  };

  const livekitUp = startLivekit();
  try {
    await all([livekitUp, startIndex(), startOwn(livekitUp)], abort);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    env,
    livekit: { url: addresses.livekitUrl, ...keys },
    chromaUrl: addresses.chromaUrl,
    toolWorkerUrl: addresses.toolWorkerUrl,
    workerStatusUrl: addresses.workerStatusUrl,
    pageUrl,
    pid: (part) => running.get(part)?.pid(),
    problems,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Like Promise.all, but the first failure abandons the others and it returns only when all have ended: nothing starts behind our back. */
async function all(starting: Promise<unknown>[], abort: AbortController): Promise<void> {
  for (const each of starting) each.catch((error: unknown) => abort.abort(error));
  const results = await Promise.allSettled(starting);
  const failed = results.some((result) => result.status === 'rejected');
  if (failed) throw abort.signal.reason;
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= action();
    return done;
  };
}
