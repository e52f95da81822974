import { describe, expect, test } from 'vitest';
import { Breaker } from '../../../agents/models/breaker.ts';

function breakerAt() {
  const clock = { ms: 0 };
  return { clock, breaker: new Breaker({ failures: 2, restMs: 1000, now: () => clock.ms }) };
}

describe('a breaker', () => {
  test('opens after failures in a row, and not before', () => {
    const { breaker } = breakerAt();
    breaker.failed(false);
    breaker.succeeded();
    breaker.failed(false);
    expect(breaker.allows()).toBe(true);
    breaker.failed(false);
    expect(breaker.allows()).toBe(false);
    expect(breaker.state).toBe('open');
  });

  test('opens at once when trying again soon cannot help', () => {
    const { breaker } = breakerAt();
    breaker.failed(true);
    expect(breaker.allows()).toBe(false);
  });

  test('lets one request try after the rest, and closes when it works', () => {
    const { breaker, clock } = breakerAt();
    breaker.failed(true);
    clock.ms = 1000;
    expect(breaker.state).toBe('half-open');
    expect([breaker.allows(), breaker.allows(), breaker.allows()]).toEqual([true, false, false]);
    breaker.succeeded();
    expect(breaker.state).toBe('closed');
  });

  test('rests again when the trial fails', () => {
    const { breaker, clock } = breakerAt();
    breaker.failed(true);
    clock.ms = 1000;
    breaker.allows();
    breaker.failed(false);
    clock.ms = 1999;
    expect(breaker.allows()).toBe(false);
    clock.ms = 2000;
    expect(breaker.allows()).toBe(true);
  });

  test('does not wait for ever for a trial that never reported back', () => {
    const { breaker, clock } = breakerAt();
    breaker.failed(true);
    clock.ms = 1000;
    expect(breaker.allows()).toBe(true);
    clock.ms = 2000;
    expect(breaker.allows()).toBe(true);
  });
});
