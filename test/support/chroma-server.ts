/** A real Chroma on a free port with files of its own, for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chroma, startChroma } from '../../server/dev/chroma.ts';
import { dataFolder } from '../../server/dev/data-folder.ts';

export interface TestChroma {
  url: string;
  /** Ends the process; its files stay. */
  stop(): Promise<void>;
  /** Starts it again on the same port; `empty` after its files are lost. */
  restart(files: 'kept' | 'lost'): Promise<void>;
  remove(): Promise<void>;
}

export async function startTestChroma(): Promise<TestChroma> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-chroma-'));
  const options = { dataDir: join(folder, 'data'), logDir: folder, bindingDir: dataFolder().chromaBinding };
  let chroma: Chroma = await startChroma(options);
  const { url } = chroma;
  return {
    url,
    stop: () => chroma.stop(),
    async restart(files) {
      await chroma.stop();
      if (files === 'lost') rmSync(options.dataDir, { recursive: true, force: true });
      chroma = await startChroma({ ...options, port: Number(new URL(url).port), strictPort: true });
    },
    async remove() {
      await chroma.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
