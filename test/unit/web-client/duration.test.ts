/** Times in words. */
import { expect, it } from 'vitest';
import { clock, spokenDuration, tenths } from '../../../web-client/call/state/duration.ts';

it.each([
  [0, '0:00'],
  [75_999, '1:15'],
  [3_723_000, '1:02:03'],
  [-5, '0:00'],
])('shows %i ms on the clock as %s', (ms, text) => {
  expect(clock(ms)).toBe(text);
});

it.each([
  [1_000, '1 second'],
  [60_000, '1 minute'],
  [121_000, '2 minutes 1 second'],
])('says %i ms as %s', (ms, text) => {
  expect(spokenDuration(ms)).toBe(text);
});

it('gives the time of an answer in tenths of a second', () => {
  expect(tenths(489)).toBe('0.5 s');
});
