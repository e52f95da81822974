import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArgumentTest, argumentMatches, argumentTest } from '../../../agents/acting/policy/argument-test.ts';
import { judge, type PolicyQuestion, type PolicyRule } from '../../../agents/acting/policy/policy.ts';

const matches = (test: ArgumentTest, input: unknown) => argumentMatches(argumentTest.parse(test), input);

describe('a test of an argument', () => {
  it('compares numbers, also those written as text', () => {
    expect(matches({ path: 'amount', above: 40 }, { amount: 41 })).toBe(true);
    expect(matches({ path: 'amount', above: 40 }, { amount: 40 })).toBe(false);
    expect(matches({ path: 'amount', above: 40 }, { amount: ' 41.5 ' })).toBe(true);
    expect(matches({ path: 'amount', below: 0 }, { amount: '-1' })).toBe(true);
  });
  it('knows nothing of what is not there or not comparable', () => {
    for (const amount of [undefined, null, 'forty', '1e9', Number.NaN, Number.POSITIVE_INFINITY, {}, [50], true])
      expect(matches({ path: 'amount', above: 40 }, { amount }), String(amount)).toBeUndefined();
    for (const input of [undefined, null, 3, 'text', {}, []])
      expect(matches({ path: 'amount', above: 40 }, input)).toBeUndefined();
  });
  it('compares values', () => {
    expect(matches({ path: 'state', oneOf: ['open', 3, true] }, { state: 3 })).toBe(true);
    expect(matches({ path: 'state', oneOf: ['open'] }, { state: 'shut' })).toBe(false);
    expect(matches({ path: 'to', noneOf: ['a@example.com'] }, { to: 'eve@example.com' })).toBe(true);
    expect(matches({ path: 'to', noneOf: ['a@example.com'] }, { to: 'a@example.com' })).toBe(false);
  });
  it('measures texts and lists', () => {
    expect(matches({ path: 'text', longerThan: 3 }, { text: 'four' })).toBe(true);
    expect(matches({ path: 'to', longerThan: 1 }, { to: ['a', 'b'] })).toBe(true);
    expect(matches({ path: 'to', longerThan: 1 }, { to: 5 })).toBeUndefined();
  });
  it('looks into objects and at each of a list: one that matches is enough, one that cannot be compared is told', () => {
    const test: ArgumentTest = { path: 'items.*.amount', above: 40 };
    expect(matches(test, { items: [{ amount: 1 }, { amount: 50 }] })).toBe(true);
    expect(matches(test, { items: [{ amount: 1 }, { amount: 2 }] })).toBe(false);
    expect(matches(test, { items: [{ amount: 1 }, { amount: 'a lot' }] })).toBeUndefined();
    expect(matches(test, { items: [] })).toBeUndefined();
  });
  it('finds nothing in what an object inherits', () => {
    for (const path of ['constructor', '__proto__', 'toString', 'items.length'])
      expect(matches({ path, longerThan: 0 }, { items: {} }), path).toBeUndefined();
  });
  it('is exactly one comparison at one place', () => {
    for (const wrong of [
      { path: 'a' },
      { path: 'a', above: 1, below: 2 },
      { path: '', above: 1 },
      { path: 'a..b', above: 1 },
      { path: 'a', more: 1 },
      { path: 'a', above: '1' },
    ])
      expect(argumentTest.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
  });
});

describe('a rule on arguments', () => {
  const question: PolicyQuestion = {
    agent: 'clerk',
    tool: 'orders_refund',
    source: 'orders',
    tier: 'write-constrained',
    arguments: { amount: 10 },
    askedBy: 'caller',
    informedBy: [],
    channel: 'browser',
    confidence: 0.9,
  };
  const small: PolicyRule = {
    name: 'small',
    when: { tools: ['orders_*'], sources: ['orders'], arguments: [{ path: 'amount', below: 40 }] },
    verdict: 'allow',
    reason: 'it is little',
  };
  const large: PolicyRule = {
    name: 'large',
    when: { arguments: [{ path: 'amount', above: 40 }] },
    verdict: 'escalate',
    approval: { by: 'two-operators', expiresInMs: 60_000 },
    reason: 'it is much',
  };
  it('lets little through and has people asked about much', () => {
    expect(judge(question, [small, large])).toMatchObject({ verdict: 'allow', rule: 'small' });
    expect(judge({ ...question, arguments: { amount: 41 } }, [small, large])).toEqual({
      verdict: 'escalate',
      rule: 'large',
      reason: 'it is much',
      approval: { by: 'two-operators', expiresInMs: 60_000 },
    });
  });
  it('never lets through what cannot be compared', () => {
    fc.assert(
      fc.property(
        fc.anything().filter((value) => typeof value !== 'number' && typeof value !== 'string'),
        (amount) => {
          expect(judge({ ...question, arguments: { amount } }, [small]).verdict).toBe('deny');
          expect(judge({ ...question, arguments: { amount } }, [small, large]).verdict).not.toBe('allow');
        },
      ),
    );
  });
  it('speaks of one source and of certain callers only', () => {
    expect(judge({ ...question, source: 'crm' }, [small]).verdict).toBe('deny');
    expect(judge({ ...question, source: undefined }, [small]).verdict).toBe('deny');
    const known: PolicyRule = { ...small, when: { users: ['ann'] } };
    expect(judge({ ...question, userId: 'ann' }, [known]).verdict).toBe('allow');
    expect(judge({ ...question, userId: 'ben' }, [known]).verdict).toBe('deny');
    expect(judge(question, [known]).verdict).toBe('deny');
  });
  it('in shadow is told and not obeyed', () => {
    const verdict = judge({ ...question, arguments: { amount: 41 } }, [
      { ...small, when: {} },
      { ...large, shadow: true },
    ]);
    expect(verdict).toMatchObject({ verdict: 'allow', shadow: [{ rule: 'large', verdict: 'escalate' }] });
    expect(judge(question, [small, { ...large, shadow: true }]).shadow).toBeUndefined();
  });
});
