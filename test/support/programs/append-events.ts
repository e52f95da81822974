/** Appends events of a made-up call to a log, one commit each, as another process would: <file> <key> <call> <count>. */
import { openSqliteEventLog } from '../../../agents/log/sqlite/sqlite-event-log.ts';
import { longCall } from '../call-script.ts';

const [file = '', masterKeyFile = '', callId = '', count = '0'] = process.argv.slice(2);
const log = await openSqliteEventLog({ file, masterKeyFile });
for (const event of longCall(callId, Number(count) - 1)) await log.append(callId, 'u1', [event]);
await log.close();
