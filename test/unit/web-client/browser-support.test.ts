/** Which browsers are told that they are too old, instead of being left with half a page. */
import { describe, expect, it } from 'vitest';
import { whyTooOld } from '../../../web-client/frame/browser-support.ts';

describe('a browser', () => {
  it('that has everything is told nothing', () => {
    expect(whyTooOld({ supportsCss: () => true, has: () => true })).toBeUndefined();
  });

  it('that lacks anything is told which ones do', () => {
    const sentence = /too old.*Chrome and Edge from \d+, Firefox from \d+ and Safari from/;
    expect(whyTooOld({ supportsCss: () => false, has: () => true })).toMatch(sentence);
    for (const missing of ['Promise.withResolvers', 'AbortSignal.any', 'HTMLElement.popover'])
      expect(whyTooOld({ supportsCss: () => true, has: (name) => name !== missing })).toMatch(sentence);
  });
});
