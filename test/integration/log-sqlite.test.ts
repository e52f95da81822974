import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { conversationOf } from '../../agents/log/conversation.ts';
import { createDurableWriter } from '../../agents/log/durable-writer.ts';
import { readEntry } from '../../agents/log/entry.ts';
import { foldCall } from '../../agents/log/fold.ts';
import { openDatabaseThread } from '../../agents/log/sqlite/database-thread.ts';
import { MIGRATIONS } from '../../agents/log/sqlite/migrations.ts';
import { openSqliteEventLog } from '../../agents/log/sqlite/sqlite-event-log.ts';
import { asked, joined, longCall, script, started } from '../support/call-script.ts';
import { eventually } from '../support/eventually.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-log-'));
const masterKeyFile = join(folder, 'master.key');
let count = 0;
const fresh = () => ({ file: join(folder, `${++count}.db`), masterKeyFile });
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const PROGRAM = join(import.meta.dirname, '..', 'support', 'programs', 'append-events.ts');

describe('the call log in SQLite', () => {
  it('shows a subscriber what other processes write, while this one writes too', async () => {
    const options = fresh();
    const log = await openSqliteEventLog(options);
    const stop = new AbortController();
    const seen = new Map<string, number[]>();
    const following = (async () => {
      for await (const { entry } of log.subscribe('all', 0, stop.signal))
        seen.set(entry.callId, [...(seen.get(entry.callId) ?? []), entry.seq]);
    })();
    const others = ['a', 'b'].map((callId) =>
      promisify(execFile)(process.execPath, [PROGRAM, options.file, masterKeyFile, callId, '60']),
    );
    for (const event of longCall('own', 59)) await log.append('own', 'u1', [event]);
    await Promise.all(others);
    await eventually('every event of three writers is seen', () => [...seen.values()].flat().length === 180);
    for (const callId of ['a', 'b', 'own'])
      expect(seen.get(callId)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    stop.abort();
    await following;
    await log.close();
  });

  it('keeps marked text out of its files, before and after a user is forgotten', async () => {
    const options = fresh();
    const log = await openSqliteEventLog(options);
    await log.append(
      'c1',
      'u1',
      script('c1', [started, joined('u1', 'Martin Winterbottom'), asked(1, 'my code is zebra42')]),
    );
    const bytes = () => ['', '-wal'].map((suffix) => readFileSync(options.file + suffix).toString('latin1')).join('');
    expect(bytes()).toContain('participant.joined');
    expect(bytes()).not.toMatch(/Winterbottom|zebra42/);
    const db = new DatabaseSync(options.file);
    const wrapped = Buffer.from(
      db.prepare("SELECT wrapped FROM sealing_keys WHERE owner_id = 'u1'").get()?.wrapped as Uint8Array,
    ).toString('latin1');
    db.close();
    expect(bytes()).toContain(wrapped);
    await log.forgetUser('u1');
    expect(bytes()).not.toContain(wrapped);
    await log.close();
  });

  it.each([
    [
      'an event altered',
      'UPDATE events SET body = replace(body, \'"generation":3\', \'"generation":4\') WHERE seq = 4',
      { intact: false, seq: 4 },
    ],
    ['an event removed', 'DELETE FROM events WHERE seq = 3', { intact: false, seq: 3 }],
    ['the end cut off', 'DELETE FROM events WHERE seq = 6', { intact: false, seq: 6 }],
    ['nothing done', 'SELECT 1', { intact: true, events: 6 }],
  ])('notices %s', async (_, tampering, verdict) => {
    const options = fresh();
    const log = await openSqliteEventLog(options);
    await log.append('c1', 'u1', longCall('c1', 5));
    const db = new DatabaseSync(options.file);
    db.exec(tampering);
    db.close();
    expect(await log.verify('c1')).toMatchObject(verdict);
    await log.close();
  });

  it('goes on when the disk is full, and stores everything when there is space again', async () => {
    const options = { ...fresh(), maxBytes: 200_000 };
    const log = await openSqliteEventLog(options);
    const reports: string[] = [];
    const writer = createDurableWriter({
      log,
      onCommitted: () => {},
      onFailed: (_callId, _seq, outcome, reason) => reports.push(`${outcome}: ${reason}`),
      onHealth: (health) => reports.push(health),
      retryMs: 20,
      maxRetryMs: 50,
    });
    const events = longCall('c1', 1_500);
    for (const event of events) writer.write('c1', 'u1', [event]);
    await eventually('the disk is full', () => reports.includes('failing'));
    expect(reports.find((line) => line.startsWith('delayed'))).toContain('the disk is full: free some space');
    const database = await openDatabaseThread(options);
    await database.run('database.limit', { maxBytes: 50_000_000 });
    expect(await writer.close(10_000)).toBe(true);
    expect(reports.at(-1)).toBe('recovered');
    expect((await log.read('c1', 0, 5_000)).map((entry) => entry.seq)).toEqual(events.map((event) => event.seq));
    expect(await log.verify('c1')).toEqual({ intact: true, events: 1_501 });
    await database.close();
    await log.close();
  });

  it('waits for another process that holds the database, without blocking this one', async () => {
    const options = fresh();
    const log = await openSqliteEventLog(options);
    await log.append('c1', 'u1', longCall('c1', 0));
    const other = new DatabaseSync(options.file);
    other.exec('BEGIN IMMEDIATE');
    let longestGapMs = 0;
    let lastMs = performance.now();
    const watch = setInterval(() => {
      longestGapMs = Math.max(longestGapMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    const appending = log.append('c1', 'u1', longCall('c1', 1).slice(1));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    other.exec('COMMIT');
    expect(await appending).toBe(2);
    clearInterval(watch);
    other.close();
    // The database was held for a second; a wait on this thread would show as one gap of that length.
    expect(longestGapMs).toBeLessThan(700);
    await log.close();
  });

  it('opens a new file that another process is just making, once that process lets it go', async () => {
    const options = fresh();
    const other = new DatabaseSync(options.file);
    other.exec('BEGIN EXCLUSIVE');
    // Longer than SQLite itself waits for a lock.
    setTimeout(() => other.exec('COMMIT'), 2_500);
    const log = await openSqliteEventLog(options);
    other.close();
    expect(await log.append('c1', 'u1', longCall('c1', 0))).toBe(1);
    await log.close();
  });

  it('says in a sentence what is wrong with a file it cannot use', async () => {
    const damaged = fresh();
    writeFileSync(damaged.file, 'this is no database, and long enough to be read as one'.repeat(100));
    await expect(openSqliteEventLog(damaged)).rejects.toThrow('the file is no database: move it away');
    const later = fresh();
    const db = new DatabaseSync(later.file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    await expect(openSqliteEventLog(later)).rejects.toThrow('written by a later version of Parley (schema 99');
    const foreign = fresh();
    await (await openSqliteEventLog(foreign)).close();
    await expect(openSqliteEventLog({ ...foreign, masterKeyFile: join(folder, 'other.key') })).rejects.toThrow(
      'under another master key',
    );
  });

  it('still reads the log of a call that version 1 wrote', async () => {
    const options = fresh();
    const fixture = join(import.meta.dirname, '..', 'fixtures', 'log-v1.json');
    const stored: unknown = JSON.parse(readFileSync(fixture, 'utf8'));
    if (!Array.isArray(stored)) throw new Error('the fixture is a list of events');
    const entries = stored.map(readEntry);
    expect(entries.filter((entry) => entry.type === 'foreign')).toEqual([]);
    expect(new Set(entries.map((entry) => entry.type)).size).toBe(19);
    const state = foldCall(entries);
    expect(state).toMatchObject({
      status: 'ended',
      agent: 'parley',
      lastSeq: entries.length,
      rememberedIds: ['rec-1'],
    });
    expect(conversationOf(state).map((line) => `${line.role}: ${line.text}`)).toEqual([
      'agent: Hello, this is Parley.',
      'user: my name is Martin, what is 23 times 17?',
      'agent: One moment.',
      'agent: 23 times 17 is',
      'user: stop',
    ]);
    const log = await openSqliteEventLog(options);
    await log.append('call-1', 'u1', stored);
    expect(await log.read('call-1')).toEqual(entries);
    await log.close();
  });

  it('brings a database of the first schema up to date', async () => {
    const options = fresh();
    const db = new DatabaseSync(options.file);
    db.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`);
    db.close();
    const log = await openSqliteEventLog(options);
    await log.append('c1', 'u1', longCall('c1', 2));
    expect((await log.read('c1')).length).toBe(3);
    await log.close();
    const after = new DatabaseSync(options.file);
    expect(after.prepare('PRAGMA user_version').get()?.user_version).toBe(MIGRATIONS.length);
    after.close();
  });
});
