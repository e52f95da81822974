import { afterAll } from 'vitest';
import { memoryFolder } from '../support/memory-folder.ts';
import { memorySuite } from './memory-suite.ts';

const folder = memoryFolder();
afterAll(() => folder.remove());

memorySuite('no Chroma', async (overrides) => {
  const options = folder.fresh(overrides);
  return { service: await folder.open(options), again: () => folder.open(options) };
});
