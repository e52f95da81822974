/** Looks a program up on PATH, as a shell would. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The full path of the first of `names` that PATH has and this user may run. */
export function findOnPath(...names: string[]): string | undefined {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (!folder) continue;
      for (const suffix of suffixes) {
        const file = join(folder, name + suffix);
        try {
          accessSync(file, constants.X_OK);
          return file;
        } catch {
          // Not in this folder.
        }
      }
    }
  }
  return undefined;
}
