/** The server's application for tests: real hooks, routes, tokens and webhooks; the parts behind it are given or absent. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { buildApp } from '../../../server/app.ts';
import type { AppContext } from '../../../server/app-context.ts';
import { serverConfig } from '../../../server/config/config.ts';
import { readServerEnv } from '../../../server/config/env.ts';
import { loadSecrets } from '../../../server/config/secrets.ts';
import { connectLiveKit } from '../../../server/livekit.ts';
import { DEFAULT_LIMITS } from '../../../server/plugins/limits.ts';

export const TEST_KEY = 'key-for-tests-0123456789';
export const LIVEKIT_KEY = 'devkey';
export const LIVEKIT_SECRET = 'a-secret-of-at-least-thirty-two-characters';
export const AGENTS = [
  { name: 'companion', title: 'Companion', description: 'Talks and remembers' },
  { name: 'clerk', title: 'Clerk', description: 'Takes orders' },
];

const unused = (what: string) => async (): Promise<never> => {
  throw new Error(`The test did not expect ${what} to be used.`);
};

export async function testContext(
  env: Record<string, string> = {},
  overrides: Partial<AppContext> = {},
): Promise<AppContext> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-server-'));
  const parsed = readServerEnv({
    LIVEKIT_URL: 'ws://127.0.0.1:7880',
    LIVEKIT_API_KEY: LIVEKIT_KEY,
    LIVEKIT_API_SECRET: LIVEKIT_SECRET,
    PARLEY_API_KEYS: `tests:${TEST_KEY}`,
    PARLEY_DATA_DIR: folder,
    PARLEY_WEB_CLIENT: path.join(folder, 'web'),
    PARLEY_ENV: 'test',
    LOG_LEVEL: 'silent',
    ...env,
  });
  const config = serverConfig(parsed);
  const secrets = await loadSecrets(parsed);
  return {
    config,
    secrets,
    log: pino({ level: 'silent' }),
    livekit: connectLiveKit({ url: config.livekit.url, ...secrets.livekit, agentName: config.agentName }),
    eventLog: createInMemoryEventLog(),
    inbox: { put: unused('the inbox') },
    approvals: { get: unused('approvals'), list: unused('approvals'), vote: unused('approvals') },
    policies: {
      current: unused('the policy'),
      version: unused('the policy'),
      history: unused('the policy'),
      add: unused('the policy'),
    },
    tasks: {
      create: unused('tasks'),
      get: unused('tasks'),
      list: unused('tasks'),
      log: unused('tasks'),
      append: unused('tasks'),
      requestCancel: unused('tasks'),
    },
    wakeTasks: () => {},
    memory: {
      search: unused('memory'),
      list: unused('memory'),
      users: unused('memory'),
      edit: unused('memory'),
      versions: unused('memory'),
      forget: unused('memory'),
      forgetUser: unused('memory'),
      rollback: unused('memory'),
    },
    knowledge: {
      search: unused('knowledge'),
      documents: unused('knowledge'),
      collections: unused('knowledge'),
      upload: unused('knowledge'),
      addUrl: unused('knowledge'),
      remove: unused('knowledge'),
    },
    tools: { health: unused('tools'), setSwitch: unused('tools') },
    agents: { list: () => AGENTS },
    status: { now: async () => ({ ready: true, missing: [], degraded: [], parts: [] }) },
    nowMs: () => Date.now(),
    limits: DEFAULT_LIMITS,
    ...overrides,
  };
}

/** An application that is closed at the end of the test by `await using`. */
export async function testApp(env: Record<string, string> = {}, overrides: Partial<AppContext> = {}) {
  const context = await testContext(env, overrides);
  const app = await buildApp(context);
  await app.ready();
  return Object.assign(app, { context, [Symbol.asyncDispose]: async () => app.close() });
}

export const withKey = { authorization: `Bearer ${TEST_KEY}` };
