/**
 * Builds the embedded models and the routes they are served on. Nothing is loaded here: `warm` loads what calls will
 * ask for, and everything else loads when it is first asked for.
 */
import { availableParallelism, totalmem } from 'node:os';
import { chatRoute } from './brain/chat-route.ts';
import { modelsRoute } from './brain/models-route.ts';
import { warmBrain } from './brain/warm-brain.ts';
import type { HttpHandler, UpgradeHandler } from './embedded-server.ts';
import { listenSockets } from './listen/listen-socket.ts';
import type { Recogniser, RecogniserState } from './listen/recogniser.ts';
import type { Log } from './log.ts';
import { createPocketSphinx } from './pocketsphinx/pocketsphinx.ts';
import { createSherpa } from './sherpa/sherpa.ts';
import { type FlitePool, startFlitePool } from './speech/flite-pool.ts';
import { speechRoute } from './speech/speech-route.ts';

export type EmbeddedEngine = 'pocketsphinx' | 'sherpa' | 'flite' | 'rules';

export interface EmbeddedModels {
  handlers: HttpHandler[];
  upgrades: UpgradeHandler[];
  status(): Record<EmbeddedEngine, RecogniserState>;
  /** Loads these engines; resolves when each is ready or has failed, never rejects. */
  warm(engines: EmbeddedEngine[]): Promise<void>;
  close(): Promise<void>;
}

const PAIR_BYTES = 180e6;
const FLITE_THREADS = 2;

export function createEmbeddedModels(options: {
  dataFolder: string;
  environment: Record<string, string | undefined>;
  token: string;
  log: Log;
  /** For tests; else as many as the machine bears. */
  maxCallers?: number;
}): EmbeddedModels {
  const { log } = options;
  const recognisers: Recogniser[] = [
    createPocketSphinx({
      dataFolder: options.dataFolder,
      environment: options.environment,
      // A caller speaks about a third of the time, at up to half a core: four callers a core; and half of the memory.
      maxCallers:
        options.maxCallers ??
        Math.max(2, Math.min(availableParallelism() * 4, Math.floor(totalmem() / 2 / PAIR_BYTES))),
      spares: 1,
      log,
    }),
    createSherpa({ dataFolder: options.dataFolder, log }),
  ];
  const speech = lazily(() => startFlitePool({ threads: FLITE_THREADS, log }));
  const sockets = listenSockets({ recognisers, token: options.token, log });
  const stateOf = (name: string): RecogniserState =>
    recognisers.find((recogniser) => recogniser.name === name)?.state ?? { state: 'cold' };
  const status = () => ({
    pocketsphinx: stateOf('pocketsphinx'),
    sherpa: stateOf('sherpa'),
    flite: speech.state(),
    rules: { state: 'ready' as const },
  });
  return {
    handlers: [speechRoute({ pool: speech.get, log }), chatRoute({ log }), modelsRoute(status)],
    upgrades: [sockets.handle],
    status,
    async warm(engines) {
      warmBrain();
      const loading = recognisers
        .filter(({ name }) => engines.some((engine) => engine === name))
        .map((recogniser) => recogniser.warm());
      if (engines.includes('flite')) loading.push(warmSpeech(speech.get, log));
      await Promise.all(loading);
    },
    async close() {
      sockets.close();
      await Promise.all([...recognisers.map((recogniser) => recogniser.close()), speech.close()]);
    },
  };
}

/** Starts once, at the first wish; a failed start is tried again at the next. */
function lazily(start: () => Promise<FlitePool>) {
  let started: Promise<FlitePool> | undefined;
  let state: RecogniserState = { state: 'cold' };
  return {
    state: () => state,
    get: () => {
      if (started !== undefined) return started;
      state = { state: 'starting' };
      started = start();
      started.then(
        () => {
          state = { state: 'ready' };
        },
        (error: unknown) => {
          state = { state: 'unavailable', reason: String(error) };
          started = undefined;
        },
      );
      return started;
    },
    close: async () => {
      const pool = await started?.catch(() => undefined);
      await pool?.close();
    },
  };
}

/** The first sentences of a thread are slow: the compiled code is still being optimised. */
async function warmSpeech(get: () => Promise<FlitePool>, log: Log): Promise<void> {
  try {
    const pool = await get();
    const signal = new AbortController().signal;
    const texts = ['Hello there, how can I help you?', 'One moment please, I am thinking.'];
    await Promise.all([...texts, ...texts].map((text) => pool.render(text, 'slt', 1, signal)));
  } catch (error) {
    log.error({ err: error }, 'flite could not be loaded');
  }
}
