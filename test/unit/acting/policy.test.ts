import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES, judge, type PolicyQuestion, type PolicyRule } from '../../../agents/acting/policy/policy.ts';

const question: PolicyQuestion = {
  agent: 'assistant',
  tool: 'remember',
  tier: 'write-constrained',
  arguments: {},
  askedBy: 'caller',
  informedBy: [],
  channel: 'browser',
  confidence: 0.9,
};
const sources: PolicyQuestion['askedBy'][] = [
  'caller',
  'operator',
  'agent',
  'system',
  'screen',
  'camera',
  'document',
  'memory',
  'tool',
  'remote-agent',
];

describe('the policy', () => {
  it('lets anything be read', () => {
    expect(judge({ ...question, tier: 'read', askedBy: 'document' }).verdict).toBe('allow');
  });
  it('lets a caller change what is their own', () => {
    expect(judge(question)).toMatchObject({ verdict: 'allow', rule: 'own-things-on-request' });
  });
  it('wants a person for what reaches further', () => {
    expect(judge({ ...question, tier: 'write-broad' }).verdict).toBe('escalate');
  });
  it('never lets content grant a write: not a screen, a document, a memory, a tool or another agent', () => {
    for (const askedBy of sources.filter((source) => source !== 'caller' && source !== 'operator')) {
      expect(judge({ ...question, askedBy }).verdict, askedBy).toBe('deny');
      expect(judge({ ...question, askedBy, tier: 'write-broad' }).verdict, askedBy).toBe('deny');
    }
  });
  it('wants a yes before a write that was asked for after reading what others may have written', () => {
    for (const source of ['screen', 'camera', 'document', 'tool', 'remote-agent'] as const)
      expect(judge({ ...question, informedBy: ['memory', source] }), source).toMatchObject({
        verdict: 'escalate',
        rule: 'informed-writes-need-a-yes',
      });
  });
  it('lets a turn that read such things look on, hang up and call a person', () => {
    const informedBy = ['screen'] as const;
    expect(judge({ ...question, informedBy, tier: 'read', tool: 'look_closer' }).verdict).toBe('allow');
    for (const tool of ['end_call', 'call_person'])
      expect(judge({ ...question, informedBy, tool }).verdict, tool).toBe('allow');
  });
  it('asks nothing more because of what memory holds', () => {
    expect(judge({ ...question, informedBy: ['memory'] }).verdict).toBe('allow');
  });
  it('lets an agent refuse outright what was informed by a source', () => {
    const strict: PolicyRule = {
      name: 'never-from-a-camera',
      when: { tiers: ['write-constrained'], informedBy: ['camera'] },
      verdict: 'deny',
      reason: 'a camera shows anything',
    };
    expect(judge({ ...question, informedBy: ['camera'] }, [...DEFAULT_RULES, strict]).verdict).toBe('deny');
    expect(judge({ ...question, informedBy: ['screen'] }, [...DEFAULT_RULES, strict]).verdict).toBe('escalate');
  });
  it('denies what no rule speaks of', () => {
    expect(judge(question, [])).toMatchObject({ verdict: 'deny', rule: 'default' });
  });
  it('denies when a rule cannot be evaluated', () => {
    const broken: PolicyRule = Object.defineProperty(
      { name: 'broken', verdict: 'allow' as const, reason: '', when: {} },
      'when',
      {
        get: () => {
          throw new Error('no');
        },
      },
    );
    expect(judge(question, [broken])).toMatchObject({ verdict: 'deny', rule: 'error' });
  });
  it('takes the strictest rule that matches, in any order', () => {
    const rule = (verdict: PolicyRule['verdict']): PolicyRule => ({ name: verdict, when: {}, verdict, reason: 'test' });
    fc.assert(
      fc.property(fc.shuffledSubarray(['allow', 'deny', 'escalate'] as const, { minLength: 1 }), (verdicts) => {
        const strictest = (['deny', 'escalate', 'allow'] as const).find((verdict) => verdicts.includes(verdict));
        expect(judge(question, verdicts.map(rule)).verdict).toBe(strictest);
      }),
    );
  });
  it('asks again when the words were heard badly, where an agent says so', () => {
    const unsure: PolicyRule = {
      name: 'unsure',
      when: { tools: ['remember'], confidenceBelow: 0.5 },
      verdict: 'escalate',
      reason: 'the words were unclear',
    };
    const allow: PolicyRule = { name: 'allow', when: {}, verdict: 'allow', reason: '' };
    expect(judge({ ...question, confidence: 0.3 }, [allow, unsure]).verdict).toBe('escalate');
    expect(judge({ ...question, confidence: 0.8 }, [allow, unsure]).verdict).toBe('allow');
    expect(judge({ ...question, confidence: undefined }, [allow, unsure]).verdict).toBe('allow');
  });
});
