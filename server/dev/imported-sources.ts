/** The files of this repository that some files import, directly or by way of others: what a build is made of. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `from '...'`, `import '...'` and `import('...')` of relative paths; a comment that looks like one costs a rebuild. */
const RELATIVE_IMPORT = /(?:from|import)\s*\(?\s*['"](?<path>\.[^'"]+)['"]/g;
const isModule = (file: string): boolean => /\.tsx?$/.test(file);

/** All of `files` and what they lead to, in order. Files that do not exist are passed over. */
export function withImports(files: Iterable<string>): string[] {
  const found = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file) || !existsSync(file)) continue;
    found.add(file);
    if (!isModule(file)) continue;
    for (const { groups } of readFileSync(file, 'utf8').matchAll(RELATIVE_IMPORT))
      if (groups?.path !== undefined) waiting.push(join(dirname(file), groups.path));
  }
  return [...found].sort();
}
