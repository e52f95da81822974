/**
 * The process that is the Chroma server: loads the native binding named by its first argument and hands it the rest
 * as Chroma's own command line. The call blocks this process for good, so nothing else may live here.
 */
import { createRequire } from 'node:module';

const [binding, ...args] = process.argv.slice(2);
if (binding === undefined)
  throw new Error('Usage: chroma-process.ts <binding> run --path <folder> --host <host> --port <port>');
const loaded: unknown = createRequire(import.meta.url)(binding);
if (typeof loaded !== 'object' || loaded === null || !('cli' in loaded) || typeof loaded.cli !== 'function') {
  throw new Error(`${binding} is not a Chroma binding: it has no function "cli".`);
}
loaded.cli(['chroma', ...args]);
