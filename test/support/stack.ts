/**
 * Real processes for integration tests: the starter of `npm start` in a temporary data folder, the fetched programs
 * shared with the working copy. `await using stack = await startStack(...)`, and nothing is left when the test ends.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataFolder, dataFolder } from '../../server/dev/data-folder.ts';
import { type LivekitServer, startLivekitServer } from '../../server/dev/livekit-server.ts';
import {
  type LocalStack,
  type LocalStackOptions,
  type StackPart,
  startLocalStack,
} from '../../server/dev/local-stack.ts';

export interface StackOptions {
  /** Unset: all five. `livekit` alone costs 0.3 s, `chroma` 0.5 s. */
  parts?: readonly StackPart[];
  /** Settings of the processes, in place of the tester's own PARLEY_ and LIVEKIT_ variables and keys, which are left out. */
  env?: Record<string, string>;
  /** Other programs in place of ours. */
  programs?: LocalStackOptions['programs'];
  onLine?: LocalStackOptions['onLine'];
  onGivenUp?: LocalStackOptions['onGivenUp'];
  /** Spoils something before anything is started; parts that then cannot start are the test's business. */
  spoil?: (data: DataFolder) => void;
  signal?: AbortSignal;
}

export interface TestStack extends LocalStack {
  data: DataFolder;
}

const SHARED = ['bin', 'python', 'chroma-binding', 'models'] as const;
const ALL: readonly StackPart[] = ['livekit', 'chroma', 'tool-worker', 'server', 'worker'];
/** What would make a test depend on who runs it. */
const PERSONAL = /^(PARLEY_|LIVEKIT_|CHROMA_|DATABASE_URL$|OPENAI_|DEEPGRAM_|PORT$)/;

/** A data folder of its own that finds the programs already fetched. Removed by `remove`. */
export function temporaryDataFolder(): { data: DataFolder; remove(): void } {
  const shared = dataFolder();
  const root = mkdtempSync(join(tmpdir(), 'parley-test-'));
  for (const name of SHARED) {
    const target = join(shared.root, name);
    if (name !== 'models') mkdirSync(target, { recursive: true });
    if (existsSync(target)) symlinkSync(target, join(root, name), 'junction');
  }
  return { data: dataFolder(root), remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Starts the parts and waits until each answers; the failure carries the last words of the part that did not. */
export async function startStack(options: StackOptions = {}): Promise<TestStack> {
  const { data, remove } = temporaryDataFolder();
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !PERSONAL.test(name)));
  const said: string[] = [];
  options.spoil?.(data);
  try {
    const stack = await startLocalStack({
      env: { ...inherited, PARLEY_ENV: 'test', ...options.env },
      data,
      parts: options.parts ?? ALL,
      say: (line) => said.push(line),
      ...(options.programs ? { programs: options.programs } : {}),
      ...(options.onLine ? { onLine: options.onLine } : {}),
      ...(options.onGivenUp ? { onGivenUp: options.onGivenUp } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const stop = async () => {
      await stack.stop();
      remove();
    };
    if (stack.problems.length > 0 && !options.spoil) {
      await stop();
      throw new Error(stack.problems.join('\n'));
    }
    return { ...stack, data, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    remove();
    throw new Error(
      `The test's stack did not start: ${error instanceof Error ? error.message : String(error)}${said.length ? `\n${said.join('\n')}` : ''}`,
      {
        cause: error,
      },
    );
  }
}

/** A livekit-server alone, with keys of its own. */
export async function startLivekit(options: { webhookUrl?: string } = {}): Promise<LivekitServer & AsyncDisposable> {
  const { data, remove } = temporaryDataFolder();
  const server = await startLivekitServer({ dataDir: data.root, binDir: data.bin, ...options });
  const stop = async () => {
    await server.stop();
    remove();
  };
  return { ...server, stop, [Symbol.asyncDispose]: stop };
}
