/**
 * `npm run memory -- list|forget|export|reindex`: what is remembered, from the command line, on the same files as the
 * running processes and safe beside them. What changes is told to the index by the running tool-worker, or here
 * when `CHROMA_URL` is set.
 */
import { parseArgs } from 'node:util';
import { databaseFiles } from '../../agents/log/database-files.ts';
import { createMemoryService, type MemoryService } from '../../agents/memory/service.ts';
import type { MemoryRecord } from '../../agents/memory/service-api.ts';
import { dataFolder } from './data-folder.ts';

const USAGE = `Usage: npm run memory -- <command>
  list    [--user ID]                 what is remembered, newest first
  export  [--user ID]                 the same as JSON lines, with versions and provenance
  forget  --user ID (--query TEXT | --record ID | --everything)
  reindex                             fill the search index anew from the records`;

const PAGE = 500;
const INDEX_DEADLINE_MS = 60_000;

export interface CommandIo {
  out(line: string): void;
  error(line: string): void;
}

/** The exit code: 0 done, 1 failed, 2 not understood. */
export async function runMemoryCommand(
  args: string[],
  env: Record<string, string | undefined>,
  io: CommandIo,
): Promise<number> {
  let parsed: ReturnType<typeof readArguments>;
  try {
    parsed = readArguments(args);
  } catch (error) {
    io.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  let service: MemoryService | undefined;
  try {
    const { file, masterKeyFile } = databaseFiles(
      dataFolder(env.PARLEY_DATA_DIR || undefined).root,
      env.DATABASE_URL || undefined,
    );
    const log = { info: () => {}, warn: (_: object, message: string) => io.error(message) };
    service = await createMemoryService({
      dbFile: file,
      masterKeyFile,
      log,
      ...(env.CHROMA_URL ? { chromaUrl: env.CHROMA_URL } : {}),
    });
    await run(service, parsed, io);
    return 0;
  } catch (error) {
    io.error(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await service?.close();
  }
}

function readArguments(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      user: { type: 'string' },
      query: { type: 'string' },
      record: { type: 'string' },
      everything: { type: 'boolean' },
    },
  });
  const [command, ...rest] = positionals;
  if (rest.length > 0) throw new Error(`${JSON.stringify(rest.join(' '))} is one word too many.`);
  if (command !== 'list' && command !== 'export' && command !== 'forget' && command !== 'reindex') {
    throw new Error(command === undefined ? 'Say what to do.' : `There is no command ${JSON.stringify(command)}.`);
  }
  const ways = [values.query, values.record, values.everything].filter((given) => given !== undefined).length;
  if (command === 'forget' && (values.user === undefined || ways !== 1)) {
    throw new Error('forget needs --user and exactly one of --query, --record and --everything.');
  }
  return { command, ...values };
}

async function run(service: MemoryService, given: ReturnType<typeof readArguments>, io: CommandIo): Promise<void> {
  const { signal } = new AbortController();
  if (given.command === 'reindex') return await reindex(service, signal, io);
  if (given.command === 'forget') {
    const how = given.everything
      ? { everything: true as const }
      : {
          ...(given.query === undefined ? {} : { query: given.query }),
          ...(given.record === undefined ? {} : { recordId: given.record }),
        };
    const forgotten = await service.forget({ userId: given.user ?? '', ...how }, signal);
    io.out(`${forgotten.length} records forgotten${given.everything ? '; the keys of this user are destroyed' : ''}.`);
    return;
  }
  let count = 0;
  for await (const record of everyRecord(service, given.user, signal)) {
    count += 1;
    if (given.command === 'list') io.out(line(record));
    else
      io.out(
        JSON.stringify({
          ...record,
          versions: await service.versions({ userId: record.userId, recordId: record.id }, signal),
        }),
      );
  }
  if (given.command === 'list') io.out(`${count} records.`);
}

async function* everyRecord(
  service: MemoryService,
  user: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<MemoryRecord> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await service.records(
      { limit: PAGE, offset, ...(user === undefined ? {} : { userId: user }) },
      signal,
    );
    yield* page;
    if (page.length < PAGE) return;
  }
}

const line = (record: MemoryRecord): string =>
  `${new Date(record.updatedAtMs).toISOString()}  ${record.id}  ${record.userId}  ${record.scope}/${record.kind} v${record.version}  ${record.content.private}`;

async function reindex(service: MemoryService, signal: AbortSignal, io: CommandIo): Promise<void> {
  const before = await service.status(signal);
  const end = performance.now() + INDEX_DEADLINE_MS;
  if (before.index !== 'off') await until(async () => (await service.status(signal)).index === 'up', end);
  const queued = await service.reindex(signal);
  if (before.index === 'off') {
    io.out(`${queued} records are queued: the running tool-worker (or the next npm start) fills the index with them.`);
    return;
  }
  const filled = await until(async () => {
    const { index, waitingForIndex } = await service.status(signal);
    return index === 'up' && waitingForIndex === 0;
  }, end);
  if (!filled)
    throw new Error(
      `The index took not all within ${INDEX_DEADLINE_MS / 1000} s (${(await service.status(signal)).indexProblem ?? 'it is slow'}); the rest stays queued.`,
    );
  io.out(`${queued} records are in the index.`);
}

async function until(done: () => Promise<boolean>, endMs: number): Promise<boolean> {
  while (performance.now() < endMs) {
    if (await done()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

if (import.meta.main) {
  process.exitCode = await runMemoryCommand(process.argv.slice(2), process.env, {
    out: (text) => console.log(text),
    error: (text) => console.error(text),
  });
}
