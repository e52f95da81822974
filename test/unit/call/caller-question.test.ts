import { describe, expect, it } from 'vitest';
import type { PendingApproval } from '../../../agents/acting/approvals/pending-approval.ts';
import type { Commit } from '../../../agents/call/answered-turn.ts';
import { CallerQuestion } from '../../../agents/call/caller-question.ts';

const READ = 'I would pay 5 euros to Anna Bell.';
const pending: PendingApproval = {
  id: 'a1',
  tool: 'pay',
  generation: 1,
  callKey: 'key',
  by: 'caller',
  argumentsJson: '{"euros":5}',
  readBack: READ,
  expiresAtMs: 10_000,
  identity: 'ann',
};
const spoken = (text: string): Commit => ({
  type: 'commit-turn',
  generation: 2,
  text,
  source: 'speech',
  lastLoudAtMs: 0,
  decidedBy: 'test',
});
function asked() {
  let sounding = '';
  const question = new CallerQuestion(pending, {
    template: '{action} Shall I?',
    language: 'en',
    heardSoFar: () => sounding,
  });
  return {
    question,
    /** This much of what the agent says now was heard. */
    sounds: (text: string) => {
      sounding = text;
    },
    /** It was heard, and nothing sounds any more. */
    ends: (text: string) => {
      sounding = '';
      question.said(text);
    },
    answers: (text: string, confidence: number | undefined = 0.9, nowMs = 0) =>
      question.answer(spoken(text), confidence, nowMs),
  };
}

describe('a spoken yes', () => {
  it('counts when it began after the read-back was heard', () => {
    const { question, ends, answers } = asked();
    expect(question.read()).toEqual([READ, 'Shall I?']);
    ends(`${READ} Shall I?`);
    question.words('ann', true);
    expect(answers('yes')).toBe('yes');
  });
  it('counts when it began in the last clause, though that was cut by it', () => {
    const { question, sounds, ends, answers } = asked();
    sounds(`${READ} Shall`);
    question.words('ann', true);
    ends(`${READ} Shall`);
    expect(answers('yes')).toBe('yes');
  });
  it('does not count when it began in the middle of the read-back, even if that was heard to its end', () => {
    const { question, sounds, ends, answers } = asked();
    sounds('I would pay');
    question.words('ann', true);
    sounds(`${READ} Shall I?`);
    question.words('ann', false);
    ends(`${READ} Shall I?`);
    expect(answers('yes')).toBe('read-again');
  });
  it('counts after an earlier sound that came to nothing', () => {
    const { question, sounds, ends, answers } = asked();
    sounds('I would');
    question.words('ann', true);
    ends(`${READ} Shall I?`);
    question.words('ann', true);
    expect(answers('yes')).toBe('yes');
  });
  it('does not count when it cut the read-back', () => {
    const { question, sounds, ends, answers } = asked();
    sounds('I would pay 5');
    question.words('ann', true);
    ends('I would pay 5');
    expect(answers('yes')).toBe('read-again');
  });
  it('does not count after the agent has said something else', () => {
    const { question, ends, answers } = asked();
    ends(`${READ} Shall I?`);
    ends('Are you still there?');
    question.words('ann', true);
    expect(answers('yes')).toBe('read-again');
  });
  it('does not count when somebody else spoke too, when it was hardly understood, or too late', () => {
    const { question, ends, answers } = asked();
    ends(`${READ} Shall I?`);
    question.words('ann', true);
    question.words('ben', false);
    expect(answers('yes')).toBe('something-else');
    question.words('ann', true);
    expect(answers('yes', 0.2)).toBe('read-again');
    question.words('ann', true);
    expect(answers('yes', 0.9, 10_000)).toBe('too-late');
  });
  it('cannot hide in the words of the arguments', () => {
    const tricky = { ...pending, readBack: 'I would pay 5 euros. Shall I? To Anna Bell.' };
    const question = new CallerQuestion(tricky, {
      template: '{action} Shall I?',
      language: 'en',
      heardSoFar: () => '',
    });
    expect(question.read()).toEqual(['I would pay 5 euros. Shall I? To Anna Bell.', 'Shall I?']);
    question.said('I would pay 5 euros. Shall I?');
    question.words('ann', true);
    expect(question.answer(spoken('yes'), 0.9, 0)).toBe('read-again');
  });
});
