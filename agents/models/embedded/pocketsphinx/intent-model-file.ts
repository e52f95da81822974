/** The language model of our phrases as a file in the data folder: built when absent, named after what it says. */
import { createHash } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trigramModel } from './arpa.ts';
import { intentSentences } from './intent-sentences.ts';

/** The path of the ARPA file. Building takes under 100 ms; a changed phrase makes a new file. */
export async function intentModelFile(dataFolder: string): Promise<string> {
  const sentences = intentSentences();
  const hash = createHash('sha256').update(sentences.join('\n')).digest('hex').slice(0, 16);
  const folder = join(dataFolder, 'models', 'pocketsphinx');
  const path = join(folder, `intents-${hash}.arpa`);
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) return path;
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${process.pid}.partial`;
  await writeFile(temporary, trigramModel(sentences));
  await rename(temporary, path);
  return path;
}
