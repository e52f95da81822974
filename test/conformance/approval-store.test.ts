import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../../agents/acting/approvals/approval.ts';
import type { ApprovalStore } from '../../agents/acting/approvals/approval-store.ts';
import { openSqliteApprovalStore } from '../../agents/log/sqlite/sqlite-approval-store.ts';
import { openSqliteEventLog } from '../../agents/log/sqlite/sqlite-event-log.ts';

const request = (id: string, rest: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  id,
  subject: { kind: 'call', callId: 'c1', generation: 3 },
  agent: 'receptionist',
  userId: 'u1',
  tool: 'shop_refund',
  label: 'Refunding an order',
  tier: 'write-broad',
  callKey: `key of ${id}`,
  argumentsJson: { private: '{"amount":40,"order":"A-7731"}' },
  readBack: { private: 'I would refund 40 euros.' },
  reason: 'it reaches beyond this caller',
  by: 'operator',
  requestedAtMs: 1_000,
  expiresAtMs: 61_000,
  ...rest,
});
const yes = (by: string, atMs = 2_000) => ({ decision: 'approve', by, role: 'operator', atMs }) as const;

describe('approvals in SQLite', () => {
  let store: ApprovalStore;
  let files: { file: string; masterKeyFile: string };
  beforeEach(async () => {
    const dir = mkdtempSync(join(tmpdir(), 'parley-approvals-'));
    files = { file: join(dir, 'parley.db'), masterKeyFile: join(dir, 'master-key') };
    store = await openSqliteApprovalStore(files);
  });
  afterEach(() => store.close());

  it('are there after a restart, with their votes', async () => {
    await store.request(request('a'));
    await store.vote('a', yes('anna'));
    await store.close();
    store = await openSqliteApprovalStore(files);
    expect(await store.get('a')).toMatchObject({ status: 'approved', votes: [{ by: 'anna' }] });
  });

  it('are asked for once per key while one is pending, and anew when it was decided', async () => {
    await store.request(request('a', { callKey: 'k' }));
    expect((await store.request(request('b', { callKey: 'k' }))).id).toBe('a');
    await store.vote('a', { ...yes('anna'), decision: 'refuse' });
    expect((await store.request(request('b', { callKey: 'k' }))).id).toBe('b');
  });

  it('count one of many votes that come at once', async () => {
    await store.request(request('a'));
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => store.vote('a', yes(`person ${index}`))),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'already-decided')).toHaveLength(9);
  });

  it('expire once, and a vote that comes later changes nothing', async () => {
    await store.request(request('a'));
    expect(await store.expire(60_999)).toEqual([]);
    expect(await store.expire(61_000)).toMatchObject([{ id: 'a', status: 'expired' }]);
    expect(await store.expire(62_000)).toEqual([]);
    expect((await store.vote('a', yes('anna', 61_500))).outcome).toBe('expired');
    expect(await store.get('a')).toMatchObject({ status: 'expired', votes: [] });
  });

  it('are brought up again when nobody has looked for a while', async () => {
    await store.request(request('a', { requestedAtMs: 1_000, expiresAtMs: 500_000 }));
    expect(await store.remind(900, 31_000)).toEqual([]);
    expect(await store.remind(30_000, 31_000)).toMatchObject([{ id: 'a', remindedAtMs: 31_000 }]);
    expect(await store.remind(30_000, 32_000)).toEqual([]);
  });

  it('withdrawn are no longer pending; decided ones stay decided', async () => {
    await store.request(request('a'));
    await store.request(request('b'));
    await store.vote('b', yes('anna'));
    expect(await store.withdraw('a', 3_000)).toMatchObject({ status: 'withdrawn' });
    expect(await store.withdraw('b', 3_000)).toMatchObject({ status: 'approved' });
    expect((await store.vote('a', yes('anna'))).outcome).toBe('already-decided');
    expect(await store.withdraw('nobody', 3_000)).toBeUndefined();
  });

  it('are listed newest first, by what waits for them', async () => {
    await store.request(request('a', { requestedAtMs: 1_000 }));
    await store.request(request('b', { requestedAtMs: 2_000, subject: { kind: 'task', taskId: 't1' } }));
    await store.request(request('c', { requestedAtMs: 3_000 }));
    expect((await store.list({}, 2)).map(({ id }) => id)).toEqual(['c', 'b']);
    expect((await store.list({ callId: 'c1', status: 'pending' }, 10)).map(({ id }) => id)).toEqual(['c', 'a']);
    expect((await store.list({ taskId: 't1' }, 10)).map(({ id }) => id)).toEqual(['b']);
  });

  it('of a user who was forgotten say nothing any more', async () => {
    await store.request(request('a'));
    const log = await openSqliteEventLog(files);
    await log.forgetUser('u1');
    await log.close();
    expect(await store.get('a')).toMatchObject({ argumentsJson: { private: '', destroyed: true } });
  });

  it('that nobody asked for cannot be voted on', async () => {
    expect(await store.vote('nothing', yes('anna'))).toEqual({ outcome: 'unknown-approval' });
  });
});
