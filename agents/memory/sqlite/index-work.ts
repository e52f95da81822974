/**
 * What the vector index has yet to be told, inside the database thread. Work is written with the change that causes it
 * and removed when the index has it, so the index may be down, or lose everything, and be made whole from here.
 */
import type { KeyRing } from '../../log/sqlite/key-ring.ts';
import type { Database } from '../../log/sqlite/open-database.ts';
import type { Handlers } from '../../log/sqlite/operations.ts';
import { memoryScope } from '../service-api.ts';
import type { IndexWork } from './operations.ts';
import { openContent } from './record-codec.ts';
import { textOf } from './user-indices.ts';

type WorkNames =
  | 'memory.work'
  | 'memory.workDone'
  | 'memory.requeue'
  | 'memory.knowsCollection'
  | 'memory.adoptCollection';

interface WorkRow {
  work_id: number;
  record_id: string;
  user_id: string;
  scope: string;
  action: string;
  content: string | null;
  version: number | null;
}

export function indexWorkHandlers(database: Database, keys: KeyRing): Handlers<WorkNames> {
  const { sql } = database;
  const next = sql.prepare(`
    SELECT w.work_id, w.record_id, w.user_id, w.scope, w.action, r.content, r.version
    FROM memory_index_work w LEFT JOIN memory_records r ON r.id = w.record_id AND r.user_id = w.user_id
    ORDER BY w.work_id LIMIT ?`);
  const finish = sql.prepare('DELETE FROM memory_index_work WHERE work_id = ?');
  const stamp = sql.prepare('UPDATE memory_records SET embedding_model = ?, embedding_version = ? WHERE id = ?');
  const requeue = sql.prepare(`
    INSERT OR REPLACE INTO memory_index_work (record_id, user_id, scope, action)
    SELECT id, user_id, scope, 'upsert' FROM memory_records WHERE :scope IS NULL OR scope = :scope`);
  const findCollection = sql.prepare('SELECT collection_id FROM memory_collections WHERE name = ?');
  const adopt = sql.prepare('INSERT OR REPLACE INTO memory_collections (name, scope, collection_id) VALUES (?, ?, ?)');
  const dropOthers = sql.prepare('DELETE FROM memory_collections WHERE scope = ? AND name <> ?');

  return {
    'memory.work': ({ limit }) => {
      const lookup = keys.lookup();
      return (next.all(limit) as object[] as WorkRow[]).map((row): IndexWork => {
        const gone = row.content === null || row.version === null;
        const text = gone
          ? ''
          : textOf(openContent(row.content ?? '', lookup, row.user_id, row.record_id, row.version ?? 0));
        const upsert = row.action === 'upsert' && !gone;
        return {
          workId: row.work_id,
          recordId: row.record_id,
          userId: row.user_id,
          scope: memoryScope.parse(row.scope),
          action: upsert ? 'upsert' : 'delete',
          text: upsert ? text : undefined,
        };
      });
    },
    // By work id: a record that changed meanwhile has new work under a new id, which stays.
    'memory.workDone': ({ workIds, recordIds, model, version }) => {
      database.write(() => {
        for (const id of workIds) finish.run(id);
        for (const id of recordIds) stamp.run(model, version, id);
      });
      return undefined;
    },
    'memory.requeue': ({ scope }) => database.write(() => Number(requeue.run({ scope: scope ?? null }).changes)),
    'memory.knowsCollection': ({ name, collectionId }) => findCollection.get(name)?.collection_id === collectionId,
    'memory.adoptCollection': ({ name, scope, collectionId }) =>
      database.write(() => {
        adopt.run(name, scope, collectionId);
        dropOthers.run(scope, name);
        return Number(requeue.run({ scope }).changes);
      }),
  };
}
