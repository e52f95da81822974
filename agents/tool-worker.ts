/**
 * The tool-worker process: serves what may block, flood or crash (the embedded models, the memory service) to the
 * other processes of this machine, on 127.0.0.1 only. This file starts and stops it and does nothing else.
 */
import pino from 'pino';
import { startToolWorker } from './models/embedded/start-tool-worker.ts';
import { agentEnv, parseEnvironment } from './settings/env.ts';
import { processEnv } from './settings/process-env.ts';

const environment = processEnv();
const settings = parseEnvironment(agentEnv, environment);
const log = pino({ name: 'tool-worker', level: settings.LOG_LEVEL });

process.on('uncaughtException', (error) => log.error({ err: error }, 'something failed that nobody waited for'));
process.on('unhandledRejection', (error) => log.error({ err: error }, 'something failed that nobody waited for'));

try {
  const worker = await startToolWorker({ settings, environment, log });
  let stopping = false;
  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    await worker.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('disconnect', () => void stop('the process that started it has gone'));
  process.send?.({ type: 'ready', url: worker.url, models: worker.status() });
} catch (error) {
  log.fatal({ err: error }, error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
  process.disconnect?.();
}
