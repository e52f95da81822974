/** The README is true: its tables are those of the schemas that read the values, and its links and commands lead somewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseProviderChain } from '../../agents/models/provider-string.ts';
import { documentedEnvironment } from '../../server/config/env.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const between = (name: string): string => readme.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';

describe('the README', () => {
  it('lists exactly the variables that are read, with their defaults and meanings', () => {
    const rows = between('environment')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .map(([, name, fallback, ...meaning]) => ({ name, fallback, meaning: meaning.slice(0, -1).join('|') }));
    expect(rows).toEqual(
      documentedEnvironment().map(({ name, default: fallback, description }) => ({
        name,
        fallback: fallback ?? '',
        meaning: description,
      })),
    );
  });
  it('shows provider strings that the parser takes', () => {
    const shown = [
      ...readme.matchAll(/`((?:deepgram|openai|ollama|local:|deepgram-plugin|openai-plugin)[^`\s]*)`/g),
    ].flatMap((match) => match[1] ?? []);
    expect(shown.length).toBeGreaterThan(8);
    for (const value of shown) {
      const functions = (['stt', 'tts', 'llm'] as const).filter((wanted) => {
        try {
          return (
            parseProviderChain(value, { variable: 'PARLEY_X', function: wanted, toolWorkerUrl: 'http://127.0.0.1:1' })
              .length > 0
          );
        } catch {
          return false;
        }
      });
      expect(functions, value).not.toEqual([]);
    }
  });
  it('names commands that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, name] of readme.matchAll(/npm run ([a-z:]+)/g)) expect(Object.keys(scripts)).toContain(name);
  });
  it('links to files that are there, and names folders that are there', () => {
    for (const [, target] of readme.matchAll(/\]\((?!http)([^)#]+)/g))
      expect(existsSync(join(root, target ?? '')), target).toBe(true);
    for (const [, folder] of readme.matchAll(/^\| `((?:agents|media|server|web-client|test)[a-z/-]*)` \|/gm))
      expect(existsSync(join(root, folder ?? '')), folder).toBe(true);
  });
});
