/**
 * Composition root of the worker: reads the environment, opens the log, runs one WorkerProcess until it is told to stop.
 * `node agents/worker.ts [host file]`. Says `{type: 'ready', statusUrl}` over the process channel when a call would be answered.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { removeCallFiles } from './files/file-store.ts';
import { databaseFiles } from './log/database-files.ts';
import { openSqliteCallInbox } from './log/sqlite/sqlite-call-inbox.ts';
import { openSqliteEventLog } from './log/sqlite/sqlite-event-log.ts';
import { type AgentEnv, agentEnv, EnvironmentError, parseEnvironment } from './settings/env.ts';
import { processEnv } from './settings/process-env.ts';
import { WorkerProcess } from './worker/worker-process.ts';

const VERSION = '0.1.0';

async function main(): Promise<void> {
  const env = parseEnvironment(agentEnv, processEnv());
  const { url, apiKey, apiSecret } = livekitSettings(env);
  const log = pino({ name: 'worker', level: env.LOG_LEVEL });
  const database = databaseFiles(env.PARLEY_DATA_DIR, env.DATABASE_URL);
  const callLog = await openSqliteEventLog(database);
  const inbox = await openSqliteCallInbox(database);
  const cores = availableParallelism();
  const worker = new WorkerProcess(
    {
      url,
      apiKey,
      apiSecret,
      agentName: env.PARLEY_AGENT_NAME,
      version: VERSION,
      hostFile: process.argv[2] ?? join(import.meta.dirname, 'host.ts'),
      hosts: env.PARLEY_HOSTS ?? cores + 1,
      callsPerHost: env.PARLEY_CALLS_PER_HOST,
      cores,
      statusPort: env.PARLEY_WORKER_PORT,
      drainMs: env.PARLEY_DRAIN_MS,
    },
    {
      callLog,
      inbox,
      log,
      callEnded: (callId) =>
        void removeCallFiles(env.PARLEY_DATA_DIR, callId).catch((error: unknown) =>
          log.warn({ callId, error: String(error) }, 'Files of a call were not removed'),
        ),
      connectFailed: (problem) => {
        // Wrong settings stay wrong: say so and end, before the first call; later it may be LiveKit that is being changed.
        if (problem.settings && !ready) end(1);
      },
    },
  );
  let ready = false;
  let stopping = false;
  const end = (code: number): void => {
    process.exitCode = code;
    process.exit();
  };
  const stop = (step: 'drain' | 'cut-short'): void => {
    const stopped = step === 'drain' && !stopping ? worker.drain() : worker.cutShort();
    if (stopping) return;
    stopping = true;
    stopped
      .then(() => Promise.all([callLog.close(), inbox.close()]))
      .then(
        () => end(0),
        (error: unknown) => {
          log.error({ error: String(error) }, 'The worker did not stop cleanly');
          end(1);
        },
      );
  };
  process.on('SIGTERM', () => stop('drain'));
  process.on('SIGINT', () => stop('cut-short'));
  process.on('disconnect', () => stop('cut-short'));
  const { statusUrl } = await worker.start();
  ready = true;
  log.info({ statusUrl }, 'The worker is ready: a call would be answered');
  process.send?.({ type: 'ready', statusUrl });
}

function livekitSettings(env: AgentEnv): { url: string; apiKey: string; apiSecret: string } {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } = env;
  if (url === undefined || apiKey === undefined || apiSecret === undefined)
    throw new EnvironmentError(
      'The worker needs LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET; `npm start` sets them when it starts LiveKit itself.',
    );
  if (!/^(ws|wss|http|https):\/\/[^/]/.test(url) || !URL.canParse(url))
    throw new EnvironmentError(
      `LIVEKIT_URL=${JSON.stringify(url)} is not a URL that starts with ws://, wss://, http:// or https://.`,
    );
  return { url, apiKey, apiSecret };
}

main().catch((error: unknown) => {
  pino({ name: 'worker' }).fatal(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
