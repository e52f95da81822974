/** An MCP source under test with what it said, and runs of it that are short to write. */
import { openMcpSource } from '../../agents/acting/toolbox/mcp/mcp-source.ts';
import { type McpTuning, mcpTuning } from '../../agents/acting/toolbox/mcp/mcp-tuning.ts';
import type { Source, SourceResult, SourceRun, SourceTool } from '../../agents/acting/toolbox/source.ts';
import { sourceConfig } from '../../agents/acting/toolbox/source-config.ts';

const STDIO_DOUBLE = new URL('../doubles/mcp-stdio-server.ts', import.meta.url).pathname;

export interface SourceUnderTest extends AsyncDisposable {
  source: Source;
  /** Everything that was logged, one line each. */
  said: string[];
  listChanges: number;
  list(): Promise<SourceTool[]>;
  run(operation: string, input?: unknown, more?: Partial<SourceRun>): Promise<SourceResult>;
}

export interface UnderTestOptions {
  config: Record<string, unknown>;
  env?: Record<string, string>;
  tuning?: Partial<McpTuning>;
  catalogDir?: string;
}

/** Runs of a test end here when nothing else ends them. */
const LONGEST_MS = 60_000;

export function mcpSource({ config, env = {}, tuning, catalogDir }: UnderTestOptions): SourceUnderTest {
  const said: string[] = [];
  const note = (fields: object, sentence: string): void => void said.push(`${sentence} ${JSON.stringify(fields)}`);
  const parsed = sourceConfig.parse({ kind: 'mcp', name: 'double', ...config });
  if (parsed.kind !== 'mcp') throw new Error(`The config is of a ${parsed.kind} source.`);
  const known: Record<string, string | undefined> = { PATH: process.env.PATH, HOME: process.env.HOME, ...env };
  const source = openMcpSource(
    parsed,
    {
      env: (name) => known[name],
      catalogDir: catalogDir ?? process.cwd(),
      log: { info: note, warn: note },
      nowMs: () => performance.now(),
    },
    { ...mcpTuning, ...tuning },
  );
  const underTest: SourceUnderTest = {
    source,
    said,
    listChanges: 0,
    list: () => source.list(AbortSignal.timeout(LONGEST_MS)),
    run: (operation, input = {}, more = {}) =>
      source.run({
        operation,
        input,
        callKey: 'key-1',
        userId: 'anna',
        signal: AbortSignal.timeout(LONGEST_MS),
        ...more,
      }),
    [Symbol.asyncDispose]: () => source.close(),
  };
  source.onListChanged?.(() => {
    underTest.listChanges += 1;
  });
  return underTest;
}

/** The double on standard streams with one of its behaviours. */
export const stdioDouble = (behaviour = 'plain', more: Partial<UnderTestOptions> = {}): SourceUnderTest =>
  mcpSource({ ...more, config: { command: [process.execPath, STDIO_DOUBLE, behaviour], ...more.config } });

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
