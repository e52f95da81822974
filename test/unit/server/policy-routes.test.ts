/** The policy over HTTP: who may look, change, bring back and try; what is refused; what a log says of other rules. */
import { describe, expect, test } from 'vitest';
import type { PolicyRule } from '../../../agents/acting/policy/policy.ts';
import type { RuleSet } from '../../../agents/acting/policy/rule-set.ts';
import type { NewRuleSet } from '../../../agents/acting/policy/rule-set-store.ts';
import type { CallEventBody } from '../../../agents/log/events.ts';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { CONSOLE_USERS, loggedIn } from './console-login.ts';
import { ENDED, eventsOf, STARTED } from './logged-call.ts';
import { testApp, withKey } from './test-app.ts';

const rule: PolicyRule = {
  name: 'large-refunds',
  when: { tools: ['*'], arguments: [{ path: 'amount', above: 40 }] },
  verdict: 'deny',
  reason: 'it is more than 40',
};

function keptVersions() {
  const sets: RuleSet[] = [];
  return {
    sets,
    current: async () => sets.at(-1),
    version: async (version: number) => sets[version - 1],
    history: async () => sets.toReversed().map(({ rules: _, ...summary }) => summary),
    add: async ({ basedOn, ...set }: NewRuleSet) => {
      if (basedOn !== sets.length) return { outcome: 'stale' as const, version: sets.length };
      const added = { ...set, version: sets.length + 1, hash: 'h', ruleCount: set.rules.length };
      sets.push(added);
      return { outcome: 'added' as const, set: added };
    },
  };
}
const agents = {
  list: () => [{ name: 'companion', title: 'Companion', description: '' }],
  rules: async () => [{ name: 'companion', rules: [] }],
};
async function anApp(eventLog = createInMemoryEventLog()) {
  const policies = keptVersions();
  const app = await testApp({ PARLEY_CONSOLE_USERS: CONSOLE_USERS }, { policies, agents, eventLog });
  const as = async (name: string, password: string) => await loggedIn(app, name, password);
  const send = (method: 'PUT' | 'POST', url: string, payload: object, headers: object = withKey) =>
    app.inject({ method, url, payload, headers: { ...headers } });
  return { app, policies, as, send, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe('the stored rules', () => {
  test('are stored as versions with who and why, shown with those of the product, and brought back', async () => {
    await using rig = await anApp();
    const stored = await rig.send('PUT', '/api/policy', { rules: [rule], note: 'a limit', basedOn: 0 });
    expect(stored.json()).toMatchObject({ version: 1, author: 'tests', note: 'a limit', ruleCount: 1 });
    await rig.send('PUT', '/api/policy', { rules: [], note: 'none', basedOn: 1 });
    const back = await rig.send('POST', '/api/policy/rollback', { to: 1, note: 'too lax', basedOn: 2 });
    expect(back.json()).toMatchObject({ version: 3, restores: 1 });
    const shown = (await rig.app.inject({ url: '/api/policy', headers: withKey })).json();
    expect(shown).toMatchObject({ version: 3, stored: [rule], agents: [{ name: 'companion', rules: [] }] });
    expect(shown.history.map(({ version }: { version: number }) => version)).toEqual([3, 2, 1]);
    expect(shown.product.map(({ name }: { name: string }) => name)).toContain('broad-writes-need-a-person');
    const none = await rig.send('POST', '/api/policy/rollback', { to: 0, note: 'none', basedOn: 3 });
    expect(none.json()).toMatchObject({ version: 4, ruleCount: 0, restores: 0 });
    const unknown = await rig.send('POST', '/api/policy/rollback', { to: 77, note: 'x', basedOn: 4 });
    expect(unknown.json()).toMatchObject({ error: { code: 'policy_version_not_found' } });
  });
  test('are not overwritten by a change that was made on older ones', async () => {
    await using rig = await anApp();
    await rig.send('PUT', '/api/policy', { rules: [], note: 'a', basedOn: 0 });
    const late = await rig.send('PUT', '/api/policy', { rules: [rule], note: 'b', basedOn: 0 });
    expect(late.statusCode).toBe(409);
    expect(late.json()).toMatchObject({ error: { code: 'policy_changed', details: { version: 1 } } });
    expect(rig.policies.sets).toHaveLength(1);
  });
  test('are refused with a sentence on each mistake, and nothing is stored', async () => {
    await using rig = await anApp();
    const rules = [
      { ...rule, verdict: 'perhaps' },
      { ...rule, name: 'b', when: { tier: ['read'] } },
    ];
    const refused = await rig.send('PUT', '/api/policy', { rules, note: 'x', basedOn: 0 });
    expect(refused.statusCode).toBe(400);
    const { error } = refused.json();
    expect(error.code).toBe('invalid_request');
    expect(error.message).toContain('Rule "large-refunds": verdict is "perhaps"');
    expect(error.details.problems.join(' ')).toContain('Rule "b"');
    for (const body of [
      {},
      { rules: 'x', note: 'x', basedOn: 0 },
      { rules: [], note: '', basedOn: 0 },
      { rules: [], note: 'x', basedOn: -1 },
    ])
      expect((await rig.send('PUT', '/api/policy', body)).statusCode).toBe(400);
    expect(rig.policies.sets).toEqual([]);
  });
  test('may be looked at by a viewer, changed by an admin and by nobody else', async () => {
    await using rig = await anApp();
    const vera = await rig.as('vera', 'look-at-everything');
    const anna = await rig.as('anna', 'decides-this-one');
    const ada = await rig.as('ada', 'changes-it-all');
    const change = { rules: [rule], note: 'x', basedOn: 0 };
    expect((await rig.app.inject({ url: '/api/policy' })).statusCode).toBe(401);
    expect((await rig.app.inject({ url: '/api/policy', headers: vera })).statusCode).toBe(200);
    expect((await rig.send('PUT', '/api/policy', change, {})).statusCode).toBe(401);
    for (const headers of [vera, anna]) {
      expect((await rig.send('PUT', '/api/policy', change, headers)).json()).toMatchObject({
        error: { code: 'role_required' },
      });
      expect(
        (await rig.send('POST', '/api/policy/rollback', { to: 0, note: 'x', basedOn: 0 }, headers)).statusCode,
      ).toBe(403);
    }
    expect((await rig.send('POST', '/api/policy/simulate', { rules: [], since: 0 }, vera)).statusCode).toBe(403);
    expect((await rig.send('PUT', '/api/policy', change, ada)).json()).toMatchObject({ author: 'ada' });
  });
});

const asked = {
  agent: 'companion',
  tier: 'write-constrained' as const,
  askedBy: 'caller' as const,
  informedBy: [],
  channel: 'browser' as const,
  suspicions: [],
};
const call = (key: string, amount: number): CallEventBody[] => [
  {
    type: 'tool.intended',
    generation: 1,
    tool: 'refund',
    callKey: key,
    arguments: { private: JSON.stringify({ amount, to: 'Anna' }) },
  },
  {
    type: 'tool.judged',
    generation: 1,
    tool: 'refund',
    callKey: key,
    verdict: 'allow',
    reason: 'own',
    rule: 'own-things-on-request',
    policyVersion: 0,
    asked,
  },
];
const BODIES: CallEventBody[] = [
  STARTED,
  ...call('k1', 20),
  ...call('k2', 50),
  // Refused: its arguments stand with the verdict.
  {
    type: 'tool.judged',
    generation: 2,
    tool: 'refund',
    callKey: 'k3',
    verdict: 'deny',
    reason: 'x',
    rule: 'gone',
    asked,
    arguments: { private: '{"amount":5}' },
  },
  // Asked for and approved: carrying it out is no question of its own.
  {
    type: 'approval.requested',
    generation: 3,
    approvalId: 'a',
    tool: 'refund',
    callKey: 'k4',
    by: 'caller',
    arguments: { private: '{"amount":60}' },
    readBack: { private: '' },
    reason: '',
    expiresAtMs: 0,
  },
  {
    type: 'tool.judged',
    generation: 3,
    tool: 'refund',
    callKey: 'k4',
    verdict: 'escalate',
    reason: 'x',
    rule: 'informed-writes-need-a-yes',
    asked: { ...asked, informedBy: ['screen'] },
  },
  { type: 'approval.decided', generation: 3, approvalId: 'a', callKey: 'k4', decision: 'approved', by: 'ann' },
  { type: 'tool.intended', generation: 3, tool: 'refund', callKey: 'k4', arguments: { private: '{"amount":60}' } },
  { type: 'tool.judged', generation: 3, tool: 'refund', callKey: 'k4', verdict: 'allow', reason: 'approved by ann' },
  // Of an older version: nothing to judge it on.
  { type: 'tool.intended', generation: 4, tool: 'refund', callKey: 'k5', arguments: { private: '{"amount":70}' } },
  {
    type: 'tool.judged',
    generation: 4,
    tool: 'refund',
    callKey: 'k5',
    verdict: 'allow',
    reason: 'own',
    shadow: [{ rule: 'tried', verdict: 'deny', reason: 'too much' }],
  },
  ENDED,
];
async function aLog() {
  const log = createInMemoryEventLog();
  await log.append('call-a', 'user-1', eventsOf('call-a', BODIES));
  return log;
}
const SINCE = 1_700_000_000_000;
const UNTIL = 1_900_000_000_000;

describe('other rules tried on the log', () => {
  test('say what would differ, from what to what and by which rule, and what cannot be judged', async () => {
    await using rig = await anApp(await aLog());
    const tried = await rig.send('POST', '/api/policy/simulate', { rules: [rule], since: SINCE, until: UNTIL });
    expect(tried.statusCode).toBe(200);
    const { differences, ...counts } = tried.json();
    expect(counts).toEqual({
      calls: 1,
      judged: 5,
      complete: true,
      same: 1,
      different: 3,
      changes: { 'allow -> deny': 1, 'deny -> allow': 1, 'escalate (caller) -> deny': 1 },
      notJudged: { 'facts missing: it was logged before they were kept': 1 },
    });
    expect(differences[0]).toMatchObject({
      callId: 'call-a',
      generation: 1,
      tool: 'refund',
      argumentsJson: '{"amount":50,"to":"Anna"}',
      before: { verdict: 'allow', rule: 'own-things-on-request' },
      after: { verdict: 'deny', rule: 'large-refunds', reason: 'it is more than 40' },
    });
    expect(rig.policies.sets).toEqual([]);
  });
  test('say nothing differs where nothing does, and find nothing outside the time or of another agent', async () => {
    await using rig = await anApp(await aLog());
    const simulate = async (more: object) =>
      (await rig.send('POST', '/api/policy/simulate', { rules: [], since: SINCE, until: UNTIL, ...more })).json();
    expect(await simulate({})).toMatchObject({ judged: 5, different: 1, changes: { 'deny -> allow': 1 } });
    expect(await simulate({ agent: 'clerk' })).toMatchObject({ judged: 0 });
    expect(await simulate({ since: UNTIL })).toMatchObject({ judged: 0, complete: true });
    const refused = await rig.send('POST', '/api/policy/simulate', { rules: [{}], since: 0 });
    expect(refused.statusCode).toBe(400);
  });
  test('keep from an operator what was said, and show an admin', async () => {
    await using rig = await anApp(await aLog());
    const body = { rules: [rule], since: SINCE, until: UNTIL };
    const anna = await rig.as('anna', 'decides-this-one');
    const ada = await rig.as('ada', 'changes-it-all');
    const masked = await rig.send('POST', '/api/policy/simulate', body, anna);
    expect(masked.json().differences[0].argumentsJson).toBe('{"amount":"***","to":"***"}');
    expect(masked.body).not.toContain('Anna');
    const whole = await rig.send('POST', '/api/policy/simulate', body, ada);
    expect(whole.json().differences[0].argumentsJson).toContain('Anna');
  });
  test('in shadow are counted from the log', async () => {
    await using rig = await anApp(await aLog());
    const report = await rig.app.inject({ url: `/api/policy/shadow?since=${SINCE}&until=${UNTIL}`, headers: withKey });
    expect(report.json()).toMatchObject({
      complete: true,
      rules: [
        {
          rule: 'tried',
          verdict: 'deny',
          times: 1,
          insteadOf: { allow: 1 },
          examples: [{ callId: 'call-a', reason: 'too much' }],
        },
      ],
    });
  });
});
