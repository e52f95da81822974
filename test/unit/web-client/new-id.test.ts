/** Names for what happens on the page, also where the browser keeps its own generator back. */
import { describe, expect, it } from 'vitest';
import { lendRandomUuid, newId } from '../../../web-client/call/state/new-id.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** As on a page without https. */
const withheld = (): {
  randomUUID?: () => string;
  getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;
} => ({
  getRandomValues: (bytes) => crypto.getRandomValues(bytes),
});

describe('a new id', () => {
  it('is another one each time, on pages with and without https', () => {
    for (const generator of [crypto, withheld()]) {
      const ids = Array.from({ length: 100 }, () => newId(generator));
      expect(new Set(ids).size).toBe(100);
      for (const id of ids) expect(id).toMatch(UUID);
    }
  });

  it('can be had from the browser by those who ask it themselves, and a browser’s own generator is left alone', () => {
    const lent = withheld();
    lendRandomUuid(lent);
    expect(lent.randomUUID?.()).toMatch(UUID);
    expect(lent.randomUUID?.()).not.toBe(lent.randomUUID?.());
    const own = { ...withheld(), randomUUID: () => 'its own' };
    lendRandomUuid(own);
    expect(own.randomUUID()).toBe('its own');
  });
});
