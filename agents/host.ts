/**
 * Composition root of a host: one process, many calls. Forked by the worker, speaks only to it, opens no database and
 * listens on no port. Ends when its worker does.
 */
import { type Logger, pino } from 'pino';
import { realClock } from '../media/clock.ts';
import { createApprovalsClient } from './acting/approvals/approvals-client.ts';
import { createRulesClient } from './acting/rules/rules-client.ts';
import { RulesWatch } from './acting/rules/rules-watch.ts';
import { createToolboxClient } from './acting/toolbox/client.ts';
import { HostToolbox } from './acting/toolbox/host-toolbox.ts';
import { CallHost } from './call/call-host.ts';
import { Catalog } from './catalog/catalog.ts';
import { loadFile } from './files/file-store.ts';
import { createMemoryClient } from './memory/client.ts';
import { createModels } from './models/registry.ts';
import { createSheetClient } from './presenting/sheet-client.ts';
import { CallRoom } from './room/call-room.ts';
import { loadMediaEngine, roomCloser } from './room/media-engine.ts';
import { createPictureWork } from './seeing/picture-work.ts';
import { createReadingClient } from './seeing/reading/reading-client.ts';
import { type AgentEnv, agentEnv, parseEnvironment } from './settings/env.ts';
import { processEnv } from './settings/process-env.ts';
import { LATENCY_BUDGET_DEFAULTS } from './speaking/budget.ts';
import { PhraseCache } from './speaking/phrase-cache.ts';
import { createTasksClient } from './tasks/tasks-client.ts';
import type { HostToWorker, WorkerToHost } from './worker/host-messages.ts';

const NOBODY_JOINED_MS = 60_000;
const CALLER_RETURN_MS = 15_000;
const FILE_OPEN_MS = 10_000;
const MAX_CALL_MS = 4 * 3_600_000;

const send = (message: HostToWorker): void => {
  if (process.connected) process.send?.(message);
};

async function main(): Promise<void> {
  const keys = processEnv();
  const env = parseEnvironment(agentEnv, keys);
  const log = pino({ name: 'host', level: env.LOG_LEVEL });
  await loadMediaEngine();
  const models = await createModels(
    {
      providers: {
        stt: env.PARLEY_STT,
        tts: env.PARLEY_TTS,
        llm: env.PARLEY_LLM ?? 'local:rules',
        router: env.PARLEY_ROUTER,
        planner: env.PARLEY_PLANNER,
        vision: env.PARLEY_VISION,
        vad: env.PARLEY_VAD,
        turnDetector: env.PARLEY_TURN_DETECTOR,
      },
      keys,
      toolWorkerUrl: env.PARLEY_TOOL_WORKER_URL,
    },
    log,
  );
  const catalog = new Catalog(env.PARLEY_CATALOG, ({ message }) => log.warn(`The catalog has a mistake: ${message}`));
  const host = new CallHost(
    {
      openRoom: (options) => new CallRoom(options),
      models,
      phrases: new PhraseCache(),
      memory: createMemoryClient({
        url: env.PARLEY_TOOL_WORKER_URL ?? 'http://127.0.0.1:9',
        token: env.PARLEY_INTERNAL_TOKEN ?? '',
        log,
      }),
      approvals: createApprovalsClient({
        url: env.PARLEY_TOOL_WORKER_URL ?? 'http://127.0.0.1:9',
        token: env.PARLEY_INTERNAL_TOKEN ?? '',
      }),
      pictures: createPictureWork(),
      reading: createReadingClient({
        url: env.PARLEY_TOOL_WORKER_URL ?? 'http://127.0.0.1:9',
        token: env.PARLEY_INTERNAL_TOKEN ?? '',
        log,
      }),
      sheets: createSheetClient({
        url: env.PARLEY_TOOL_WORKER_URL ?? 'http://127.0.0.1:9',
        token: env.PARLEY_INTERNAL_TOKEN ?? '',
      }),
      openFile: (callId, fileId, key) =>
        loadFile(env.PARLEY_DATA_DIR, callId, { fileId, key }, AbortSignal.timeout(FILE_OPEN_MS)),
      catalog,
      toolbox: openToolbox(env, log),
      policy: watchRules(env, log),
      tasks: tasksOf(env),
      log,
      hangUp: roomCloser(
        env.LIVEKIT_URL ?? 'ws://127.0.0.1:7880',
        env.LIVEKIT_API_KEY ?? '',
        env.LIVEKIT_API_SECRET ?? '',
      ),
      settings: {
        endpointingMs: env.PARLEY_ENDPOINTING_MS,
        speculation: env.PARLEY_SPECULATION === 'on',
        greeting: env.PARLEY_GREETING,
        latency: LATENCY_BUDGET_DEFAULTS,
        nobodyJoinedMs: NOBODY_JOINED_MS,
        callerReturnMs: CALLER_RETURN_MS,
        maxCallMs: MAX_CALL_MS,
        readingLanguage: env.PARLEY_READING_LANGUAGE,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
    },
    send,
    () => process.exit(0),
  );
  process.on('message', (message: WorkerToHost) => host.receive(message));
  const stop = (reason: string) => void host.stop(reason).finally(() => process.exit(0));
  process.on('disconnect', () => stop('the worker is gone'));
  process.on('SIGTERM', () => stop('the host was told to stop'));
  // The terminal's Ctrl-C reaches the whole group: the worker decides when its hosts go.
  process.on('SIGINT', () => undefined);
  // One call's mistake must not end the others: it is logged as what it is, a defect.
  process.on('unhandledRejection', (error) =>
    log.error({ error: String(error), stack: error instanceof Error ? error.stack : undefined }, 'unhandled rejection'),
  );
  process.on('uncaughtException', (error) => {
    log.fatal({ error: String(error), stack: error.stack }, 'uncaught exception');
    send({ type: 'fatal', reason: String(error) });
    process.exit(1);
  });
  // Connections and weights before the first caller: a cold first turn is heard.
  // The catalog too: a file that is good now is what a later mistake in it falls back to.
  const known = catalog
    .list()
    .catch((error: unknown) => log.error({ error: String(error) }, 'the catalog cannot be read'));
  await Promise.all([models.prewarm(), known]);
  send({ type: 'ready', pid: process.pid });
}

/** Without a tool-worker there are no sources and nothing is switched off. */
function openToolbox(env: AgentEnv, log: Logger): HostToolbox | undefined {
  const { PARLEY_TOOL_WORKER_URL: url, PARLEY_INTERNAL_TOKEN: token = '' } = env;
  return url === undefined
    ? undefined
    : new HostToolbox({ client: createToolboxClient({ url, token }), clock: realClock, log });
}

/** Without a tool-worker nothing works in the background. */
function tasksOf({ PARLEY_TOOL_WORKER_URL: url, PARLEY_INTERNAL_TOKEN: token = '' }: AgentEnv) {
  return url === undefined ? undefined : createTasksClient({ url, token });
}

/** Without a tool-worker no rules can be stored. */
function watchRules(env: AgentEnv, log: Logger): RulesWatch | undefined {
  const { PARLEY_TOOL_WORKER_URL: url, PARLEY_INTERNAL_TOKEN: token = '' } = env;
  return url === undefined
    ? undefined
    : new RulesWatch({ current: createRulesClient({ url, token }), clock: realClock, log });
}

main().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  pino({ name: 'host' }).fatal(reason);
  send({ type: 'fatal', reason });
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 100).unref();
});
