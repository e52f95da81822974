/** Names for what happens on the page, also where the browser keeps its own generator back. */
import { describe, expect, it } from 'vitest';
import { newId } from '../../../web-client/call/state/new-id.ts';

const withoutUuid = { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes) };

describe('a new id', () => {
  it('is another one each time, on pages with and without https', () => {
    for (const generator of [crypto, withoutUuid]) {
      const ids = Array.from({ length: 100 }, () => newId(generator));
      expect(new Set(ids).size).toBe(100);
      for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{32,36}$/);
    }
  });
});
