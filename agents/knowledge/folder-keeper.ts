/**
 * Keeps what is known of a folder in step with it: looks every few seconds, takes in what is new or another, drops what
 * is gone. A folder that cannot be read, such as a share that is not there, keeps what it said.
 */
import { resolve } from 'node:path';
import { sleep } from '../../media/clock.ts';
import type { DatabaseThread } from '../log/sqlite/database-thread.ts';
import type { Intake } from './intake.ts';
import { documentIdOf } from './intake.ts';
import { KnowledgeError } from './knowledge-error.ts';
import type { KnowledgeLog } from './knowledge-log.ts';
import { type FoundFile, readFound, scanFolder } from './scan-folder.ts';

const LOOK_EVERY_MS = 3_000;

export interface FolderKeeper {
  /** Resolves when the folder was gone through once, whatever came of it. */
  readonly first: Promise<void>;
  close(): Promise<void>;
}
export interface FolderKeeperOptions {
  collection: string;
  /** As the agent file names it. */
  root: string;
  catalogDir: string;
  database: DatabaseThread;
  intake: Intake;
  log: KnowledgeLog;
  lookEveryMs?: number;
}

export function keepFolder(options: FolderKeeperOptions): FolderKeeper {
  const { collection, root, database, intake, log } = options;
  const folder = resolve(options.catalogDir, root);
  const stop = new AbortController();
  const first = Promise.withResolvers<void>();
  /** What was taken in, or refused for good, as it was then. */
  const seen = new Map<string, string>();
  let told = '';

  const tell = (problems: readonly string[]) => {
    const sentence = problems.slice(0, 5).join(' ');
    if (sentence !== '' && sentence !== told)
      log.warn({ collection, folder: root, problem: sentence }, 'a folder of documents has a problem');
    told = sentence;
  };

  async function takeIn(file: FoundFile): Promise<string | undefined> {
    const place = { collection, origin: 'folder' as const, root, place: file.place };
    try {
      const bytes = await readFound(file);
      if (bytes === undefined) return undefined;
      const taken = await intake.takeIn(place, { bytes, name: file.place, mediaType: '' }, {}, stop.signal);
      seen.set(file.place, file.stamp);
      if (taken.version !== undefined)
        log.info({ collection, document: file.place, version: taken.version }, 'a document was taken in');
      return undefined;
    } catch (error) {
      if (stop.signal.aborted) throw error;
      // What a file itself is to blame for is not tried again until it is another.
      if (error instanceof KnowledgeError && error.failure !== 'busy') seen.set(file.place, file.stamp);
      return error instanceof Error ? error.message : String(error);
    }
  }

  async function look(): Promise<void> {
    const { files, problems } = await scanFolder(folder, stop.signal);
    for (const file of files) {
      if (seen.get(file.place) === file.stamp) continue;
      const problem = await takeIn(file);
      if (problem !== undefined) problems.push(problem);
    }
    const there = new Set(files.map(({ place }) => place));
    for (const place of seen.keys()) if (!there.has(place)) seen.delete(place);
    for (const known of await database.run('knowledge.tracked', { collection, origin: 'folder' })) {
      if (known.root !== root || there.has(known.place) || stop.signal.aborted) continue;
      await intake.remove(documentIdOf(known), collection);
      log.info({ collection, document: known.place }, 'a document has gone');
    }
    tell(problems);
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await look().catch((error: unknown) => {
        if (!stop.signal.aborted)
          tell([`It cannot be read: ${error instanceof Error ? error.message : String(error)}.`]);
      });
      first.resolve();
      await sleep(options.lookEveryMs ?? LOOK_EVERY_MS, stop.signal).catch(() => {});
    }
  }
  const running = run();
  return {
    first: first.promise,
    async close() {
      stop.abort(new Error(`${root} is no longer kept.`));
      await running;
    },
  };
}
