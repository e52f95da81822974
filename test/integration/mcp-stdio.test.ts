/** An MCP server that is a command, with every bad behaviour that one may have. */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { isAlive, mcpSource, stdioDouble } from '../support/mcp-sources.ts';

const placeOf = (text: string): { pid: number; cwd: string } => JSON.parse(text);

describe('an MCP server that is a command', () => {
  it('has its tools listed over all pages and runs them with the call key as metadata', async () => {
    await using double = stdioDouble();
    const tools = await double.list();
    expect(tools.map(({ operation }) => operation)).toEqual(expect.arrayContaining(['echo', 'unbook', 'asksBack']));
    expect(tools.every(({ tier, honoursKey }) => tier === 'write-broad' && !honoursKey)).toBe(true);
    expect(await double.run('echo', { a: 1 })).toEqual({ outcome: 'ok', text: '{"a":1}' });
    expect(await double.run('meta')).toEqual({ outcome: 'ok', text: '{"parley/callKey":"key-1"}' });
  });

  it('sees of our environment only PATH, HOME and what was named, and runs in the catalog', async () => {
    const catalogDir = realpathSync(tmpdir());
    await using double = stdioDouble('plain', {
      catalogDir,
      env: { A_SETTING: 'on', NOT_NAMED: 'hidden' },
      config: { passEnv: ['A_SETTING', 'NOT_SET'] },
    });
    const seen = Object.keys(JSON.parse((await double.run('env')).text));
    expect(seen.filter((key) => !key.startsWith('__')).sort()).toEqual(['A_SETTING', 'HOME', 'PATH']);
    expect(placeOf((await double.run('place')).text).cwd).toBe(catalogDir);
  });

  it('may print its secret: neither the model nor the log sees it', async () => {
    const env = { A_SECRET: 'open-sesame-7' };
    await using double = stdioDouble('plain', { env, config: { passEnv: ['A_SECRET'] } });
    await double.list();
    expect((await double.run('env')).text).toContain('"A_SECRET":"[hidden]"');
    expect(double.source.context?.()).toBe('Be kind. [hidden]');
    await using dying = stdioDouble('dies-at-once', { env, config: { passEnv: ['A_SECRET'] } });
    await expect(dying.list()).rejects.toThrow(
      /^The MCP server double cannot be used\. Its command ended with exit code 4 and said last: no such database, and \[hidden\]\.$/,
    );
    expect(dying.said.join()).not.toContain('open-sesame-7');
  });

  it('is ended when it is closed, also when it will not go, with all that it started', async () => {
    const stubborn = stdioDouble('stubborn', { tuning: { killAfterMs: 100 } });
    const { pid } = placeOf((await stubborn.run('place')).text);
    const grandchild = Number((await stubborn.run('grandchild')).text);
    expect([isAlive(pid), isAlive(grandchild)]).toEqual([true, true]);
    await stubborn.source.close();
    expect(isAlive(pid)).toBe(false);
    await eventually('what it started is gone too', () => !isAlive(grandchild));
    expect(await stubborn.run('echo')).toMatchObject({ outcome: 'failed', noEffect: true });
  });

  it('does not outlive a process that is killed', async () => {
    const program = `
      import { stdioDouble } from ${JSON.stringify(new URL('../support/mcp-sources.ts', import.meta.url).href)};
      const double = stdioDouble();
      process.stdout.write((await double.run('place')).text + '\\n');
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let heard = '';
    parent.stdout.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    const { pid } = placeOf(await eventually('the server says where it is', () => heard.endsWith('\n') && heard));
    parent.kill('SIGKILL');
    await eventually('the server has ended', () => !isAlive(pid));
  });

  it('that dies in the middle of a call leaves it without an outcome, and is there again for the next one', async () => {
    await using double = stdioDouble();
    const before = placeOf((await double.run('place')).text).pid;
    const died = await double.run('die');
    expect(died.outcome).toBe('broken');
    expect(died.noEffect).toBeUndefined();
    expect(died.text).toContain('Its command ended with exit code 3');
    const after = placeOf((await double.run('place')).text).pid;
    expect(after).not.toBe(before);
    await eventually('the toolbox is told to list again', () => double.listChanges > 0);
  });

  it('that died while nobody asked is brought back by itself', async () => {
    await using double = stdioDouble();
    process.kill(placeOf((await double.run('place')).text).pid, 'SIGKILL');
    await eventually('it is back', () => double.said.some((line) => line.startsWith('The MCP server is back.')));
    expect((await double.run('echo')).outcome).toBe('ok');
  });

  it('that dies whenever it is started is tried again ever later, and callers are told at once', async () => {
    await using double = stdioDouble('dies-at-once', { tuning: { firstBackoffMs: 10_000, patienceMs: 100 } });
    await expect(double.list()).rejects.toThrow('exit code 4');
    const result = await double.run('echo');
    expect(result).toMatchObject({ outcome: 'broken', noEffect: true });
    expect(result.text).toMatch(/It is tried again in \d+ s\.$/);
  });

  it('that does not exist is named', async () => {
    await using double = mcpSource({ config: { command: ['/no/such/program'] } });
    await expect(double.list()).rejects.toThrow(/could not be started \(spawn \/no\/such\/program ENOENT\)/);
  });

  it('that never answers "initialize" is given up after its deadline', async () => {
    await using double = stdioDouble('silent', { tuning: { initialiseDeadlineMs: 300 } });
    await expect(double.list()).rejects.toThrow('The MCP server double did not answer "initialize" within 300 ms.');
  });

  it('may greet us on standard output, but not write its log there', async () => {
    await using polite = stdioDouble('banner');
    expect((await polite.run('echo')).outcome).toBe('ok');
    await using garbage = stdioDouble('garbage');
    await expect(garbage.list()).rejects.toThrow(/no JSON-RPC messages, such as: INFO this is my log/);
  });

  it.each([
    ['notices', 'It sent more than 2000 messages within 60000 ms.'],
    ['complaints', 'It wrote more than 4194304 bytes to its standard error at once.'],
    ['big', 'It sent an answer of more than 4194304 bytes, which was not read to its end.'],
    ['chatter', 'It writes lines that are no JSON-RPC messages'],
  ])('that floods us (%s) is disconnected with a sentence and started again', async (operation, sentence) => {
    await using double = stdioDouble('plain', { tuning: { killAfterMs: 100, floodWindowMs: 60_000 } });
    const pid = placeOf((await double.run('place')).text).pid;
    const result = await double.run(operation);
    expect(result.outcome).toBe('broken');
    expect(result.text).toContain(sentence);
    expect((await double.run('echo')).outcome).toBe('ok');
    await eventually('the flooding process is gone', () => !isAlive(pid));
  });

  it('is told when a call is given up', async () => {
    await using double = stdioDouble();
    await double.list();
    const giveUp = new AbortController();
    const hanging = double.run('hang', {}, { signal: giveUp.signal });
    await double.run('echo');
    giveUp.abort(new Error('The caller hung up.'));
    expect(await hanging).toMatchObject({ outcome: 'broken', text: expect.stringContaining('did not answer in time') });
    await eventually('the server has heard of it', async () => (await double.run('cancelled')).text !== '[]');
  });

  it('that answers twice is believed once', async () => {
    await using double = stdioDouble();
    expect(await double.run('twice')).toEqual({ outcome: 'ok', text: 'first' });
    expect((await double.run('echo')).outcome).toBe('ok');
  });

  it('that answers with an error, a failure or nonsense is told apart', async () => {
    await using double = stdioDouble();
    expect(await double.run('fails')).toEqual({ outcome: 'failed', text: 'There is no such room.' });
    expect(await double.run('no_such_tool')).toMatchObject({
      outcome: 'failed',
      noEffect: true,
      text: expect.stringContaining('Unknown tool: no_such_tool'),
    });
    const nonsense = await double.run('broken');
    expect(nonsense.outcome).toBe('broken');
    expect(nonsense.text).toContain('something else than a result (content:');
  });

  it('that lies about its tools has only the honest ones used, and the others named', async () => {
    await using double = stdioDouble('liar');
    expect((await double.list()).map(({ operation }) => operation)).toEqual(['good', 'local']);
    const said = double.said.join('\n');
    expect(said).toContain('The tool "good" was left out once: the server lists it twice.');
    expect(said).toContain(
      'The tool "a_list" was left out: its arguments are declared as "array" and not as an object.',
    );
    expect(said).toContain('refers to "https://evil.example/schema.json", which lies outside of it');
    expect(said).toContain('A tool (no_schema) was left out: its inputSchema is wrong');
    expect(said).toContain('The tool "deep" was left out: its schema is nested more than 32 deep.');
  });

  it.each(['endless', 'circle'])('whose list does not end (%s) has a bounded part of it used', async (behaviour) => {
    await using double = stdioDouble(behaviour);
    const tools = await double.list();
    expect(tools.length).toBeGreaterThan(0);
    expect(tools.length).toBeLessThanOrEqual(500);
    expect(double.said.join()).toContain('The list of tools of double does not end');
  });

  it('that has another tool than before has that told', async () => {
    await using double = stdioDouble();
    expect((await double.list()).map(({ operation }) => operation)).not.toContain('one_more');
    await double.run('late');
    await eventually('the change is told', () => double.listChanges > 0);
    expect((await double.list()).map(({ operation }) => operation)).toContain('one_more');
  });

  it.each(['sampling/createMessage', 'elicitation/create', 'roots/list'])(
    'that asks us for %s is refused politely',
    async (method) => {
      await using double = stdioDouble();
      const { outcome, text } = await double.run('asksBack', { method });
      expect(outcome).toBe('ok');
      expect(JSON.parse(text).error).toMatchObject({ code: -32601 });
      expect(text).toContain(`does not answer \\"${method}\\"`);
    },
  );

  it('has effects looked up and taken back by the operations that the agent file names', async () => {
    await using double = stdioDouble('plain', {
      config: {
        include: ['book'],
        operations: { book: { lookUp: 'booked', undo: 'unbook', tier: 'write-constrained', honoursKey: true } },
      },
    });
    const [book, ...others] = await double.list();
    expect(others).toEqual([]);
    expect(book).toMatchObject({ operation: 'book', tier: 'write-constrained', honoursKey: true });
    const run = {
      operation: 'book',
      input: { room: 'blue' },
      callKey: 'k',
      userId: 'anna',
      signal: AbortSignal.timeout(30_000),
    };
    expect(await book?.lookUp?.(run)).toEqual({ state: 'done', text: '{"key":"k","room":"blue"}' });
    expect(await book?.undo?.({ ...run, result: 'booked' })).toEqual({
      outcome: 'ok',
      text: 'taken back {"key":"k","room":"blue","result":"booked"}',
    });
    expect(await double.run('unbook')).toMatchObject({ outcome: 'failed', noEffect: true });
  });
});
