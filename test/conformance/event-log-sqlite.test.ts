import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openSqliteEventLog } from '../../agents/log/sqlite/sqlite-event-log.ts';
import { eventLogSuite } from './event-log-suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-log-'));
let count = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

eventLogSuite('SQLite', (options) =>
  openSqliteEventLog({ file: join(folder, `${++count}.db`), masterKeyFile: join(folder, 'master.key'), ...options }),
);
