import { createInMemoryEventLog } from '../../agents/log/in-memory-event-log.ts';
import { eventLogSuite } from './event-log-suite.ts';

eventLogSuite('in memory', async (options) => createInMemoryEventLog(options));
