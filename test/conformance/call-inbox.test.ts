import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallInbox } from '../../agents/log/call-inbox.ts';
import { createInMemoryCallInbox } from '../../agents/log/in-memory-call-inbox.ts';
import { openSqliteCallInbox } from '../../agents/log/sqlite/sqlite-call-inbox.ts';

const sqlite = () => {
  const dir = mkdtempSync(join(tmpdir(), 'parley-inbox-'));
  return openSqliteCallInbox({ file: join(dir, 'parley.db'), masterKeyFile: join(dir, 'master-key') });
};

describe.each<[string, () => Promise<CallInbox>]>([
  ['memory', async () => createInMemoryCallInbox()],
  ['SQLite', sqlite],
])('the inbox of calls in %s', (_name, open) => {
  let inbox: CallInbox;
  beforeEach(async () => {
    inbox = await open();
  });
  afterEach(() => inbox.close());
  const say = (id: string) => ({ id, type: 'message' as const, text: `text of ${id}`, from: 'operator' });

  it('gives the commands of the asked calls, oldest first, as often as asked', async () => {
    for (const [call, id] of [
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
    ] as const)
      await inbox.put(call, say(id));
    const expected = [
      { callId: 'a', command: say('1') },
      { callId: 'a', command: say('3') },
    ];
    expect(await inbox.waiting(['a', 'nobody'])).toEqual(expected);
    expect(await inbox.waiting(['a'])).toEqual(expected);
    expect(await inbox.waiting([])).toEqual([]);
  });

  it('keeps a command once however often it is put', async () => {
    await inbox.put('a', say('1'));
    await inbox.put('a', { id: '1', type: 'end', reason: 'again' });
    expect(await inbox.waiting(['a'])).toEqual([{ callId: 'a', command: say('1') }]);
  });

  it('keeps all that is needed to open a file', async () => {
    const about = { name: 'a.pdf', mediaType: 'application/pdf', sizeBytes: 7, from: 'operator' };
    const command = { id: '1', type: 'file' as const, fileId: 'f', key: 'a2V5', ...about };
    await inbox.put('a', command);
    expect(await inbox.waiting(['a'])).toEqual([{ callId: 'a', command }]);
  });

  it('forgets what was consumed, and all of a call that is over', async () => {
    for (const id of ['1', '2']) await inbox.put('a', say(id));
    await inbox.put('b', { id: '1', type: 'end', reason: 'enough' });
    await inbox.remove('a', '1');
    expect(await inbox.waiting(['a'])).toEqual([{ callId: 'a', command: say('2') }]);
    await inbox.clear('a');
    expect(await inbox.waiting(['a', 'b'])).toEqual([
      { callId: 'b', command: { id: '1', type: 'end', reason: 'enough' } },
    ]);
  });
});
