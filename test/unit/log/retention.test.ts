/** What was kept long enough goes, in small steps; what lives, waits or is newer stays, whole. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ApprovalRequest } from '../../../agents/acting/approvals/approval.ts';
import type { CallEvent, CallEventBody } from '../../../agents/log/events.ts';
import type { Removed, SweepResult } from '../../../agents/log/retention.ts';
import { openSqliteApprovalStore } from '../../../agents/log/sqlite/sqlite-approval-store.ts';
import { openSqliteCallInbox } from '../../../agents/log/sqlite/sqlite-call-inbox.ts';
import { openSqliteEventLog } from '../../../agents/log/sqlite/sqlite-event-log.ts';
import { openSqliteRetention } from '../../../agents/log/sqlite/sqlite-retention.ts';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = 100 * DAY_MS;
const LONG_AGO = NOW - 40 * DAY_MS;
const BEFORE = NOW - 30 * DAY_MS;

let folder: string;
let files: { file: string; masterKeyFile: string };
let parts: Awaited<ReturnType<typeof open>>;
const open = async () => ({
  log: await openSqliteEventLog({ ...files, onTrouble: () => {} }),
  inbox: await openSqliteCallInbox(files),
  approvals: await openSqliteApprovalStore(files),
  tasks: await openSqliteTaskStore(files),
  retention: await openSqliteRetention(files),
});
const close = () => Promise.all(Object.values(parts).map((part) => part.close()));
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-retention-'));
  files = { file: join(folder, 'parley.db'), masterKeyFile: join(folder, 'key') };
  parts = await open();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

async function call(callId: string, atMs: number, options: { over?: boolean; turns?: number } = {}): Promise<void> {
  const { over = true, turns = 1 } = options;
  const bodies: CallEventBody[] = [
    { type: 'call.started', roomName: 'r', jobId: 'j', agent: 'a', agentVersion: '1', models: {} },
    { type: 'participant.joined', identity: 'ann', userId: 'ann', kind: 'standard' },
    ...Array.from({ length: turns }, (_, generation): CallEventBody => {
      const text = { private: `words of ${callId}` };
      return { type: 'turn.committed', generation, source: 'typed', text, speculative: false };
    }),
    ...(over ? [{ type: 'call.ended' as const, reason: 'hung up', outcome: 'completed' as const }] : []),
  ];
  const events = bodies.map((body, at): CallEvent => ({ v: 1, callId, seq: at + 1, atMs, ...body }));
  await parts.log.append(callId, 'ann', events);
}
async function task(id: string, atMs: number, to: 'COMPLETED' | 'FAILED' | 'ESCALATED' | undefined): Promise<void> {
  const request = { agent: 'a', goal: `goal of ${id}`, priority: 'normal', origin: 'api' } as const;
  await parts.tasks.create({ id, request, actor: 'key:k', atMs });
  if (to === undefined) return;
  const bodies = [
    { type: 'transition', from: 'RECEIVED', to: 'ESCALATED', actor: 'engine', attempt: 1 } as const,
    ...(to === 'ESCALATED'
      ? []
      : [{ type: 'transition', from: 'ESCALATED', to, actor: 'operator:bob', attempt: 1 } as const]),
  ];
  await parts.tasks.append(id, 1, bodies, { person: true }, atMs);
}
async function approval(id: string, atMs: number, subject: ApprovalRequest['subject'], decided = true): Promise<void> {
  const request: ApprovalRequest = {
    id,
    callKey: `key of ${id}`,
    subject,
    agent: 'a',
    userId: 'ann',
    tool: 't',
    label: 't',
    tier: 'write-broad',
    argumentsJson: { private: '{}' },
    readBack: { private: 'shall I?' },
    reason: 'a rule',
    by: 'operator',
    requestedAtMs: atMs,
    expiresAtMs: atMs + 60_000,
  };
  await parts.approvals.request(request);
  if (decided) await parts.approvals.withdraw(id, atMs + 1);
}
const callIds = async () => (await parts.log.calls({}, { limit: 100 })).calls.map(({ callId }) => callId).sort();

/** Everything that may go, and in how many steps. */
async function sweepAll(): Promise<{ removed: Removed; callIds: string[]; steps: SweepResult[] }> {
  const removed = { calls: 0, events: 0, commands: 0, tasks: 0, approvals: 0 };
  const steps: SweepResult[] = [];
  for (let more = true; more; ) {
    const step = await parts.retention.sweep(BEFORE);
    steps.push(step);
    for (const kind of Object.keys(removed) as (keyof Removed)[]) removed[kind] += step.removed[kind];
    more = step.more;
  }
  return { removed, callIds: steps.flatMap((step) => step.callIds), steps };
}

it('removes calls that were over, and what stays verifies', async () => {
  for (let at = 0; at < 12; at++) await call(`old-${at}`, LONG_AGO);
  await call('new', NOW);
  await call('newest', NOW);
  const { removed, callIds: gone } = await sweepAll();
  expect(removed).toEqual({ calls: 12, events: 48, commands: 0, tasks: 0, approvals: 0 });
  expect(gone).toHaveLength(12);
  expect(await callIds()).toEqual(['new', 'newest']);
  expect(await parts.log.verify('new')).toEqual({ intact: true, events: 4 });
  expect(await parts.log.read('new')).toMatchObject([{}, {}, { text: { private: 'words of new' } }, {}]);
  expect(await parts.log.read('old-3')).toEqual([]);
  await expect(parts.log.verify('old-3')).rejects.toThrow('There is no call old-3');
});

it('never touches a call that is live, however long ago it began; one whose host died long ago goes', async () => {
  await call('live', LONG_AGO, { over: false });
  await parts.log.append('live', 'ann', [
    { v: 1, callId: 'live', seq: 4, atMs: BEFORE + 1, type: 'participant.left', identity: 'ann' },
  ]);
  await call('abandoned', LONG_AGO, { over: false });
  await parts.inbox.put('live', { id: 'c', type: 'end', reason: 'r' });
  const { removed } = await sweepAll();
  expect(removed.calls).toBe(1);
  expect(await callIds()).toEqual(['live']);
  expect(await parts.inbox.waiting(['live'])).toHaveLength(1);
  expect(await parts.log.verify('live')).toEqual({ intact: true, events: 4 });
});

it('removes a long call in short steps, and it cannot be read from the first one on', async () => {
  await call('long', LONG_AGO, { turns: 1_500 });
  const first = await parts.retention.sweep(BEFORE);
  expect(first).toMatchObject({ removed: { calls: 1 }, callIds: ['long'], more: true });
  expect(first.removed.events).toBeLessThan(500);
  expect(await parts.log.read('long')).toEqual([]);
  // The process ends in the middle; the next one finishes.
  await close();
  parts = await open();
  const { removed } = await sweepAll();
  expect(first.removed.events + removed.events).toBe(1_503);
  await close();
  const db = new DatabaseSync(files.file);
  const count = (from: string) => Number(db.prepare(`SELECT count(*) AS n FROM ${from}`).get()?.n);
  expect([count('events'), count('call_participants'), count('retired_calls')]).toEqual([0, 0, 0]);
  expect(count("sealing_keys WHERE owner_kind = 'call'")).toBe(0);
  db.close();
  parts = await open();
});

it('removes finished tasks, and leaves those that work, wait or are in the hands of a person', async () => {
  await task('done', LONG_AGO, 'COMPLETED');
  await task('failed', LONG_AGO, 'FAILED');
  await task('given', LONG_AGO, 'ESCALATED');
  await task('waits', LONG_AGO, undefined);
  await task('recent', NOW, 'COMPLETED');
  const { removed } = await sweepAll();
  expect(removed.tasks).toBe(2);
  const { tasks } = await parts.tasks.list({}, { limit: 10 });
  expect(tasks.map(({ id }) => id).sort()).toEqual(['given', 'recent', 'waits']);
  expect(await parts.tasks.log('done', 0, 10)).toEqual([]);
  expect(await parts.tasks.log('recent', 0, 10)).toHaveLength(3);
});

it('removes decided approvals once what they belonged to is gone, and what nobody will fetch any more', async () => {
  await call('old', LONG_AGO);
  await call('live', NOW, { over: false });
  await task('given', LONG_AGO, 'ESCALATED');
  await approval('of-old', LONG_AGO, { kind: 'call', callId: 'old', generation: 1 });
  await approval('of-live', LONG_AGO, { kind: 'call', callId: 'live', generation: 1 });
  await approval('of-task', LONG_AGO, { kind: 'task', taskId: 'given' });
  await approval('pending', LONG_AGO, { kind: 'call', callId: 'gone', generation: 1 }, false);
  await parts.inbox.put('old', { id: 'c', type: 'end', reason: 'r' });
  const { removed } = await sweepAll();
  expect(removed).toMatchObject({ approvals: 1, calls: 1 });
  expect((await parts.approvals.list({}, 10)).map(({ id }) => id).sort()).toEqual(['of-live', 'of-task', 'pending']);
});

it('gives the room back to the disk', async () => {
  await call('long', LONG_AGO, { turns: 3_000 });
  const pages = () => {
    const db = new DatabaseSync(files.file, { readOnly: true });
    const count = Number(db.prepare('PRAGMA page_count').get()?.page_count);
    db.close();
    return count;
  };
  await sweepAll();
  const before = pages();
  for (let left = 1; left > 0; ) left = await parts.retention.shrink();
  expect(pages()).toBeLessThan(before / 3);
});

it('says which calls are known no more', async () => {
  await call('here', NOW);
  expect(await parts.retention.unknownCalls(['here', 'gone'])).toEqual(['gone']);
});
