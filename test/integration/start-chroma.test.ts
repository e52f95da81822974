import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChromaClient } from 'chromadb';
import { expect, test } from 'vitest';
import { startChroma } from '../../server/dev/chroma.ts';
import { dataFolder } from '../../server/dev/data-folder.ts';

const start = (folder: string, say?: (line: string) => void) =>
  startChroma({
    dataDir: join(folder, 'chroma'),
    logDir: join(folder, 'logs'),
    bindingDir: dataFolder('.parley').chromaBinding,
    ...(say ? { say } : {}),
  });

const clientOf = (url: string) => new ChromaClient({ host: '127.0.0.1', port: Number(new URL(url).port), ssl: false });

test('what was written is still there after Chroma was stopped and started again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-chroma-'));
  const first = await start(folder);
  const written = await clientOf(first.url).createCollection({ name: 'kept', embeddingFunction: null });
  await written.add({ ids: ['a'], embeddings: [[1, 0, 0]], documents: ['the sea'] });
  await first.stop();
  const second = await start(folder);
  const read = await clientOf(second.url).getCollection({ name: 'kept' });
  expect(await read.count()).toBe(1);
  await second.stop();
  expect(() => process.kill(second.pid, 0)).toThrow('ESRCH');
});

test('files of a newer Chroma are set aside with a sentence, and an empty index starts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-chroma-'));
  const first = await start(folder);
  await first.stop();
  writeFileSync(join(folder, 'chroma', 'written-by.txt'), '99.0.0\n');
  const said: string[] = [];
  const second = await start(folder, (line) => said.push(line));
  expect(said.join()).toContain('was written by Chroma 99.0.0');
  expect(await clientOf(second.url).listCollections()).toEqual([]);
  expect(readFileSync(join(folder, 'chroma', 'written-by.txt'), 'utf8').trim()).toBe(second.version);
  await second.stop();
});
