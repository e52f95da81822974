/** Everything the tests need beside the dependencies, fetched at once. What cannot be had is said; the tests that need it then fail and name it. */
import { ensureChromaBinding } from './chroma-binding.ts';
import { ensureChromium } from './chromium.ts';
import type { DataFolder } from './data-folder.ts';
import { ensureLivekitBinary } from './livekit-binary.ts';
import { ensurePocketSphinx } from './python-pocketsphinx.ts';
import { ensureWebClientBuilt } from './web-client-build.ts';

export async function ensureTestTools(
  data: DataFolder,
  options: { signal?: AbortSignal; say: (line: string) => void },
): Promise<void> {
  const tools: Promise<unknown>[] = [
    ensureLivekitBinary({ binDir: data.bin, ...options }),
    ensureChromaBinding({ folder: data.chromaBinding, ...options }),
    ensurePocketSphinx({ packages: data.python, ...options }).then((result) => {
      if (typeof result === 'string') throw new Error(result);
    }),
    ensureChromium(options),
    ensureWebClientBuilt(options),
  ];
  for (const result of await Promise.allSettled(tools)) {
    if (result.status === 'rejected')
      options.say(result.reason instanceof Error ? result.reason.message : String(result.reason));
  }
}
