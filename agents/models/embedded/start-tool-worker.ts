/** Starts what the tool-worker serves, in order, and stops it in the opposite order. */

import { createFileReader } from '../../files/file-reader.ts';
import { createSheetHandler } from '../../presenting/sheet-handler.ts';
import { createSheetPress } from '../../presenting/sheet-press.ts';
import { createOcrEngine } from '../../seeing/reading/ocr-engine.ts';
import { createReadingHandler } from '../../seeing/reading/reading-handler.ts';
import { type AgentEnv, EnvironmentError } from '../../settings/env.ts';
import { createEmbeddedModels, type EmbeddedEngine } from './embedded-models.ts';
import { type HttpHandler, startEmbeddedServer } from './embedded-server.ts';
import type { RecogniserState } from './listen/recogniser.ts';
import type { Log } from './log.ts';

export interface ToolWorker {
  readonly url: string;
  status(): Record<EmbeddedEngine, RecogniserState>;
  close(): Promise<void>;
}

/** Engines that are slower to load than this go on loading while calls are taken already. */
const WARM_LIMIT_MS = 8_000;

export async function startToolWorker(options: {
  settings: AgentEnv;
  environment: Record<string, string | undefined>;
  log: Log;
  /** What is served beside the models. */
  handlers?: HttpHandler[];
}): Promise<ToolWorker> {
  const { settings, log } = options;
  const token = settings.PARLEY_INTERNAL_TOKEN;
  if (token === undefined) {
    throw new EnvironmentError(
      'PARLEY_INTERNAL_TOKEN is not set; the starter generates it, or give every process the same one.',
    );
  }
  const models = createEmbeddedModels({
    dataFolder: settings.PARLEY_DATA_DIR,
    environment: options.environment,
    token,
    log,
  });
  const ocr = createOcrEngine({ log });
  const files = createFileReader({ ocr, log });
  const press = createSheetPress();
  const reading = createReadingHandler({
    ocr,
    readFile: (file, signal) => {
      if (/\.(?:csv|tsv)$/i.test(file.name)) press.warm();
      return files.read(file, signal);
    },
    log,
  });
  const presenting = createSheetHandler({ press, log });
  const server = await startEmbeddedServer({
    port: portOf(settings.PARLEY_TOOL_WORKER_URL),
    token,
    health: () => ({ status: 'ok', models: models.status() }),
    handlers: [...models.handlers, reading, presenting, ...(options.handlers ?? [])],
    upgrades: models.upgrades,
    log,
  });
  const engines = enginesToWarm(settings);
  await within(models.warm(engines), WARM_LIMIT_MS);
  log.info({ url: server.url, engines, models: models.status() }, 'serving the embedded models');
  return {
    url: server.url,
    status: models.status,
    async close() {
      await Promise.all([models.close(), ocr.close(), files.close(), press.close()]);
      await server.close();
    },
  };
}

/** What the provider strings name; where none is given and no key is there, what calls will fall back to. */
export function enginesToWarm(settings: AgentEnv): EmbeddedEngine[] {
  const wanted = (setting: string | undefined, hasKey: boolean, engine: EmbeddedEngine) =>
    setting === undefined ? !hasKey : setting.includes(`local:${engine}`);
  const { PARLEY_STT: stt, PARLEY_TTS: tts, OPENAI_API_KEY: openAi, DEEPGRAM_API_KEY: deepgram } = settings;
  const engines: EmbeddedEngine[] = [];
  if (wanted(stt, deepgram !== undefined, 'pocketsphinx')) engines.push('pocketsphinx');
  if (wanted(stt, deepgram !== undefined, 'sherpa')) engines.push('sherpa');
  if (wanted(tts, openAi !== undefined, 'flite')) engines.push('flite');
  return engines;
}

function portOf(url: string | undefined): number {
  if (url === undefined) return 0;
  const port = URL.canParse(url) ? Number(new URL(url).port) : Number.NaN;
  if (!Number.isInteger(port) || port === 0) {
    throw new EnvironmentError(`PARLEY_TOOL_WORKER_URL=${JSON.stringify(url)} is not usable: it names no port.`);
  }
  return port;
}

function within(work: Promise<void>, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
