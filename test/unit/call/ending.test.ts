import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Ending } from '../../../agents/call/ending.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
function rig() {
  const over: string[] = [];
  return { over, ending: new Ending((reason) => over.push(reason)) };
}

describe('the end of a call', () => {
  it('comes when the last words were heard', () => {
    const { over, ending } = rig();
    ending.heard();
    expect(over).toEqual([]);
    ending.afterThisReply('the agent hung up');
    ending.heard();
    expect(over).toEqual(['the agent hung up']);
  });
  it('is taken back by a caller who goes on, for good', () => {
    const { over, ending } = rig();
    ending.afterGoodbye('the caller was silent', false);
    ending.interrupted();
    ending.heard();
    vi.advanceTimersByTime(60_000);
    expect(ending.reason).toBeUndefined();
    expect(over).toEqual([]);
  });
  it('is not taken back when a person decided it', () => {
    const { over, ending } = rig();
    ending.afterGoodbye('the operator ended it', true);
    ending.interrupted();
    expect(over).toEqual(['the operator ended it']);
  });
  it('does not wait for ever for a goodbye', () => {
    const { over, ending } = rig();
    ending.afterGoodbye('the caller was silent', false);
    vi.advanceTimersByTime(15_000);
    expect(over).toEqual(['the caller was silent']);
  });
  it('leaves no timer behind', () => {
    const { ending } = rig();
    ending.afterGoodbye('x', false);
    ending.afterGoodbye('y', true);
    ending.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
