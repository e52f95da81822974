/**
 * The tool-worker process: serves what may block, flood or crash (the embedded models, the memory service) to the
 * other processes of this machine, on 127.0.0.1 only. This file wires, starts and stops it and does nothing else.
 */
import pino from 'pino';
import { createApprovalsService } from './acting/approvals/approvals-service.ts';
import { createRulesService } from './acting/rules/rules-http.ts';
import { createToolboxService } from './acting/toolbox/toolbox-service.ts';
import { createFileReader } from './files/file-reader.ts';
import { addressRule } from './internal/guarded-request.ts';
import { mountService, type OpenedService } from './internal/mounted-service.ts';
import { postSigned } from './internal/post-signed.ts';
import { createKnowledgeHandler } from './knowledge/knowledge-http.ts';
import { createKnowledgeService, type KnowledgeService } from './knowledge/knowledge-service.ts';
import { type DatabaseFiles, databaseFiles } from './log/database-files.ts';
import { openSqliteApprovalStore } from './log/sqlite/sqlite-approval-store.ts';
import { openSqliteCallInbox } from './log/sqlite/sqlite-call-inbox.ts';
import { openSqliteRuleSetStore } from './log/sqlite/sqlite-rule-set-store.ts';
import { openSqliteToolSwitches } from './log/sqlite/sqlite-tool-switches.ts';
import { createMemoryHandler } from './memory/http.ts';
import { createMemoryService } from './memory/service.ts';
import { startToolWorker } from './models/embedded/start-tool-worker.ts';
import type { Embedder } from './models/interfaces.ts';
import { createOcrEngine } from './seeing/reading/ocr-engine.ts';
import { type AgentEnv, agentEnv, parseEnvironment } from './settings/env.ts';
import { processEnv } from './settings/process-env.ts';
import { createTasksService } from './tasks/tasks-service.ts';

const environment = processEnv();
const log = pino({ name: 'tool-worker' });

process.on('uncaughtException', (error) => log.error({ err: error }, 'something failed that nobody waited for'));
process.on('unhandledRejection', (error) => log.error({ err: error }, 'something failed that nobody waited for'));

try {
  const settings = parseEnvironment(agentEnv, environment);
  log.level = settings.LOG_LEVEL;
  const files = databaseFiles(settings.PARLEY_DATA_DIR, settings.DATABASE_URL);
  const knowledge = openKnowledge(settings, files);
  const documents = await mountService('knowledge', async () => serveKnowledge(await knowledge), log);
  const services = await Promise.all([
    mountService('memory', () => openMemory(settings, files), log),
    mountService('policy', async () => createRulesService(await openSqliteRuleSetStore(files)), log),
    mountService('approvals', () => openApprovals(settings, files), log),
    mountService('tools', async () => openToolbox(settings, files, await knowledge.catch(() => undefined)), log),
    mountService('tasks', () => createTasksService({ settings, environment, files, log }), log),
  ]);
  const worker = await startToolWorker({
    settings,
    environment,
    log,
    handlers: [documents, ...services].map(({ handler }) => handler),
  });
  let stopping = false;
  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    await worker.close();
    // Sources let go of their documents before the service that keeps them ends.
    await Promise.all(services.map((service) => service.close()));
    await documents.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('disconnect', () => void stop('the process that started it has gone'));
  process.send?.({ type: 'ready', url: worker.url, models: worker.status() });
} catch (error) {
  log.fatal({ err: error }, error instanceof Error ? error.message : String(error));
  process.exit(1);
}

async function openMemory(settings: AgentEnv, { file, masterKeyFile }: DatabaseFiles): Promise<OpenedService> {
  const embedder = await embedderOf(settings);
  const service = await createMemoryService({
    dbFile: file,
    masterKeyFile,
    log,
    ...(settings.CHROMA_URL === undefined ? {} : { chromaUrl: settings.CHROMA_URL }),
    ...(embedder === undefined ? {} : { embedder }),
  });
  return { answer: createMemoryHandler(service), close: () => service.close() };
}

async function openApprovals(settings: AgentEnv, files: DatabaseFiles): Promise<OpenedService> {
  const [store, inbox] = await Promise.all([openSqliteApprovalStore(files), openSqliteCallInbox(files)]);
  const nowMs = () => Date.now();
  const { PARLEY_REVIEW_WEBHOOK: webhook, PARLEY_TASK_WEBHOOK_SECRET: secret } = settings;
  // The operator of this server chose the address: it may lie in their own network.
  const post =
    webhook === undefined
      ? undefined
      : (notice: object, key: string) =>
          postSigned(webhook, notice, key, { secret, privateAddresses: true }, nowMs(), AbortSignal.timeout(15_000));
  return createApprovalsService({ store, inbox, post, nowMs, log });
}

async function openToolbox(
  settings: AgentEnv,
  files: DatabaseFiles,
  knowledge: KnowledgeService | undefined,
): Promise<OpenedService> {
  const switches = await openSqliteToolSwitches(files);
  const { PARLEY_CATALOG: catalogDir, PARLEY_TOOL_WORKER_URL: url, PARLEY_INTERNAL_TOKEN: token = '' } = settings;
  // Without an address of its own nobody listens: what functions ask of memory fails with a sentence.
  const memory = { url: url ?? 'http://127.0.0.1:9', token };
  return await createToolboxService({ catalogDir, environment, switches, memory, log, knowledge });
}

async function openKnowledge(settings: AgentEnv, files: DatabaseFiles): Promise<KnowledgeService> {
  const ocr = createOcrEngine({ log });
  const reader = createFileReader({ ocr, log });
  return await createKnowledgeService({
    ...files,
    chromaUrl: settings.CHROMA_URL,
    embedder: await embedderOf(settings),
    // Documents have a reader of their own: what a caller gives is read at once, however many documents there are.
    reader: { read: reader.read, close: async () => void (await Promise.all([reader.close(), ocr.close()])) },
    fetch: addressRule(settings.PARLEY_FETCH_PRIVATE === 'on'),
    log,
  });
}

function serveKnowledge(service: KnowledgeService): OpenedService {
  return { answer: createKnowledgeHandler(service), close: () => service.close() };
}

/** The registry is loaded only when an embedder is wanted: most machines rank by words. */
async function embedderOf(settings: AgentEnv): Promise<Embedder | undefined> {
  if (settings.PARLEY_EMBEDDER === undefined) return undefined;
  const { createModels } = await import('./models/registry.ts');
  const models = await createModels(
    {
      // A registry without a talker does not exist; this one is never asked.
      providers: { llm: 'openai+http://127.0.0.1/v1?model=none', embedder: settings.PARLEY_EMBEDDER },
      keys: environment,
      toolWorkerUrl: settings.PARLEY_TOOL_WORKER_URL,
    },
    log,
  );
  return models.embedder;
}
