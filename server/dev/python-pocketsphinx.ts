/** The PocketSphinx wheel (model included, 29 MB) in the data folder, where a Python 3 of this machine imports it from. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.ts';
import { runCommand } from './run-command.ts';

const VERSION = '5.1.1';

export interface PocketSphinx {
  /** The Python that can import it with PYTHONPATH set to `packages`. */
  python: string;
  packages: string;
}

export interface EnsurePocketSphinxOptions {
  packages: string;
  signal?: AbortSignal | undefined;
  say?: ((line: string) => void) | undefined;
}

/** The installation, or one sentence why there is none: speech then needs a key, or a sherpa model. */
export async function ensurePocketSphinx(options: EnsurePocketSphinxOptions): Promise<PocketSphinx | string> {
  const python = findOnPath('python3', 'python');
  if (!python)
    return 'Python 3 is not on PATH, so PocketSphinx cannot run: install Python 3.8 or later, or set DEEPGRAM_API_KEY.';
  if (existsSync(join(options.packages, `pocketsphinx-${VERSION}.dist-info`)))
    return { python, packages: options.packages };
  options.say?.(`PocketSphinx ${VERSION}: installing (29 MB, once)`);
  // Complete or absent: a broken installation would be taken for a good one for ever.
  const scratch = `${options.packages}-${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  const args = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-input',
    '--only-binary=:all:',
    '--no-compile',
  ];
  const result = await runCommand(python, [...args, '--target', scratch, `pocketsphinx==${VERSION}`], {
    deadlineMs: 180_000,
    signal: options.signal,
  });
  const imports = result.ok && (await canImport(python, scratch, options.signal));
  if (imports) {
    rmSync(options.packages, { recursive: true, force: true });
    renameSync(scratch, options.packages);
    return { python, packages: options.packages };
  }
  rmSync(scratch, { recursive: true, force: true });
  const reason =
    result.output
      .trim()
      .split('\n')
      .filter((line) => /error/i.test(line))
      .at(-1) ??
    result.output.trim().split('\n').at(-1) ??
    '';
  return `PocketSphinx could not be installed with ${python} -m pip (${reason.slice(0, 200)}): check the network, or set DEEPGRAM_API_KEY.`;
}

async function canImport(python: string, packages: string, signal: AbortSignal | undefined): Promise<boolean> {
  const result = await runCommand(python, ['-c', 'import pocketsphinx'], {
    env: { ...process.env, PYTHONPATH: packages },
    deadlineMs: 20_000,
    signal,
  });
  return result.ok;
}
