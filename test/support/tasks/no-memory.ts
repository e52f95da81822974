/** A memory that is empty and stays so. */
import type { MemoryClient } from '../../../agents/memory/service-api.ts';

const nothing = { items: [], ranking: 'none' as const, tookMs: 0 };
export const noMemory: MemoryClient = {
  recall: async () => nothing,
  prefetch: async () => nothing,
  remember: async () => {
    throw new Error('There is no memory here.');
  },
  forget: async () => [],
};
