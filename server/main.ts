/**
 * Composition root of the server: reads the environment, opens what the application needs, listens, and stops on
 * SIGTERM, SIGINT or when the process that started it goes. Says `{type: 'ready', url}` over the process channel.
 */
import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { createToolboxClient } from '../agents/acting/toolbox/client.ts';
import { Catalog } from '../agents/catalog/catalog.ts';
import { callsWithOldFiles, removeCallFiles } from '../agents/files/file-store.ts';
import { createKnowledgeClient } from '../agents/knowledge/knowledge-client.ts';
import { openSqliteApprovalStore } from '../agents/log/sqlite/sqlite-approval-store.ts';
import { openSqliteCallInbox } from '../agents/log/sqlite/sqlite-call-inbox.ts';
import { openSqliteEventLog } from '../agents/log/sqlite/sqlite-event-log.ts';
import { openSqliteRetention } from '../agents/log/sqlite/sqlite-retention.ts';
import { openSqliteRuleSetStore } from '../agents/log/sqlite/sqlite-rule-set-store.ts';
import { openSqliteTaskStore } from '../agents/log/sqlite/sqlite-task-store.ts';
import { createMemoryClient } from '../agents/memory/client.ts';
import { EnvironmentError } from '../agents/settings/env.ts';
import { processEnv } from '../agents/settings/process-env.ts';
import { createTasksClient } from '../agents/tasks/tasks-client.ts';
import { buildApp } from './app.ts';
import type { AppContext } from './app-context.ts';
import { type ServerConfig, serverConfig } from './config/config.ts';
import { readServerEnv } from './config/env.ts';
import { loadSecrets } from './config/secrets.ts';
import { listenUrl, sentenceOfListenFailure } from './listen-url.ts';
import { connectLiveKit } from './livekit.ts';
import { DEFAULT_LIMITS } from './plugins/limits.ts';
import { agentDirectory } from './records/agent-directory.ts';
import { knowledgeDesk } from './records/knowledge-desk.ts';
import { absentMemory, memoryRecords } from './records/memory-records.ts';
import { startRetention } from './records/retention.ts';
import { toolDesk } from './records/tool-desk.ts';
import { statusProbes } from './status/probes.ts';
import { monitorStatus } from './status/status-monitor.ts';

/** What is being answered may finish; beyond this the process ends anyway. */
const CLOSE_DEADLINE_MS = 5000;
const WAKE_DEADLINE_MS = 1000;

async function main(): Promise<void> {
  const env = readServerEnv(processEnv());
  const config = serverConfig(env);
  const secrets = await loadSecrets(env);
  const log = pino({ name: 'server', level: config.logLevel });
  log.debug({ config }, 'the configuration');
  const nowMs = () => Date.now();
  const { file, masterKeyFile } = config.database;
  const eventLog = await openSqliteEventLog({ file, masterKeyFile, onTrouble: (sentence) => log.warn(sentence) });
  const inbox = await openSqliteCallInbox({ file, masterKeyFile });
  const approvals = await openSqliteApprovalStore({ file, masterKeyFile });
  const policies = await openSqliteRuleSetStore({ file, masterKeyFile });
  const tasks = await openSqliteTaskStore({ file, masterKeyFile });
  const livekit = connectLiveKit({ url: config.livekit.url, ...secrets.livekit, agentName: config.agentName });
  const agents = agentDirectory(
    new Catalog(config.catalogDir, ({ message }) => log.warn(`The catalog has a mistake: ${message}`)),
  );
  const service =
    config.toolWorker.kind === 'none'
      ? undefined
      : createMemoryClient({ url: config.toolWorker.url, token: secrets.internalToken ?? '', log });
  const memory = service === undefined ? absentMemory() : memoryRecords(service);
  const status = monitorStatus(statusProbes({ config, livekit, agents, eventLog, memory: service }), nowMs);
  const engine =
    config.toolWorker.kind === 'none'
      ? undefined
      : createTasksClient({ url: config.toolWorker.url, token: secrets.internalToken ?? '' });
  const toolbox =
    config.toolWorker.kind === 'none'
      ? undefined
      : createToolboxClient({ url: config.toolWorker.url, token: secrets.internalToken ?? '' });
  const documents =
    config.toolWorker.kind === 'none'
      ? undefined
      : createKnowledgeClient({ url: config.toolWorker.url, token: secrets.internalToken ?? '' });
  const context: AppContext = {
    config,
    secrets,
    log,
    livekit,
    eventLog,
    inbox,
    approvals,
    policies,
    tasks,
    wakeTasks: () => void engine?.wake(AbortSignal.timeout(WAKE_DEADLINE_MS)),
    memory,
    tools: toolDesk(toolbox),
    knowledge: knowledgeDesk(documents),
    agents,
    status,
    nowMs,
    limits: DEFAULT_LIMITS,
  };
  const app = await buildApp(context, await tlsOf(config));
  const stopRemoving = await removeWhatIsOld(context);

  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'the server stops');
    setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS).unref();
    app
      .close()
      .then(stopRemoving)
      .then(() => Promise.all([eventLog.close(), inbox.close(), approvals.close(), policies.close(), tasks.close()]))
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'the server did not stop cleanly');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('disconnect', () => stop('the starter has gone'));

  try {
    await app.listen({ host: config.listen.host, port: config.listen.port });
  } catch (error) {
    throw new EnvironmentError(sentenceOfListenFailure(error, config.listen));
  }
  const url = listenUrl(app.server.address(), config.listen);
  log.info({ url }, 'the server listens');
  process.send?.({ type: 'ready', url });
}

/** The function returned ends it. */
async function removeWhatIsOld({ config, log, nowMs }: AppContext): Promise<() => Promise<void>> {
  const { dataDir, retentionDays: days, database } = config;
  if (days === undefined) return async () => {};
  const store = await openSqliteRetention(database);
  const files = {
    olderThan: (beforeMs: number) => callsWithOldFiles(dataDir, beforeMs),
    remove: (callId: string) => removeCallFiles(dataDir, callId),
  };
  const retention = startRetention({ store, files, days, nowMs, log });
  return async () => {
    await retention.stop();
    await store.close();
  };
}

async function tlsOf({ listen: { tls } }: ServerConfig) {
  if (tls.kind === 'off') return undefined;
  const read = async (variable: string, file: string) =>
    await readFile(file).catch((error: unknown) => {
      throw new EnvironmentError(
        `${variable}=${JSON.stringify(file)} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      );
    });
  return { cert: await read('PARLEY_TLS_CERT', tls.certPath), key: await read('PARLEY_TLS_KEY', tls.keyPath) };
}

main().catch((error: unknown) => {
  const log = pino({ name: 'server' });
  if (error instanceof EnvironmentError) log.fatal(error.message);
  else log.fatal({ err: error }, 'the server could not start');
  process.exit(1);
});
