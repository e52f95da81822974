import { describe, expect, it } from 'vitest';
import { type ApprovalEvent, withApproval } from '../../../web-client/call/state/approvals.ts';

const event = (id: string, phase: ApprovalEvent['phase']): ApprovalEvent => ({
  type: 'approval',
  id,
  action: `Do ${id}.`,
  by: 'caller',
  expiresAtMs: 1,
  phase,
});

describe('what waits for a yes on the page', () => {
  it('stands once while it is asked, and leaves when it is decided, whatever was decided', () => {
    let asked = withApproval([], event('a', 'asked'));
    asked = withApproval(asked, event('b', 'asked'));
    asked = withApproval(asked, event('a', 'asked'));
    expect(asked.map(({ id }) => id)).toEqual(['b', 'a']);
    for (const phase of ['approved', 'refused', 'expired', 'withdrawn'] as const)
      expect(withApproval(asked, event('a', phase)).map(({ id }) => id)).toEqual(['b']);
  });
});
