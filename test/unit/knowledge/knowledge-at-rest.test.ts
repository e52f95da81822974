/** What documents say stands nowhere in the file, and is found all the same; documents of before are sealed on the way. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DatabaseThread, openDatabaseThread } from '../../../agents/log/sqlite/database-thread.ts';
import { MIGRATIONS } from '../../../agents/log/sqlite/migrations.ts';

const NOW = 1_000;
const place = { collection: 'company', origin: 'upload' as const, root: '', place: 'fees.md' };
let folder: string;
let options: { file: string; masterKeyFile: string };
let database: DatabaseThread;
const open = async () => {
  database = await openDatabaseThread(options);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-knowledge-rest-'));
  options = { file: join(folder, 'parley.db'), masterKeyFile: join(folder, 'key') };
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const TEXTS = ['The zanzibar fee is seven quollars.', 'Opening hours of the wombatorium: daily.'];
async function publish(): Promise<void> {
  await database.run('knowledge.begin', { ...place, documentId: 'd', nowMs: NOW });
  const chunks = TEXTS.map((text, ordinal) => ({
    id: `chunk-${ordinal}`,
    chunk: { ordinal, headings: [`Xylophones ${ordinal}`], text, overlap: 0 },
  }));
  await database.run('knowledge.stage', { documentId: 'd', version: 1, title: 'Marmaladium', chunks });
  const published = { documentId: 'd', version: 1, title: 'Marmaladium', mediaType: 'text/markdown', hash: 'h' };
  await database.run('knowledge.publish', { ...published, notes: ['It was gnarlified.'], nowMs: NOW });
}
const search = async (query: string) => {
  const scope = { collection: 'company', roots: undefined, snapshotId: undefined };
  return (await database.run('knowledge.search', { ...scope, query, limit: 5 })).map(({ passage }) => passage);
};
const WORDS = /zanzibar|quollar|wombatori|xylophon|marmalad|gnarlif/gi;
const inTheFiles = (): string[] =>
  readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'latin1').match(WORDS) ?? []);

async function answersAsBefore(): Promise<void> {
  const [best, ...others] = await search('How much is the zanzibar fee?');
  expect(others).toEqual([]);
  expect(best).toMatchObject({ text: TEXTS[0], title: 'Marmaladium', headings: ['Xylophones 0'], place: 'fees.md' });
  // By the title and a heading, which count for every passage under them, and by another form of a word.
  expect((await search('marmaladium')).map(({ text }) => text).sort()).toEqual([...TEXTS].sort());
  expect((await search('wombatoriums'))[0]?.text).toBe(TEXTS[1]);
  expect(await search('zanzibars fees nobody')).toHaveLength(1);
  expect(await search('quokka')).toEqual([]);
  const [document] = await database.run('knowledge.documents', { collection: 'company', limit: 5, offset: 0 });
  expect(document?.versions[0]).toMatchObject({ title: 'Marmaladium', notes: ['It was gnarlified.'] });
  const work = await database.run('knowledge.work', { limit: 10 });
  expect(work.map(({ text }) => text)).toEqual(TEXTS.map((text, at) => `Xylophones ${at}\n${text}`));
}

it('is found by its words, its title and its headings, and none of them can be read in the file', async () => {
  await open();
  await publish();
  await answersAsBefore();
  expect(inTheFiles()).toEqual([]);
  await database.close();
  expect(inTheFiles()).toEqual([]);
  await open();
  await answersAsBefore();
});

it('of a database from before they were sealed is found while it is being sealed, and then cannot be read', async () => {
  const before = new DatabaseSync(options.file);
  before.exec('PRAGMA journal_mode = WAL');
  for (const step of MIGRATIONS.slice(0, 8)) before.exec(step);
  before.exec('PRAGMA user_version = 8');
  before.exec(`
    INSERT INTO knowledge_documents VALUES ('d', 'company', 'upload', '', 'fees.md', 1, NULL, 1000, NULL, NULL, NULL);
    INSERT INTO knowledge_versions VALUES ('d', 1, 'Marmaladium', 'text/markdown', 'h', '["It was gnarlified."]', 2, 1000)`);
  const chunk = before.prepare(
    `INSERT INTO knowledge_chunks (chunk_id, document_id, version, ordinal, heading, body, overlap, indexed, embedding_model, embedding_version)
     VALUES (?, 'd', 1, ?, ?, ?, 0, 1, 'none', '')`,
  );
  const words = before.prepare('INSERT INTO knowledge_words (rowid, heading, stems, concepts) VALUES (?, ?, ?, ?)');
  const work = before.prepare(
    "INSERT INTO knowledge_index_work (chunk_id, collection, action) VALUES (?, 'company', 'upsert')",
  );
  const stems = ['zanzibar fee seven quollar', 'open hour wombatorium daily'];
  for (const [at, text] of TEXTS.entries()) {
    const { lastInsertRowid } = chunk.run(`chunk-${at}`, at, JSON.stringify([`Xylophones ${at}`]), text);
    words.run(Number(lastInsertRowid), `marmaladium xylophon ${at}`, stems[at] ?? '', '');
    work.run(`chunk-${at}`);
  }
  before.close();
  await open();
  expect((await search('zanzibar fee'))[0]?.text).toBe(TEXTS[0]);
  expect(await database.run('knowledge.sealOlder', { limit: 1 })).toBe(1);
  expect((await search('zanzibar fee'))[0]?.text).toBe(TEXTS[0]);
  expect((await search('wombatorium'))[0]?.text).toBe(TEXTS[1]);
  while ((await database.run('knowledge.sealOlder', { limit: 1 })) > 0);
  await answersAsBefore();
  await database.close();
  expect(inTheFiles()).toEqual([]);
  await open();
});
