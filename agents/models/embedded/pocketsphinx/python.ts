/** Which Python to start and with which modules: the ones in the data folder first, then the system's. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface PythonCommand {
  command: string;
  environment: Record<string, string | undefined>;
}

const NAMES = process.platform === 'win32' ? ['python.exe', 'py.exe'] : ['python3', 'python'];

/** Throws a sentence when there is no Python on the PATH. */
export function findPython(options: {
  dataFolder: string;
  environment: Record<string, string | undefined>;
}): PythonCommand {
  const folders = (options.environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (found === undefined) {
    throw new Error(`There is no ${NAMES.join(' or ')} on the PATH; PocketSphinx needs Python 3.9 or later.`);
  }
  const modules = [join(options.dataFolder, 'python'), options.environment.PYTHONPATH];
  return {
    command: found,
    environment: {
      ...options.environment,
      PYTHONPATH: modules.filter((path) => path !== undefined && path !== '').join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
