import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../../agents/catalog/catalog.ts';

let folder: string;
let edits = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-catalog-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, body: string): Promise<void> {
  const file = join(folder, `${name}.agent.ts`);
  await writeFile(file, body);
  // Two edits within one tick of the clock must still differ.
  edits += 1;
  await utimes(file, new Date(), new Date(Date.now() + edits * 1_000));
}
const agent = (name: string, extra = '') =>
  `export default { name: '${name}', title: 'T', description: 'd', instructions: 'i', greeting: 'Hello.'${extra} };`;

describe('the catalog', () => {
  it('has the two agents that come with it, the assistant first', async () => {
    const catalog = new Catalog(join(import.meta.dirname, '..', '..', '..', 'agents', 'catalog'));
    expect((await catalog.list()).map((entry) => entry.definition.name)).toEqual([
      'assistant',
      'billing',
      'receptionist',
    ]);
    expect(await catalog.problems()).toEqual([]);
  });
  it('takes an edited file from the next call on', async () => {
    const catalog = new Catalog(folder);
    await write('one', agent('one'));
    const before = await catalog.get('one');
    await write('one', agent('one').replace('Hello.', 'Good day.'));
    const after = await catalog.get('one');
    expect(after.definition.greeting).toBe('Good day.');
    expect(after.version).not.toBe(before.version);
  });
  it('takes a copied file as a new agent and drops a deleted one', async () => {
    const catalog = new Catalog(folder);
    await write('one', agent('one'));
    await write('two', agent('two'));
    expect((await catalog.list()).map((entry) => entry.definition.name)).toEqual(['one', 'two']);
    await rm(join(folder, 'one.agent.ts'));
    expect((await catalog.list()).map((entry) => entry.definition.name)).toEqual(['two']);
  });
  it('keeps the last good version of a file that is broken by an edit, and says what is wrong', async () => {
    const catalog = new Catalog(folder);
    await write('one', agent('one'));
    await catalog.list();
    await write('one', 'export default { name: "one", title: 7 };');
    expect((await catalog.get('one')).definition.title).toBe('T');
    expect((await catalog.problems())[0]?.message).toMatch(/one\.agent\.ts is not a usable agent[\s\S]*title/);
  });
  it.each([
    ['a syntax error', 'export default {', /is not a usable agent/],
    ['no default export', 'export const x = 1;', /no default export/],
    ['an unknown tool', agent('bad', ", tools: ['launch_rocket']"), /tools/],
    ['a misspelt key', agent('bad', ', greetings: []'), /greetings/],
    ['a name with spaces', agent('not a name'), /lower case/],
    [
      'a policy rule whose verdict is misspelt',
      agent('bad', ", policy: [{ name: 'p', when: {}, verdict: 'Deny', reason: 'r' }]"),
      /policy/,
    ],
    [
      'a policy rule that would match everything for a misspelt condition',
      agent('bad', ", policy: [{ name: 'p', when: { tool: ['remember'] }, verdict: 'allow', reason: 'r' }]"),
      /policy[\s\S]*tool|tool[\s\S]*policy/,
    ],
    ['a time zone there is not', agent('bad', ", timeZone: 'Europe/Berlinn'"), /Berlinn/],
    ['a prompt there is not', agent('bad', ", prompt: 'talker.v99'"), /talker\.v99/],
    [
      'a tool without a deadline',
      agent('bad', ", tools: [{ name: 't', description: 'd', label: 'l', parameters: {}, tier: 'read', run() {} }]"),
      /tools/,
    ],
  ])('refuses a file with %s by a sentence, and keeps the others', async (_, body, sentence) => {
    const catalog = new Catalog(folder);
    await write('good', agent('good'));
    await write('bad', body);
    expect((await catalog.list()).map((entry) => entry.definition.name)).toEqual(['good']);
    expect((await catalog.problems())[0]?.message).toMatch(sentence);
    await expect(catalog.get('bad')).rejects.toThrow(/no agent named "bad".*The agents are: good/s);
  });
  it('lets two files not share a name', async () => {
    const catalog = new Catalog(folder);
    await write('a', agent('same'));
    await write('b', agent('same'));
    expect(await catalog.list()).toHaveLength(1);
    expect((await catalog.problems())[0]?.message).toMatch(/already does/);
  });
  it('gives the name to the second file when the first goes, and never the other way round', async () => {
    const catalog = new Catalog(folder);
    await write('b', agent('same'));
    await catalog.list();
    await write('a', agent('same', ", language: 'de'"));
    expect((await catalog.get('same')).definition.language).toBe('en');
    await rm(join(folder, 'b.agent.ts'));
    expect((await catalog.get('same')).definition.language).toBe('de');
    expect(await catalog.problems()).toEqual([]);
  });
  it('tells each mistake once, and again when it comes back', async () => {
    const told: string[] = [];
    const catalog = new Catalog(folder, ({ message }) => told.push(message));
    await write('one', 'export const x = 1;');
    for (let look = 0; look < 3; look += 1) await catalog.list();
    expect(told).toEqual([expect.stringMatching(/one\.agent\.ts .*no default export/)]);
    await write('one', agent('one'));
    await catalog.list();
    await write('one', 'export const x = 1;');
    await catalog.list();
    expect(told).toHaveLength(2);
  });
});
