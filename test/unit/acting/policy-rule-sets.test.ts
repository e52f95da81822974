/** Rules that are stored: what may be stored, what a process knows of them, and what it does while nobody answers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { judge, type PolicyQuestion, type PolicyRule } from '../../../agents/acting/policy/policy.ts';
import {
  checkRules,
  effectiveRules,
  MAX_STORED_RULES,
  NOTHING_STORED,
  type PolicyNow,
  rulesOfFile,
} from '../../../agents/acting/policy/rule-set.ts';
import { createRulesClient } from '../../../agents/acting/rules/rules-client.ts';
import { createRulesService } from '../../../agents/acting/rules/rules-http.ts';
import { RulesWatch } from '../../../agents/acting/rules/rules-watch.ts';
import { ServiceError } from '../../../agents/internal/json-client.ts';
import { openSqliteRuleSetStore } from '../../../agents/log/sqlite/sqlite-rule-set-store.ts';
import { VirtualClock } from '../../../media/clock.ts';

const rule: PolicyRule = { name: 'no-mail', when: { tools: ['mail_*'] }, verdict: 'deny', reason: 'not today' };
const write: PolicyQuestion = {
  agent: 'clerk',
  tool: 'notes_write',
  tier: 'write-constrained',
  arguments: {},
  askedBy: 'caller',
  informedBy: [],
  channel: 'browser',
  confidence: 0.9,
};
const under = (policy: PolicyNow, question = write) => judge(question, effectiveRules([], policy.rules)).verdict;

describe('rules that somebody wrote', () => {
  it('are taken when each is in order', () => {
    expect(checkRules([rule])).toEqual({ rules: [rule] });
    expect(checkRules([])).toEqual({ rules: [] });
  });
  it.each([
    ['no list', { rules: [] }, 'The rules are a list'],
    ['a misspelt condition', [{ ...rule, when: { tool: ['x'] } }], 'Rule "no-mail": when'],
    ['a verdict there is not', [{ ...rule, verdict: 'maybe' }], 'Rule "no-mail": verdict is "maybe"'],
    ['no name', [{ ...rule, name: undefined }], 'Rule 1: name is missing'],
    ['a name twice', [rule, rule], 'Rule "no-mail": the name is used twice.'],
    ['a name of the product', [{ ...rule, name: 'reads-are-free' }], 'belongs to a rule of the product'],
    ['an approver without a question', [{ ...rule, approval: { by: 'caller' } }], 'does not escalate'],
    ['two comparisons', [{ ...rule, when: { arguments: [{ path: 'a', above: 1, below: 2 }] } }], 'exactly one of'],
    ['a value out of range', [{ ...rule, when: { confidenceBelow: 7 } }], 'when.confidenceBelow is 7'],
    ['nothing that is a rule', [null], 'Rule 1'],
    ['too many', Array.from({ length: MAX_STORED_RULES + 1 }, () => rule), 'at most 200 rules'],
  ])('are refused with a sentence: %s', (_, written, sentence) => {
    const checked = checkRules(written);
    expect('problems' in checked && checked.problems.join('\n')).toContain(sentence);
  });
  it('come after those of the product and of the agent, and the strictest of all wins', () => {
    const lax: PolicyRule = { name: 'lax', when: {}, verdict: 'allow', reason: 'anything goes' };
    const broad = { ...write, tier: 'write-broad' as const };
    expect(judge(broad, effectiveRules([lax], [lax])).verdict).toBe('escalate');
    expect(judge(write, effectiveRules([], [{ ...rule, when: {} }])).verdict).toBe('deny');
  });
  it('of an agent file hold what it says of words that were not clear', () => {
    const rules = effectiveRules(rulesOfFile({ policy: [], escalate: { confidenceBelow: 0.6 } }));
    expect(judge({ ...write, confidence: 0.5 }, rules)).toMatchObject({ verdict: 'escalate', rule: 'heard-unclearly' });
    expect(judge({ ...write, confidence: 0.7 }, rules).verdict).toBe('allow');
  });
});

describe('versions in SQLite', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });
  async function aStore() {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-policy-'));
    folders.push(folder);
    const file = path.join(folder, 'parley.db');
    const store = await openSqliteRuleSetStore({ file, masterKeyFile: path.join(folder, 'key') });
    return { file, store };
  }
  const set = (basedOn: number, rules: PolicyRule[] = [rule], more: { restores?: number } = {}) => ({
    rules,
    author: 'ada',
    note: 'why',
    atMs: 1_000 + basedOn,
    basedOn,
    ...more,
  });

  it('are only ever added to, each with its author, note, time and hash', async () => {
    const { store } = await aStore();
    expect(await store.current()).toBeUndefined();
    const first = await store.add(set(0));
    expect(first).toMatchObject({
      outcome: 'added',
      set: { version: 1, author: 'ada', note: 'why', atMs: 1_000, ruleCount: 1 },
    });
    await store.add(set(1, []));
    const third = await store.add(set(2, [rule], { restores: 1 }));
    expect((await store.current())?.rules).toEqual([rule]);
    expect((await store.history(10)).map(({ version, restores }) => [version, restores])).toEqual([
      [3, 1],
      [2, undefined],
      [1, undefined],
    ]);
    expect(await store.history(1, 3)).toMatchObject([{ version: 2 }]);
    expect((await store.version(2))?.rules).toEqual([]);
    expect(await store.version(9)).toBeUndefined();
    // The same rules, the same hash.
    expect('set' in first && 'set' in third && first.set.hash === third.set.hash).toBe(true);
    await store.close();
  });
  it('refuse a change made on an older one, and of two at once take one', async () => {
    const { store } = await aStore();
    const outcomes = await Promise.all([store.add(set(0)), store.add(set(0, []))]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['added', 'stale']);
    expect(await store.add(set(0))).toEqual({ outcome: 'stale', version: 1 });
    expect(await store.history(10)).toHaveLength(1);
    await store.close();
  });
  it('cannot be changed or taken away, and one that was changed anyway is not given out', async () => {
    const { file, store } = await aStore();
    await store.add(set(0));
    const raw = new DatabaseSync(file);
    expect(() => raw.exec("UPDATE policy_versions SET rules = '[]'")).toThrow(/never changed/);
    expect(() => raw.exec('DELETE FROM policy_versions')).toThrow(/never taken away/);
    raw.exec("DROP TRIGGER policy_versions_stay; UPDATE policy_versions SET rules = '[]'");
    raw.close();
    await expect(store.current()).rejects.toThrow(/changed after it was stored/);
    await store.close();
  });
  it('are served to hosts, and a host is told when the place is closed', async () => {
    const { store } = await aStore();
    await store.add(set(0));
    const service = createRulesService(store);
    const server = createServer((request, response) => void service.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const current = createRulesClient({ url: `http://127.0.0.1:${port}`, token: 't' });
    expect(await current(new AbortController().signal)).toEqual({ version: 1, rules: [rule] });
    await service.close();
    await expect(current(new AbortController().signal)).rejects.toThrow(/closed/);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});

describe('what a process knows of the stored rules', () => {
  async function watching(first: () => Promise<PolicyNow>) {
    const clock = new VirtualClock(1_000);
    let answer = first;
    const warned: string[] = [];
    const answers = (next: () => Promise<PolicyNow>): void => {
      answer = next;
    };
    const watch = new RulesWatch({
      current: () => answer(),
      clock,
      log: { info: () => undefined, warn: (_, message) => void warned.push(message) },
    });
    const pass = async (ms: number) => {
      for (let at = 0; at < ms; at += 500) {
        clock.advance(500);
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      }
    };
    await pass(500);
    return { watch, warned, pass, answers };
  }
  const gone = () => Promise.reject(new ServiceError('policy cannot be reached'));

  it('holds within seconds of a change', async () => {
    const { watch, pass, answers } = await watching(async () => NOTHING_STORED);
    expect(under(watch.now())).toBe('allow');
    const known = watch.now();
    await pass(4_000);
    expect(watch.now()).toBe(known);
    answers(async () => ({ version: 1, rules: [{ ...rule, when: {} }] }));
    await pass(2_500);
    expect(under(watch.now())).toBe('deny');
    expect(watch.now().version).toBe(1);
    watch.close();
  });
  it('lets nothing be written without an operator before the first answer; reads and the line go on', async () => {
    const { watch, warned, pass } = await watching(gone);
    expect(under(watch.now())).toBe('escalate');
    expect(under(watch.now(), { ...write, tier: 'read' })).toBe('allow');
    expect(under(watch.now(), { ...write, tool: 'end_call' })).toBe('allow');
    await pass(10_000);
    expect(warned).toHaveLength(1);
    watch.close();
  });
  it('goes by what it knew for half a minute, then fails closed, and beside that what it knew still judges', async () => {
    const { watch, pass, answers } = await watching(async () => ({ version: 4, rules: [rule] }));
    answers(gone);
    await pass(28_000);
    expect(under(watch.now())).toBe('allow');
    await pass(8_000);
    expect(under(watch.now())).toBe('escalate');
    expect(under(watch.now(), { ...write, tool: 'mail_send' })).toBe('deny');
    expect(watch.now().version).toBe(4);
    answers(async () => ({ version: 4, rules: [rule] }));
    await pass(2_500);
    expect(under(watch.now())).toBe('allow');
    watch.close();
  });
  it('takes a tool-worker without the service for one that stores nothing, unless rules were known', async () => {
    const missing = () => Promise.reject(new ServiceError('there is no /policy', 404));
    const { watch, pass, answers } = await watching(missing);
    expect(under(watch.now())).toBe('allow');
    answers(async () => ({ version: 1, rules: [] }));
    await pass(2_500);
    answers(missing);
    await pass(40_000);
    expect(under(watch.now())).toBe('escalate');
    watch.close();
  });
});
