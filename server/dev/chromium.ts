/** A Chromium for tests: PATH, the usual places, Playwright's own, and where this user may, one from Debian. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { findOnPath } from './find-on-path.ts';
import { runCommand } from './run-command.ts';

const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium, without installing one. */
export function findChromium(): string | undefined {
  const onPath = findOnPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome');
  const candidates = [
    ...(onPath ? [onPath] : []),
    ...(process.platform === 'darwin' ? MAC : []),
    chromium.executablePath(),
  ];
  return candidates.find((path) => path && existsSync(path));
}

const ADVICE = 'Install Chromium or Chrome and put it on PATH, or run: npx playwright-core install chromium.';

/** Finds or installs it; the error is one sentence. */
export async function ensureChromium(options: { signal?: AbortSignal; say?: (line: string) => void }): Promise<string> {
  const found = findChromium();
  if (found) return found;
  const apt = process.platform === 'linux' && process.getuid?.() === 0 ? findOnPath('apt-get') : undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (command: string, args: string[]) =>
    runCommand(command, args, { env, deadlineMs: 300_000, signal: options.signal });
  if (apt) {
    options.say?.('Chromium: installing with apt-get (about 100 MB)');
    await run(apt, ['update', '-q']);
    await run(apt, ['install', '-y', '-q', '--no-install-recommends', 'chromium']);
  } else {
    options.say?.('Chromium: downloading with Playwright (about 170 MB)');
    await run('npx', ['playwright-core', 'install', 'chromium']);
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(`There is no Chromium on this machine and none could be installed. ${ADVICE}`);
}
