/**
 * The database thread: opens the file and does what it is asked, one operation at a time. It is started by
 * database-thread.ts and never imported.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { memoryHandlers } from '../../memory/sqlite/record-rows.ts';
import { readOrCreateMasterKey } from '../master-key.ts';
import { StoreError, toErrorData } from '../store-error.ts';
import { approvalHandlers } from './approval-rows.ts';
import { eventHandlers } from './event-rows.ts';
import { inboxHandlers } from './inbox-rows.ts';
import { createKeyRing } from './key-ring.ts';
import { knowledgeHandlers } from './knowledge-rows.ts';
import { openDatabase } from './open-database.ts';
import type {
  DatabaseOperations,
  Handlers,
  Input,
  OperationName,
  Output,
  ThreadReply,
  ThreadRequest,
  ThreadStart,
} from './operations.ts';
import { policyHandlers } from './policy-rows.ts';
import { retentionHandlers } from './retention-rows.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import { taskHandlers } from './task-rows.ts';
import { toolSwitchHandlers } from './tool-switch-rows.ts';

function openHandlers(start: ThreadStart) {
  const database = openDatabase(start.file, start.maxBytes);
  try {
    const keys = createKeyRing(database, readOrCreateMasterKey(start.masterKeyFile));
    const handlers: Handlers<keyof DatabaseOperations> = {
      ...eventHandlers(database, keys),
      ...inboxHandlers(database, keys),
      ...approvalHandlers(database, keys),
      ...knowledgeHandlers(database, keys),
      ...memoryHandlers(database, keys),
      ...policyHandlers(database),
      ...retentionHandlers(database),
      ...taskHandlers(database, keys),
      ...toolSwitchHandlers(database),
    };
    return { database, handlers };
  } catch (error) {
    database.close();
    throw error;
  }
}

if (!parentPort) throw new StoreError('invalid', 'thread-main.ts runs only as a worker thread.');
const port = parentPort;
const reply = (message: ThreadReply): void => port.postMessage(message);
const start: ThreadStart = workerData;
try {
  const { database, handlers } = openHandlers(start);
  const run = <N extends OperationName>(name: N, input: Input<N>): Output<N> => handlers[name](input);
  port.on('message', (request: (ThreadRequest & { input: Input<OperationName> }) | 'close') => {
    if (request === 'close') {
      database.close();
      port.close();
      return;
    }
    try {
      reply({ type: 'done', id: request.id, output: run(request.name, request.input) });
    } catch (error) {
      reply({
        type: 'failed',
        id: request.id,
        error: toErrorData(sqliteFailure(error, `${request.name} on ${start.file}`)),
      });
    }
  });
  reply({ type: 'opened' });
} catch (error) {
  reply({ type: 'not-opened', error: toErrorData(error) });
  port.close();
}
