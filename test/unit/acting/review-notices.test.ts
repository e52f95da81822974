import { expect, it } from 'vitest';
import type { Approval } from '../../../agents/acting/approvals/approval.ts';
import { type ReviewNotice, ReviewNotices } from '../../../agents/acting/approvals/review-notices.ts';

const waiting = (id: string, rest: Partial<Approval> = {}): Approval => ({
  id,
  subject: { kind: 'call', callId: 'c1', generation: 3 },
  agent: 'receptionist',
  userId: 'u1',
  tool: 'refund',
  label: 'Refunding an order',
  tier: 'write-broad',
  callKey: `key of ${id}`,
  argumentsJson: { private: '{"amount":40}' },
  readBack: { private: 'I would refund 40 euros to Anna.' },
  reason: 'it is above the limit',
  by: 'operator',
  requestedAtMs: 1_000,
  expiresAtMs: 600_000,
  status: 'pending',
  votes: [],
  ...rest,
});

function rig(pending: Approval[]) {
  let nowMs = 500;
  const posted: { notice: ReviewNotice; key: string }[] = [];
  const warned: Record<string, unknown>[] = [];
  const notices = new ReviewNotices({
    store: {
      list: async () => pending.filter(({ status }) => status === 'pending'),
      remind: async (beforeMs, atMs) => {
        const due = pending.filter((each) => Math.max(each.requestedAtMs, each.remindedAtMs ?? 0) < beforeMs);
        for (const each of due) each.remindedAtMs = atMs;
        return due;
      },
    },
    post: async (notice, key) => {
      posted.push({ notice, key });
      return notice.tool === 'broken' ? { taken: false, permanent: false, why: 'it answered 500' } : { taken: true };
    },
    nowMs: () => nowMs,
    log: { warn: (facts) => warned.push(facts) },
  });
  return { notices, posted, warned, at: (ms: number) => (nowMs = ms) };
}

it('what waits for an operator is told once, with where to decide and nothing of what it quotes', async () => {
  const { notices, posted, at } = rig([waiting('a')]);
  at(2_000);
  await notices.look();
  await notices.look();
  expect(posted).toHaveLength(1);
  expect(posted[0]?.notice).toMatchObject({ event: 'approval-requested', tool: 'refund', path: '/console/review/a' });
  expect(JSON.stringify(posted)).not.toMatch(/Anna|40/);
});

it('what nobody has looked at is brought up again every two minutes, each time as a delivery of its own', async () => {
  const { notices, posted, at } = rig([waiting('a')]);
  for (const ms of [2_000, 120_000, 121_001, 200_000, 241_002]) {
    at(ms);
    await notices.look();
  }
  expect(posted.map(({ notice }) => notice.event)).toEqual([
    'approval-requested',
    'approval-reminder',
    'approval-reminder',
  ]);
  expect(new Set(posted.map(({ key }) => key)).size).toBe(3);
});

it('a caller who is asked in the call is no business of operators', async () => {
  const { notices, posted, at } = rig([waiting('a', { by: 'caller' })]);
  at(300_000);
  await notices.look();
  await notices.expired(waiting('a', { by: 'caller' }));
  expect(posted).toEqual([]);
});

it('a receiver that fails is written down, and the next notice goes out', async () => {
  const { notices, posted, warned, at } = rig([waiting('a', { tool: 'broken' }), waiting('b')]);
  at(2_000);
  await notices.look();
  expect(posted).toHaveLength(2);
  expect(warned).toMatchObject([{ approval: 'a', why: 'it answered 500' }]);
});
