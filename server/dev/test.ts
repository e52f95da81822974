/** `npm test`: fetches the tools the tests need, then runs all four kinds, or what is named after `--`. The last line is the runner's count. */
import { dataFolder } from './data-folder.ts';
import { runStep } from './run-steps.ts';
import { ensureTestTools } from './test-tools.ts';

const args = process.argv.slice(2);
const named = args.filter((arg) => !arg.startsWith('-'));
// Unit tests need no tool: someone who runs one of them should not wait for a compiler.
const unitOnly = named.length > 0 && named.every((name) => name.includes('unit'));
if (!unitOnly) await ensureTestTools(dataFolder(), { say: (line) => console.log(line) });
process.exit(await runStep({ name: 'tests', command: 'vitest', args: ['run', ...args] }));
