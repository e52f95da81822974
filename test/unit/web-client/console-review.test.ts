/** Deciding: how long one still can, who may, and what is taken as arguments. */
import { describe, expect, it } from 'vitest';
import { countdown } from '../../../web-client/console/review/countdown.ts';
import { editedArguments } from '../../../web-client/console/review/edited-arguments.ts';
import { whyNotDecide } from '../../../web-client/console/review/may-decide.ts';
import { mayAct, whyNot } from '../../../web-client/console/session/roles.ts';

describe('the countdown', () => {
  it.each([
    [1_000, { over: false, left: '0:01', urgency: 'now' }],
    [1, { over: false, left: '0:01', urgency: 'now' }],
    [30_001, { over: false, left: '0:31', urgency: 'soon' }],
    [120_001, { over: false, left: '2:01', urgency: 'calm' }],
    [3_600_000, { over: false, left: '1:00:00', urgency: 'calm' }],
    [90_000_000, { over: false, left: '1 d 1 h', urgency: 'calm' }],
    [0, { over: true, left: '', urgency: 'now' }],
    [-5_000, { over: true, left: '', urgency: 'now' }],
  ])('with %i ms left', (leftMs, expected) => {
    expect(countdown(1_000_000 + leftMs, 1_000_000)).toEqual(expected);
  });
});

describe('who may decide', () => {
  const pending = { status: 'pending', by: 'operator', votes: [], expiresAtMs: 100 } as const;
  it('lets one operator approve and refuse in time', () => {
    expect(whyNotDecide(pending, 'approve', false, 'anna', 99)).toBeUndefined();
    expect(whyNotDecide(pending, 'refuse', false, 'anna', 99)).toBeUndefined();
  });
  it('says so when it is decided or too late', () => {
    expect(whyNotDecide({ ...pending, status: 'refused' }, 'approve', false, 'anna', 0)).toMatch(/decided: refused/);
    expect(whyNotDecide(pending, 'refuse', false, 'anna', 100)).toMatch(/time .* over/);
  });
  it('leaves the yes to the caller where the caller was asked, and lets an operator refuse', () => {
    const callers = { ...pending, by: 'caller' } as const;
    expect(whyNotDecide(callers, 'approve', false, 'anna', 0)).toMatch(/Only the caller/);
    expect(whyNotDecide(callers, 'refuse', false, 'anna', 0)).toBeUndefined();
  });
  it('wants a second person, unless the first changes the arguments', () => {
    const half = {
      ...pending,
      by: 'two-operators',
      votes: [{ decision: 'approve', by: 'anna', role: 'operator', atMs: 1 }],
    } satisfies Parameters<typeof whyNotDecide>[0];
    expect(whyNotDecide(half, 'approve', false, 'anna', 2)).toMatch(/second person/);
    expect(whyNotDecide(half, 'approve', true, 'anna', 2)).toBeUndefined();
    expect(whyNotDecide(half, 'approve', false, 'ben', 2)).toBeUndefined();
  });
});

describe('edited arguments', () => {
  it('are an object as JSON', () => {
    expect(editedArguments('{"amount": 20}')).toEqual({ ok: true, value: { amount: 20 } });
  });
  it.each(['', '{"amount": ', '{amount: 1}', '[1]', '"text"', '12', 'null'])(
    '%j is refused with a sentence',
    (typed) => {
      const read = editedArguments(typed);
      expect(read.ok ? '' : read.why).toMatch(/^(This is not JSON: .+|Arguments are an object: .+)$/);
    },
  );
});

describe('roles', () => {
  it('may do what those before them may', () => {
    expect(mayAct('admin', 'operator')).toBe(true);
    expect(mayAct('operator', 'operator')).toBe(true);
    expect(mayAct('viewer', 'operator')).toBe(false);
    expect(mayAct('operator', 'admin')).toBe(false);
  });
  it('say which role is missing', () => {
    expect(whyNot('viewer', 'operator')).toBe('You are a viewer: only an operator can do this.');
    expect(whyNot('operator', 'admin')).toBe('You are an operator: only an admin can do this.');
    expect(whyNot('admin', 'viewer')).toBeUndefined();
  });
});
