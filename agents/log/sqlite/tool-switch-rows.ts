/** Kill switches of tools as rows, inside the database thread. An operator's reason is for everybody: nothing is sealed. */
import type { KillSwitch } from '../../acting/toolbox/toolbox-api.ts';
import type { Database } from './open-database.ts';
import type { Handlers, ToolSwitchOperations } from './operations.ts';

interface SwitchRow {
  kind: KillSwitch['kind'];
  name: string;
  off: number;
  set_by: string;
  reason: string;
  at_ms: number;
}

export function toolSwitchHandlers(database: Database): Handlers<keyof ToolSwitchOperations> {
  const select = database.sql.prepare('SELECT * FROM tool_switches ORDER BY at_ms');
  const put = database.sql.prepare(
    `INSERT INTO tool_switches (kind, name, off, set_by, reason, at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (kind, name) DO UPDATE
     SET off = excluded.off, set_by = excluded.set_by, reason = excluded.reason, at_ms = excluded.at_ms`,
  );
  return {
    'toolSwitch.all': () =>
      (select.all() as object[] as SwitchRow[]).map(({ off, set_by, at_ms, ...row }) => ({
        ...row,
        off: off === 1,
        by: set_by,
        atMs: at_ms,
      })),
    'toolSwitch.set': ({ kind, name, off, by, reason, atMs }) =>
      database.write(() => {
        put.run(kind, name, off ? 1 : 0, by, reason, atMs);
        return undefined;
      }),
  };
}
