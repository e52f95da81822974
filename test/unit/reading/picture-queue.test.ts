/** Pictures that wait: bounded, and an older picture of the same place gives way. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_WAITING, PictureQueue } from '../../../agents/seeing/reading/picture-queue.ts';

test('a newer picture of the same slot takes the place of the older one', () => {
  const queue = new PictureQueue<{ slot: string | undefined; n: number }>();
  queue.add({ slot: 'screen', n: 1 });
  queue.add({ slot: 'camera', n: 2 });
  expect(queue.add({ slot: 'screen', n: 3 })).toEqual({ dropped: { slot: 'screen', n: 1 }, because: 'replaced' });
  expect([queue.take()?.n, queue.take()?.n, queue.take()]).toEqual([3, 2, undefined]);
});

test('a full queue gives up its oldest', () => {
  const queue = new PictureQueue<{ slot: string | undefined; n: number }>();
  for (let n = 0; n < MAX_WAITING; n++) expect(queue.add({ slot: undefined, n })).toBeUndefined();
  expect(queue.add({ slot: undefined, n: 99 })).toEqual({ dropped: { slot: undefined, n: 0 }, because: 'full' });
  expect(queue.size).toBe(MAX_WAITING);
});

test('every picture is taken, dropped or removed exactly once, and no more wait than may', () => {
  const step = fc.oneof(fc.constantFrom('a', 'b', undefined), fc.constantFrom('take', 'remove'));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new PictureQueue<{ slot: string | undefined }>();
      const added: object[] = [];
      const gone: object[] = [];
      for (const action of steps) {
        if (action === 'take') gone.push(...[queue.take()].filter((item) => item !== undefined));
        else if (action === 'remove') {
          const item = added.at(-1) as { slot: string | undefined } | undefined;
          if (item && queue.remove(item)) gone.push(item);
        } else {
          const item = { slot: action };
          added.push(item);
          const given = queue.add(item);
          if (given) gone.push(given.dropped);
        }
        expect(queue.size).toBeLessThanOrEqual(MAX_WAITING);
      }
      expect(new Set(gone).size).toBe(gone.length);
      expect(gone.length + queue.size).toBe(added.length);
    }),
  );
});
