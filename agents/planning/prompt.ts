/**
 * Prompts as versioned artefacts: one folder per prompt and version, four layers in a fixed order (system, context
 * with provenance, task, validation). Read once per process; a placeholder that is not filled is an error.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const LAYERS = ['system', 'context', 'task', 'validation'] as const;
export interface Prompt {
  name: string;
  version: string;
  fill(values: Record<string, string>): string;
}
const FOLDER = join(import.meta.dirname, 'prompts');
const loaded = new Map<string, Prompt>();

/** `reference` is `name.version`, such as `talker.v1`. Throws a sentence when it is not there. */
export function loadPrompt(reference: string): Prompt {
  const known = loaded.get(reference);
  if (known) return known;
  const cut = reference.lastIndexOf('.');
  const layers = LAYERS.map((layer) => {
    const file = join(FOLDER, reference, `${layer}.md`);
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      throw new Error(`Prompt ${JSON.stringify(reference)} has no ${layer} layer (${file}).`, { cause: error });
    }
  });
  const template = layers.join('\n\n');
  const prompt: Prompt = {
    name: reference.slice(0, cut),
    version: reference.slice(cut + 1),
    fill: (values) =>
      template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined) throw new Error(`Prompt ${JSON.stringify(reference)} needs a value for {{${name}}}.`);
        return value;
      }),
  };
  loaded.set(reference, prompt);
  return prompt;
}
