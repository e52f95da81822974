/** Forgetting a user while others read the file, and while a call of theirs is live. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { conversationOf } from '../../../agents/log/conversation.ts';
import type { EventLog } from '../../../agents/log/event-log.ts';
import type { CallEvent, CallEventBody } from '../../../agents/log/events.ts';
import { foldCall } from '../../../agents/log/fold.ts';
import { openSqliteEventLog } from '../../../agents/log/sqlite/sqlite-event-log.ts';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';
import { eventually } from '../../support/eventually.ts';

let folder: string;
let file: string;
let log: EventLog;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-forget-'));
  file = join(folder, 'parley.db');
  log = await openSqliteEventLog({ file, masterKeyFile: join(folder, 'key') });
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

const says = (generation: number, text: string): CallEventBody[] => [
  { type: 'turn.committed', generation, source: 'typed', text: { private: text }, speculative: false },
  { type: 'reply.composed', generation, text: { private: `You said ${text}` }, kind: 'answer' },
  { type: 'reply.heard', generation, text: { private: `You said ${text}` }, complete: true, interrupted: false },
];
async function append(firstSeq: number, bodies: CallEventBody[]): Promise<void> {
  const events = bodies.map((body, at): CallEvent => ({ v: 1, callId: 'c', seq: firstSeq + at, atMs: 1_000, ...body }));
  await log.append('c', 'ann', events);
}
const wrappedKeys = (): Buffer[] => {
  const reader = new DatabaseSync(file, { readOnly: true });
  const rows = reader.prepare('SELECT wrapped FROM sealing_keys WHERE wrapped IS NOT NULL').all();
  reader.close();
  return rows.map(({ wrapped }) => Buffer.from(wrapped as Uint8Array));
};
const onDisk = (): Buffer[] => [file, `${file}-wal`].map((one) => readFileSync(one));
const STARTED: CallEventBody[] = [
  { type: 'call.started', roomName: 'r', jobId: 'j', agent: 'a', agentVersion: '1', models: {} },
  { type: 'participant.joined', identity: 'ann', userId: 'ann', kind: 'standard' },
];

it('leaves nothing of the key in the file or its log, as soon as nobody reads an older state', async () => {
  await append(1, [...STARTED, ...says(1, 'my name is Ann')]);
  const keys = wrappedKeys();
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.every((key) => onDisk().some((bytes) => bytes.includes(key)))).toBe(true);
  const reader = new DatabaseSync(file);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM events').get();
  expect((await log.forgetUser('ann')).keysDestroyed).toBeGreaterThan(0);
  // Others go on while the log waits for its reader.
  await append(6, says(2, 'hello again'));
  reader.exec('COMMIT');
  reader.close();
  await eventually('the log is emptied', () => statSync(`${file}-wal`).size === 0);
  expect(keys.some((key) => onDisk().some((bytes) => bytes.includes(key)))).toBe(false);
});

it('a call of theirs goes on: what was said is gone, what is said from then on is kept, and the log verifies', async () => {
  await append(1, [...STARTED, ...says(1, 'my name is Ann')]);
  await log.forgetUser('ann');
  await append(6, says(2, 'hello again'));
  const state = foldCall(await log.read('c'));
  expect(state.conversation).toHaveLength(4);
  expect(conversationOf(state).map(({ text }) => text)).toEqual(['hello again', 'You said hello again']);
  expect(await log.verify('c')).toEqual({ intact: true, events: 8 });
  await log.forgetUser('ann');
  expect(conversationOf(foldCall(await log.read('c')))).toEqual([]);
});

it('what a call of theirs started in the background for nobody by name is forgotten with them', async () => {
  await append(1, STARTED);
  const tasks = await openSqliteTaskStore({ file, masterKeyFile: join(folder, 'key') });
  try {
    const request = { agent: 'a', priority: 'normal', origin: 'api' } as const;
    const create = (id: string, more: { goal: string; callId?: string }) =>
      tasks.create({ id, request: { ...request, ...more }, actor: 'key:k', atMs: 1 });
    await create('of-call', { goal: 'find what Ann lost', callId: 'c' });
    await create('of-another', { goal: 'count the stock', callId: 'another' });
    await create('of-nobody', { goal: 'count the stock' });
    await log.forgetUser('ann');
    expect((await tasks.get('of-call'))?.goal).toEqual({ private: '', destroyed: true });
    expect((await tasks.get('of-another'))?.goal).toEqual({ private: 'count the stock' });
    expect((await tasks.get('of-nobody'))?.goal).toEqual({ private: 'count the stock' });
  } finally {
    await tasks.close();
  }
});
