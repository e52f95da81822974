/** The review queue over HTTP, on the real store. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ApprovalRequest } from '../../../agents/acting/approvals/approval.ts';
import { createInMemoryCallInbox } from '../../../agents/log/in-memory-call-inbox.ts';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { openSqliteApprovalStore } from '../../../agents/log/sqlite/sqlite-approval-store.ts';
import { CONSOLE_USERS, loggedIn } from './console-login.ts';
import { logCall } from './logged-call.ts';
import { testApp, withKey } from './test-app.ts';

const NOW_MS = 1_000_000;
const request = (rest: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  id: 'a1',
  subject: { kind: 'call', callId: 'live', generation: 3 },
  agent: 'receptionist',
  userId: 'u1',
  tool: 'shop_refund',
  label: 'Refunding an order',
  tier: 'write-broad',
  callKey: 'k1',
  argumentsJson: { private: '{"amount":40,"order":"A-7731"}' },
  readBack: { private: 'I would refund 40 euros.' },
  reason: 'it reaches beyond this caller',
  by: 'operator',
  requestedAtMs: NOW_MS,
  expiresAtMs: NOW_MS + 60_000,
  ...rest,
});

async function reviewApp(...requests: ApprovalRequest[]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-review-'));
  const approvals = await openSqliteApprovalStore({
    file: path.join(folder, 'parley.db'),
    masterKeyFile: path.join(folder, 'master-key'),
  });
  for (const each of requests) await approvals.request(each);
  const eventLog = createInMemoryEventLog();
  await logCall(eventLog, 'live', false);
  const inbox = createInMemoryCallInbox();
  let nowMs = NOW_MS + 1_000;
  const app = await testApp(
    { PARLEY_CONSOLE_USERS: CONSOLE_USERS },
    { approvals, eventLog, inbox, nowMs: () => nowMs },
  );
  const decide = (headers: object, payload: object, id = 'a1') =>
    app.inject({ method: 'POST', url: `/api/approvals/${id}/decision`, headers: { ...headers }, payload });
  return Object.assign(app, {
    inbox,
    decide,
    as: (name: 'vera' | 'anna' | 'ben') =>
      loggedIn(app, name, { vera: 'look-at-everything', anna: 'decides-this-one', ben: 'decides-that-one' }[name]),
    later: (ms: number) => {
      nowMs += ms;
    },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await approvals.close();
    },
  });
}

test('an operator sees the exact call with its arguments, approves it, and the call is told once', async () => {
  await using app = await reviewApp(request());
  const anna = await app.as('anna');
  const { approvals } = (await app.inject({ url: '/api/approvals?status=pending', headers: anna })).json();
  expect(approvals).toMatchObject([
    { id: 'a1', tool: 'shop_refund', arguments: { amount: 40, order: 'A-7731' }, readBack: 'I would refund 40 euros.' },
  ]);
  const reply = await app.decide(anna, { decision: 'approve' });
  expect(reply.json()).toMatchObject({
    outcome: 'recorded',
    approval: { status: 'approved', votes: [{ by: 'anna' }] },
  });
  expect(await app.inbox.waiting(['live'])).toEqual([
    { callId: 'live', command: { id: 'approval-a1', type: 'approval-decided', approvalId: 'a1' } },
  ]);
});

test('what an operator changes is what is approved, in canonical form', async () => {
  await using app = await reviewApp(request());
  const reply = await app.decide(await app.as('anna'), {
    decision: 'approve',
    arguments: { order: 'A-7731', amount: 20 },
  });
  expect(reply.json().approval).toMatchObject({
    arguments: { amount: 40, order: 'A-7731' },
    editedArguments: { amount: 20, order: 'A-7731' },
  });
  const stored = await app.context.approvals.get('a1');
  expect(stored?.editedArgumentsJson?.private).toBe('{"amount":20,"order":"A-7731"}');
});

test('a refusal carries its reason', async () => {
  await using app = await reviewApp(request());
  const reply = await app.decide(await app.as('anna'), { decision: 'refuse', reason: 'The order was never paid.' });
  expect(reply.json().approval).toMatchObject({ status: 'refused', votes: [{ reason: 'The order was never paid.' }] });
});

test('an approval answered twice, late or by the wrong person stays as it was', async () => {
  await using app = await reviewApp(request(), request({ id: 'a2', callKey: 'k2' }));
  const anna = await app.as('anna');
  await app.decide(anna, { decision: 'refuse' });
  const twice = await app.decide(await app.as('ben'), { decision: 'approve' });
  expect([twice.statusCode, twice.json().error.code]).toEqual([409, 'approval_decided']);
  const viewer = await app.decide(await app.as('vera'), { decision: 'approve' }, 'a2');
  expect([viewer.statusCode, viewer.json().error.code]).toEqual([403, 'role_required']);
  const key = await app.decide(withKey, { decision: 'approve' }, 'a2');
  expect([key.statusCode, key.json().error.code]).toEqual([401, 'session_required']);
  app.later(60_000);
  const late = await app.decide(anna, { decision: 'approve' }, 'a2');
  expect([late.statusCode, late.json().error.code]).toEqual([409, 'approval_expired']);
  expect((await app.decide(anna, { decision: 'approve' }, 'a9')).json().error.code).toBe('approval_not_found');
});

test('two people are needed where policy says so', async () => {
  await using app = await reviewApp(request({ by: 'two-operators' }));
  const anna = await app.as('anna');
  expect((await app.decide(anna, { decision: 'approve' })).json()).toMatchObject({ outcome: 'needs-another' });
  expect(await app.inbox.waiting(['live'])).toEqual([]);
  expect((await app.decide(anna, { decision: 'approve' })).json().error.code).toBe('approval_not_yours');
  expect((await app.decide(await app.as('ben'), { decision: 'approve' })).json()).toMatchObject({
    outcome: 'recorded',
    approval: { status: 'approved' },
  });
});

test('nobody says yes to arguments that somebody changed after they were shown', async () => {
  await using app = await reviewApp(request({ by: 'two-operators' }));
  const shown = { order: 'A-7731', amount: 40 };
  const changed = { order: 'A-7731', amount: 4_000 };
  await app.decide(await app.as('ben'), { decision: 'approve', arguments: changed });
  const anna = await app.as('anna');
  for (const payload of [{ decision: 'approve', shown }, { decision: 'approve' }]) {
    const late = await app.decide(anna, payload);
    expect([late.statusCode, late.json().error.code]).toEqual([409, 'approval_changed']);
  }
  expect((await app.decide(anna, { decision: 'approve', shown: changed })).json()).toMatchObject({
    outcome: 'recorded',
    approval: { status: 'approved', editedArguments: changed },
  });
});

test('a decision about a call that is over stands', async () => {
  await using app = await reviewApp(request({ subject: { kind: 'call', callId: 'long-gone', generation: 1 } }));
  expect((await app.decide(await app.as('anna'), { decision: 'approve' })).statusCode).toBe(200);
});
