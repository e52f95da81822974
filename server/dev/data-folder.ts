/** The data folder and what lies where in it: the one place that spells these paths. */
import { join, resolve } from 'node:path';

export const REPOSITORY = resolve(import.meta.dirname, '..', '..');

export interface DataFolder {
  root: string;
  /** Programs fetched once, named after their version. */
  bin: string;
  /** Python packages of the embedded recogniser. */
  python: string;
  /** The native Chroma server that this machine's C library allows. */
  chromaBinding: string;
  /** Chroma's own files. */
  chroma: string;
  logs: string;
  secrets: string;
  tls: string;
}

export function dataFolder(path: string = process.env.PARLEY_DATA_DIR || '.parley'): DataFolder {
  const root = resolve(REPOSITORY, path);
  const inside = (name: string) => join(root, name);
  return {
    root,
    bin: inside('bin'),
    python: inside('python'),
    chromaBinding: inside('chroma-binding'),
    chroma: inside('chroma'),
    logs: inside('logs'),
    secrets: inside('secrets'),
    tls: inside('tls'),
  };
}
