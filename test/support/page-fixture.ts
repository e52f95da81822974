/** Everything a page test needs: the built page, a real livekit-server, a real Chromium with a made-up microphone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../server/dev/chromium.ts';
import { startLivekitServer } from '../../server/dev/livekit-server.ts';
import { ensureWebClientBuilt } from '../../server/dev/web-client-build.ts';
import { eventually } from './eventually.ts';
import { type FakeAgent, joinAsAgent } from './fake-agent/fake-agent.ts';
import type { LivekitAccess } from './livekit-caller.ts';
import { type PageServer, startPageServer } from './page-server.ts';

const FLAGS = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-gpu',
];

export interface PageFixture {
  server: PageServer;
  /** Address and keys: the same before and after an interruption. */
  livekit: LivekitAccess;
  browser: Browser;
  /** A fresh page; the microphone is allowed unless said otherwise, the camera only if said so. */
  open(
    options?: BrowserContextOptions & { microphone?: 'allowed' | 'refused'; camera?: 'allowed' | 'refused' },
  ): Promise<{ page: Page; context: BrowserContext }>;
  /** Joins as the agent of the newest call the page asked for. */
  joinNewestCall(identity?: string, options?: { acknowledges?: boolean }): Promise<FakeAgent>;
  /** Takes the media server away; resolves to what brings it back at the same address. */
  interruptLivekit(how: 'killed' | 'stopped'): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

/** `flags`: more of Chromium's own, for tests that share a screen. */
export async function startPageFixture({ flags = [] }: { flags?: readonly string[] } = {}): Promise<PageFixture> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('Chromium is needed for this test: install it (on Debian: apt-get install chromium).');
  await ensureWebClientBuilt({});
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-page-'));
  const options = { dataDir, binDir: join(import.meta.dirname, '..', '..', '.parley', 'bin') };
  let livekit = await startLivekitServer(options);
  const { url, port, apiKey, apiSecret } = livekit;
  const access = { url, apiKey, apiSecret };
  const server = await startPageServer(access);
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
  return {
    server,
    livekit: access,
    browser,
    open: async ({ microphone = 'allowed', camera = 'refused', ...options } = {}) => {
      const context = await browser.newContext(options);
      const granted = [
        ...(microphone === 'allowed' ? ['microphone'] : []),
        ...(camera === 'allowed' ? ['camera'] : []),
      ];
      if (granted.length > 0) await context.grantPermissions(granted, { origin: server.url });
      const page = await context.newPage();
      await page.goto(server.url);
      return { page, context };
    },
    joinNewestCall: async (identity, options = {}) => {
      const seat = await eventually('The page asks for a seat', () => server.seats.at(-1));
      return joinAsAgent(access, seat.room, { ...options, ...(identity === undefined ? {} : { identity }) });
    },
    interruptLivekit: async (how) => {
      if (how === 'killed') process.kill(livekit.pid, 'SIGKILL');
      await livekit.stop();
      return async () => {
        livekit = await startLivekitServer({ ...options, port, keys: { apiKey, apiSecret }, strictPort: true });
      };
    },
    stop: async () => {
      await browser.close();
      await server.stop();
      await livekit.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
