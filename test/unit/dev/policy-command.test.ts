/** The command line on real files: rules are checked and tried on a log that other processes may be writing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databaseFiles } from '../../../agents/log/database-files.ts';
import type { CallEventBody } from '../../../agents/log/events.ts';
import { openSqliteEventLog } from '../../../agents/log/sqlite/sqlite-event-log.ts';
import { openSqliteRuleSetStore } from '../../../agents/log/sqlite/sqlite-rule-set-store.ts';
import { runPolicyCommand } from '../../../server/dev/policy-command.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-policy-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});
const rule = { name: 'no-notes', when: { tools: ['remember'] }, verdict: 'deny', reason: 'nothing is kept' };

async function run(...args: string[]) {
  const out: string[] = [];
  const errors: string[] = [];
  const io = { out: (line: string) => void out.push(line), error: (line: string) => void errors.push(line) };
  const code = await runPolicyCommand(args, { PARLEY_DATA_DIR: folder }, io);
  return { code, out: out.join('\n'), errors: errors.join('\n') };
}
async function aFile(content: unknown): Promise<string> {
  const file = path.join(folder, 'rules.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

test('rules are tried on what the log has, by span of time and agent', async () => {
  const log = await openSqliteEventLog({ ...databaseFiles(folder, undefined), onTrouble: () => undefined });
  const bodies: CallEventBody[] = [
    { type: 'call.started', roomName: 'r', jobId: 'j', agent: 'assistant', agentVersion: '1', models: {} },
    { type: 'tool.intended', generation: 1, tool: 'remember', callKey: 'k', arguments: { private: '{"text":"milk"}' } },
    {
      type: 'tool.judged',
      generation: 1,
      tool: 'remember',
      callKey: 'k',
      verdict: 'allow',
      reason: 'own',
      rule: 'own-things-on-request',
      asked: {
        agent: 'assistant',
        tier: 'write-constrained',
        askedBy: 'caller',
        informedBy: [],
        channel: 'browser',
        suspicions: [],
      },
    },
  ];
  const atMs = Date.now() - 60_000;
  await log.append(
    'call-a',
    'user-1',
    bodies.map((body, at) => ({ ...body, v: 1, callId: 'call-a', seq: at + 1, atMs })),
  );
  await log.close();
  const file = await aFile([rule]);
  const tried = await run('simulate', file, '--since', '1h');
  expect(tried).toMatchObject({ code: 0, errors: '' });
  expect(tried.out).toContain('1 calls of tools in 1 calls: 0 as before, 1 different.');
  expect(tried.out).toContain('1 x allow -> deny');
  expect(tried.out).toContain(
    'call-a turn 1  remember: allow (own-things-on-request) -> deny (no-notes): nothing is kept',
  );
  expect(tried.out).not.toContain('milk');
  expect((await run('simulate', file, '--agent', 'somebody-else')).out).toContain('0 calls of tools');
  expect((await run('simulate', file, '--since', '2d', '--until', '1d')).out).toContain('0 calls of tools');
});

test('what is stored is shown, and what is shown can be checked', async () => {
  const store = await openSqliteRuleSetStore(databaseFiles(folder, undefined));
  await store.add({ rules: [{ ...rule, verdict: 'deny' }], author: 'ada', note: 'why', atMs: 1, basedOn: 0 });
  await store.close();
  const shown = await run('show');
  expect(JSON.parse(shown.out)).toMatchObject({ version: 1, stored: [rule], history: [{ author: 'ada' }] });
  expect(await run('check', await aFile(shown.out))).toMatchObject({ code: 0, out: '1 rules, all of them in order.' });
});

test('mistakes are told, each as a sentence', async () => {
  const wrong = await run('check', await aFile([{ ...rule, verdict: 'perhaps' }]));
  expect(wrong).toMatchObject({ code: 1, out: '' });
  expect(wrong.errors).toContain('Rule "no-notes": verdict is "perhaps"');
  expect((await run('check', await aFile('{'))).errors).toContain('is no JSON');
  expect((await run('check', path.join(folder, 'none.json'))).code).toBe(1);
  for (const args of [
    [],
    ['store'],
    ['check'],
    ['simulate', 'a', 'b'],
    ['simulate', 'a', '--since', 'yesterday'],
    ['show', '--x'],
  ])
    expect((await run(...args)).code, args.join(' ')).toBe(2);
});
