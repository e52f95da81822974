/**
 * The catalog: agent files in a folder, loaded when they are needed and again when they change, so that an edit holds
 * from the next call on. A file with a mistake never takes a good one down: its last good version stays, and the
 * mistake is told as a sentence.
 */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { loadPrompt } from '../planning/prompt.ts';
import { type AgentDefinition, agentFile } from './agent-definition.ts';

const SUFFIX = '.agent.ts';
export interface CatalogProblem {
  file: string;
  message: string;
}
export interface CatalogEntry {
  definition: AgentDefinition;
  /** Changes with the file. */
  version: string;
  file: string;
}
interface Loaded {
  stamp: string;
  entry: CatalogEntry | undefined;
  problem: CatalogProblem | undefined;
  /** The file that had its agent's name before it. */
  twinOf: string | undefined;
}

export class UnknownAgentError extends Error {
  override readonly name = 'UnknownAgentError';
}

export class Catalog {
  readonly #folder: string;
  readonly #files = new Map<string, Loaded>();
  readonly #onProblem: (problem: CatalogProblem) => void;
  /** What was told, until it is mended. */
  readonly #told = new Set<string>();
  #refreshing: Promise<void> | undefined;

  /** `onProblem` is told once of each mistake when it is found, for a log. */
  constructor(folder: string, onProblem: (problem: CatalogProblem) => void = () => {}) {
    this.#folder = resolve(folder);
    this.#onProblem = onProblem;
  }

  /** Every usable agent, by name; `assistant` first, as the one to start with. */
  async list(): Promise<CatalogEntry[]> {
    await this.#refresh();
    const entries = [...this.#files.values()].flatMap(({ entry, twinOf }) => (entry && !twinOf ? [entry] : []));
    return entries.sort(
      (a, b) =>
        Number(b.definition.name === 'assistant') - Number(a.definition.name === 'assistant') ||
        a.definition.name.localeCompare(b.definition.name),
    );
  }
  /** What is wrong with which file, as sentences. */
  async problems(): Promise<CatalogProblem[]> {
    await this.#refresh();
    return this.#problems();
  }
  /** The agent of that name; an empty name is the first of the list. Throws UnknownAgentError naming the known ones. */
  async get(name: string): Promise<CatalogEntry> {
    const entries = await this.list();
    const found = name === '' ? entries[0] : entries.find((entry) => entry.definition.name === name);
    if (found) return found;
    const problem = this.#problems().find(({ file }) => file.endsWith(`${name}${SUFFIX}`));
    throw new UnknownAgentError(
      `There is no agent named ${JSON.stringify(name)}${problem ? `: ${problem.message}` : ''}. The agents are: ${entries.map((entry) => entry.definition.name).join(', ') || 'none'}.`,
    );
  }

  async #refresh(): Promise<void> {
    this.#refreshing ??= this.#load().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }
  async #load(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith(SUFFIX)).sort();
    for (const known of this.#files.keys()) if (!names.includes(known)) this.#files.delete(known);
    for (const name of names) {
      const file = join(this.#folder, name);
      const info = await stat(file);
      const stamp = `${info.mtimeMs.toString(36)}-${info.size.toString(36)}`;
      const before = this.#files.get(name);
      if (before?.stamp === stamp) continue;
      this.#files.set(name, await this.#read(file, stamp, before?.entry));
    }
    this.#refuseTwins();
    this.#tell();
  }
  async #read(file: string, stamp: string, lastGood: CatalogEntry | undefined): Promise<Loaded> {
    try {
      const url = pathToFileURL(file);
      url.searchParams.set('v', stamp);
      const module: unknown = await import(url.href);
      const exported =
        typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
      if (exported === undefined)
        throw new Error('it has no default export; write `export default defineAgent({...})`');
      const parsed = agentFile.safeParse(exported);
      if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
      // Read now: a prompt that is not there would only be missed in the first turn of a call.
      loadPrompt(parsed.data.prompt);
      return { stamp, entry: { definition: parsed.data, version: stamp, file }, problem: undefined, twinOf: undefined };
    } catch (error) {
      return {
        stamp,
        entry: lastGood,
        problem: {
          file,
          message: `${file} is not a usable agent: ${error instanceof Error ? error.message : String(error)}`,
        },
        twinOf: undefined,
      };
    }
  }
  /** Two files with one name: the one that was there first keeps it, and the other gets it when that one goes. */
  #refuseTwins(): void {
    const owners = new Map<string, string>();
    for (const loaded of this.#files.values()) {
      loaded.twinOf = undefined;
      if (!loaded.entry) continue;
      const { name } = loaded.entry.definition;
      loaded.twinOf = owners.get(name);
      if (loaded.twinOf === undefined) owners.set(name, loaded.entry.file);
    }
  }
  #problems(): CatalogProblem[] {
    return [...this.#files.values()].flatMap(({ entry, problem, twinOf }) => {
      if (problem) return [problem];
      if (!entry || twinOf === undefined) return [];
      const { name } = entry.definition;
      return [
        {
          file: entry.file,
          message: `${entry.file} names its agent ${JSON.stringify(name)}, which ${twinOf} already does: give it a name of its own.`,
        },
      ];
    });
  }
  #tell(): void {
    const problems = this.#problems();
    for (const known of this.#told) if (!problems.some(({ message }) => message === known)) this.#told.delete(known);
    for (const problem of problems) {
      if (this.#told.has(problem.message)) continue;
      this.#told.add(problem.message);
      this.#onProblem(problem);
    }
  }
}
