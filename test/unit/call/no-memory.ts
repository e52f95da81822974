/** A memory that knows nothing and keeps nothing. */
import type { MemoryClient } from '../../../agents/memory/service-api.ts';

export const noMemory: MemoryClient = {
  recall: async () => ({ items: [], ranking: 'none', tookMs: 0 }),
  prefetch: async () => ({ items: [], ranking: 'none', tookMs: 0 }),
  remember: async () => {
    throw new Error('nothing is remembered in this test');
  },
  forget: async () => [],
};
