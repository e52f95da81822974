/**
 * Which version wrote Chroma's files. A newer Chroma reads older files, an older one does not read newer files: those
 * are set aside, and the index is rebuilt from the records it is an index of.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RECORD = 'written-by.txt';

/** Negative when `a` is the older version. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Makes `folder` fit for Chroma `version`; the sentence says when files had to be set aside. */
export function prepareChromaData(folder: string, version: string): string | undefined {
  const record = join(folder, RECORD);
  let sentence: string | undefined;
  if (existsSync(record)) {
    const writer = readFileSync(record, 'utf8').trim();
    if (compareVersions(writer, version) > 0) {
      const aside = `${folder}-${writer}-${Date.now()}`;
      renameSync(folder, aside);
      sentence = `The memory index was written by Chroma ${writer}, newer than the ${version} that runs here: it was moved to ${aside} and is rebuilt (npm run memory -- reindex).`;
    }
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(record, `${version}\n`);
  return sentence;
}
