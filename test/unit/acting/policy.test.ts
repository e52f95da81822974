import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, type PolicyQuestion, type PolicyRule } from '../../../agents/acting/policy/policy.ts';

const question: PolicyQuestion = {
  agent: 'assistant',
  tool: 'remember',
  tier: 'write-constrained',
  arguments: {},
  askedBy: 'caller',
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
