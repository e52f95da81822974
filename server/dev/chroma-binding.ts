/**
 * The native Chroma server for this machine. npm installs the newest; it needs glibc 2.38, so an older Linux gets the
 * last one that runs there (glibc 2.34), into the data folder.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './data-folder.ts';
import { runCommand } from './run-command.ts';

const NEWEST_NEEDS_GLIBC = 2.38;
const FOR_OLDER_GLIBC = '1.0.5';

export interface ChromaBinding {
  /** The folder of the package: what `require` is given. */
  path: string;
  version: string;
}

export interface EnsureChromaBindingOptions {
  /** Where a fetched binding is kept. */
  folder: string;
  signal?: AbortSignal | undefined;
  say?: ((line: string) => void) | undefined;
}

/** `undefined` on a platform Chroma has no binding for. */
export function chromaPackageName(
  platform: string = process.platform,
  arch: string = process.arch,
): string | undefined {
  const suffix = { linux: '-gnu', win32: '-msvc', darwin: '' }[platform];
  const known = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'];
  return suffix !== undefined && known.includes(`${platform}-${arch}`)
    ? `chromadb-js-bindings-${platform}-${arch}${suffix}`
    : undefined;
}

/** The C library's version as a number; undefined where there is no glibc (macOS, Windows, musl). */
function glibcVersion(): number | undefined {
  const report: unknown = process.report?.getReport();
  if (typeof report !== 'object' || report === null || !('header' in report)) return undefined;
  const { header } = report;
  if (typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header)) return undefined;
  return Number(header.glibcVersionRuntime);
}

function installed(modules: string, name: string): ChromaBinding | undefined {
  const path = join(modules, name);
  if (!existsSync(join(path, 'package.json'))) return undefined;
  const manifest: unknown = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  return { path, version };
}

/** The binding that fits this machine, when it is there; else a sentence. Installs nothing. */
export function findChromaBinding(folder: string): ChromaBinding | string {
  const name = chromaPackageName();
  if (!name) return `Chroma has no server for ${process.platform}-${process.arch}.`;
  const modules = needsOlder() ? join(folder, FOR_OLDER_GLIBC, 'node_modules') : join(REPOSITORY, 'node_modules');
  return installed(modules, name) ?? `${name} is not installed.`;
}

function needsOlder(): boolean {
  const glibc = glibcVersion();
  return glibc !== undefined && glibc < NEWEST_NEEDS_GLIBC;
}

/** Finds or fetches the binding; the error is one sentence. */
export async function ensureChromaBinding(options: EnsureChromaBindingOptions): Promise<ChromaBinding> {
  const name = chromaPackageName();
  const elsewhere = 'Set CHROMA_URL to a Chroma that runs elsewhere.';
  if (!name) throw new Error(`Chroma has no server for ${process.platform}-${process.arch}. ${elsewhere}`);
  const found = findChromaBinding(options.folder);
  if (typeof found !== 'string') return found;
  if (!needsOlder()) throw new Error(`${found} Run npm ci. ${elsewhere}`);

  options.say?.(`Chroma ${FOR_OLDER_GLIBC} for glibc ${glibcVersion()}: installing (440 MB on disk, once)`);
  // Complete or absent, also when two starts race: installed aside, then renamed.
  const scratch = join(options.folder, `install-${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, 'package.json'), '{ "private": true }\n');
  const args = [
    'install',
    '--prefix',
    scratch,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--loglevel=error',
    `${name}@${FOR_OLDER_GLIBC}`,
  ];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = await runCommand(npm, args, { deadlineMs: 600_000, signal: options.signal });
  const target = join(options.folder, FOR_OLDER_GLIBC);
  if (result.ok && !existsSync(target)) renameSync(scratch, target);
  rmSync(scratch, { recursive: true, force: true });
  const fetched = installed(join(target, 'node_modules'), name);
  if (fetched) return fetched;
  throw new Error(
    `${name}@${FOR_OLDER_GLIBC} could not be installed (${result.output.split('\n').slice(0, 2).join(' ')}): check the network and start again. ${elsewhere}`,
  );
}
