/**
 * Looks at this machine for `choose-providers.ts`: Ollama, a sherpa model, Python with PocketSphinx. The start waits for
 * these, so each has a deadline, and "no answer in time" means "not there".
 */
import { spawn } from 'node:child_process';
import { z } from 'zod';
import type { ProviderProbes } from './choose-providers.ts';
import { findPython } from './embedded/pocketsphinx/python.ts';
import { findSherpaModel } from './embedded/sherpa/sherpa-model.ts';

const tags = z.object({ models: z.array(z.object({ name: z.string() })) });

/** It answers in 2-13 ms when it is there. */
const OLLAMA_MS = 400;
/** Python starts in 30-60 ms; on a machine that is busy with the rest of a first start it takes far longer, and without it nobody is heard. */
const PYTHON_MS = 2000;

export interface MachineProbeOptions {
  /** `PARLEY_DATA_DIR`. */
  dataFolder: string;
  /** For PATH and PYTHONPATH. */
  environment: Record<string, string | undefined>;
  ollamaUrl?: string;
}

export function machineProbes(options: MachineProbeOptions): ProviderProbes {
  return {
    ollamaModels: () => ollamaModels(options.ollamaUrl ?? 'http://127.0.0.1:11434'),
    sherpaModelPresent: () =>
      findSherpaModel(options.dataFolder).then(
        () => true,
        () => false,
      ),
    pocketsphinxPresent: () => pocketsphinxPresent(options),
  };
}

async function ollamaModels(url: string): Promise<string[] | undefined> {
  try {
    const response = await fetch(`${url}/api/tags`, { signal: AbortSignal.timeout(OLLAMA_MS) });
    if (!response.ok) return undefined;
    return tags.parse(await response.json()).models.map((model) => model.name);
  } catch {
    return undefined;
  }
}

function pocketsphinxPresent(options: MachineProbeOptions): Promise<boolean> {
  let python: ReturnType<typeof findPython>;
  try {
    python = findPython({ dataFolder: options.dataFolder, environment: options.environment });
  } catch {
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    // Finding the module and not importing it: importing loads numpy's worth of native code.
    const script = "import importlib.util, sys; sys.exit(0 if importlib.util.find_spec('pocketsphinx') else 1)";
    const child = spawn(python.command, ['-c', script], {
      env: python.environment,
      stdio: 'ignore',
      timeout: PYTHON_MS,
      killSignal: 'SIGKILL',
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
