/** Memory services on files of their own, below one temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryService, type MemoryServiceOptions } from '../../agents/memory/service.ts';

export function memoryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-memory-'));
  let count = 0;
  return {
    path: folder,
    /** Options of a fresh file; the same options open the same file again. */
    fresh(more: Partial<MemoryServiceOptions> = {}): MemoryServiceOptions {
      count += 1;
      const quiet = { info: () => {}, warn: () => {} };
      return { dbFile: join(folder, `${count}.db`), masterKeyFile: join(folder, 'master.key'), log: quiet, ...more };
    },
    open: createMemoryService,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
