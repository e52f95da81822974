import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Approval, ApprovalVote, Approver } from '../../../agents/acting/approvals/approval.ts';
import { castVote } from '../../../agents/acting/approvals/vote.ts';

const pending = (by: Approver): Approval => ({
  id: 'a1',
  subject: { kind: 'call', callId: 'c1', generation: 3 },
  agent: 'receptionist',
  userId: 'u1',
  tool: 'shop_refund',
  label: 'Refunding an order',
  tier: 'write-broad',
  callKey: 'k1',
  argumentsJson: { private: '{"amount":40}' },
  readBack: { private: 'I would refund 40 euros.' },
  reason: 'it reaches beyond this caller',
  by,
  requestedAtMs: 1_000,
  expiresAtMs: 61_000,
  status: 'pending',
  votes: [],
});
const vote = (
  by: string,
  role: ApprovalVote['role'],
  decision: ApprovalVote['decision'] = 'approve',
  atMs = 2_000,
): ApprovalVote => ({ by, role, decision, atMs });

describe('one operator', () => {
  it('approves', () => {
    expect(castVote(pending('operator'), vote('anna', 'operator'))).toMatchObject({
      outcome: 'recorded',
      approval: { status: 'approved', decidedAtMs: 2_000 },
    });
  });
  it('refuses with a reason', () => {
    const refusal = { ...vote('anna', 'operator', 'refuse'), reason: { private: 'Too much.' } };
    expect(castVote(pending('operator'), refusal)).toMatchObject({
      outcome: 'recorded',
      approval: { status: 'refused', votes: [{ reason: { private: 'Too much.' } }] },
    });
  });
  it('changes the arguments: these are approved, the requested ones stay on record', () => {
    expect(castVote(pending('operator'), vote('anna', 'operator'), '{"amount":20}')).toMatchObject({
      outcome: 'recorded',
      approval: {
        status: 'approved',
        argumentsJson: { private: '{"amount":40}' },
        editedArgumentsJson: { private: '{"amount":20}' },
      },
    });
  });
  it('is not the caller', () => {
    expect(castVote(pending('operator'), vote('u1', 'caller'))).toMatchObject({ outcome: 'not-allowed' });
  });
  it('comes second: what was decided stays', () => {
    const first = castVote(pending('operator'), vote('anna', 'operator', 'refuse'));
    if (!('approval' in first)) throw new Error(first.outcome);
    expect(castVote(first.approval, vote('ben', 'admin'))).toEqual({
      outcome: 'already-decided',
      approval: first.approval,
    });
  });
  it('comes too late', () => {
    expect(castVote(pending('operator'), vote('anna', 'operator', 'approve', 61_000))).toMatchObject({
      outcome: 'expired',
      approval: { status: 'expired' },
    });
  });
});

describe('two operators', () => {
  const afterAnna = (): Approval => {
    const cast = castVote(pending('two-operators'), vote('anna', 'operator'));
    if (cast.outcome !== 'needs-another') throw new Error(cast.outcome);
    return cast.approval;
  };
  it('approve together', () => {
    expect(afterAnna().status).toBe('pending');
    expect(castVote(afterAnna(), vote('ben', 'admin'))).toMatchObject({
      outcome: 'recorded',
      approval: { status: 'approved' },
    });
  });
  it('are not the same person twice', () => {
    expect(castVote(afterAnna(), vote('anna', 'operator'))).toMatchObject({ outcome: 'not-allowed' });
  });
  it('both see the arguments that are executed: an edit asks the first again', () => {
    const edited = castVote(afterAnna(), vote('ben', 'admin'), '{"amount":30}');
    expect(edited).toMatchObject({ outcome: 'needs-another', approval: { votes: [{ by: 'ben' }] } });
    if (!('approval' in edited)) throw new Error(edited.outcome);
    expect(castVote(edited.approval, vote('anna', 'operator'))).toMatchObject({ outcome: 'changed' });
    expect(castVote(edited.approval, vote('anna', 'operator'), undefined, '{"amount":30}')).toMatchObject({
      outcome: 'recorded',
      approval: { status: 'approved', editedArgumentsJson: { private: '{"amount":30}' } },
    });
  });
  it('of whom one refuses, refuse', () => {
    expect(castVote(afterAnna(), vote('ben', 'operator', 'refuse'))).toMatchObject({
      outcome: 'recorded',
      approval: { status: 'refused' },
    });
  });
  it('who edits alone cannot approve alone', () => {
    const first = castVote(pending('two-operators'), vote('anna', 'admin'), '{"amount":1}');
    if (first.outcome !== 'needs-another') throw new Error(first.outcome);
    expect(castVote(first.approval, vote('anna', 'admin'), '{"amount":2}')).toMatchObject({ outcome: 'needs-another' });
  });
});

describe('the caller', () => {
  it('says yes to what was read back', () => {
    expect(castVote(pending('caller'), vote('u1', 'caller'))).toMatchObject({ outcome: 'recorded' });
  });
  it('is not spoken for by an operator, who may refuse', () => {
    expect(castVote(pending('caller'), vote('anna', 'admin'))).toMatchObject({ outcome: 'not-allowed' });
    expect(castVote(pending('caller'), vote('anna', 'admin', 'refuse'))).toMatchObject({
      outcome: 'recorded',
      approval: { status: 'refused' },
    });
  });
});

it('no order of votes approves without the people it needs', () => {
  const votes = fc.array(
    fc.record({
      by: fc.constantFrom('anna', 'ben', 'u1'),
      role: fc.constantFrom<ApprovalVote['role'][]>('caller', 'operator', 'admin'),
      decision: fc.constantFrom<ApprovalVote['decision'][]>('approve', 'refuse'),
      atMs: fc.integer({ min: 0, max: 80_000 }),
      edit: fc.option(fc.constantFrom('{"amount":1}', '{"amount":2}'), { nil: undefined }),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(fc.constantFrom<Approver[]>('caller', 'operator', 'two-operators'), votes, (by, cast) => {
      let now = pending(by);
      for (const { edit, ...each } of cast) {
        const result = castVote(now, each, edit, now.editedArgumentsJson?.private);
        if ('approval' in result) now = result.approval;
      }
      if (now.status !== 'approved') return;
      const yes = now.votes.filter(({ decision }) => decision === 'approve');
      expect(yes.every(({ atMs }) => atMs < now.expiresAtMs)).toBe(true);
      if (by === 'caller') expect(yes.map(({ role }) => role)).toEqual(['caller']);
      else expect(yes.every(({ role }) => role !== 'caller')).toBe(true);
      if (by === 'two-operators') expect(new Set(yes.map((each) => each.by)).size).toBeGreaterThanOrEqual(2);
    }),
  );
});
