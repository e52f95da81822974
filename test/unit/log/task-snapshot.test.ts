/** What a background task reads of the documents is held as long as the task may still read it, and no longer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DatabaseThread, openDatabaseThread } from '../../../agents/log/sqlite/database-thread.ts';
import type { TaskState } from '../../../agents/tasks/task.ts';
import type { TaskEntryBody } from '../../../agents/tasks/task-entry.ts';

const NOW = 1_000_000;
const DAY_MS = 24 * 3_600_000;
let folder: string;
let database: DatabaseThread;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-task-snapshot-'));
  database = await openDatabaseThread({ file: join(folder, 'parley.db'), masterKeyFile: join(folder, 'key') });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function taskThatSearched(id: string): Promise<void> {
  const request = { agent: 'a', goal: 'compare', priority: 'normal', origin: 'call' } as const;
  await database.run('tasks.create', { id, request, actor: 'call:c', atMs: NOW });
  const until = NOW + DAY_MS;
  await database.run('knowledge.pin', { snapshotId: `task:${id}`, collection: 'c', nowMs: NOW, untilMs: until });
}
const becomes = async (id: string, afterSeq: number, from: TaskState, to: TaskState, attempt = 1) => {
  const actor = to === 'PLANNED' ? 'operator:bob' : 'engine';
  const bodies: TaskEntryBody[] = [{ type: 'transition', from, to, actor, attempt }];
  await database.run('tasks.append', { id, afterSeq, bodies, writer: { person: true }, atMs: NOW });
};
const letGo = () => database.run('knowledge.expire', { nowMs: NOW });

it('is let go of when the task ends, and nobody else loses theirs', async () => {
  await taskThatSearched('done');
  await taskThatSearched('other');
  expect(await letGo()).toBe(0);
  await becomes('done', 1, 'RECEIVED', 'FAILED');
  expect(await letGo()).toBe(1);
  expect(await letGo()).toBe(0);
});

it('stays while a person has the task, who may return it', async () => {
  await taskThatSearched('given');
  await becomes('given', 1, 'RECEIVED', 'ESCALATED');
  expect(await letGo()).toBe(0);
  await becomes('given', 2, 'ESCALATED', 'PLANNED', 2);
  expect(await letGo()).toBe(0);
  expect(await database.run('knowledge.expire', { nowMs: NOW + DAY_MS })).toBe(1);
});
