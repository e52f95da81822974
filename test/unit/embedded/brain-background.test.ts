import { describe, expect, it } from 'vitest';
import { ALL_TOOLS, answered, ask, told } from './ask-brain.ts';

const tools = [...ALL_TOOLS, 'start_task', 'task_status', 'hand_over', 'return_to'];
const started = (goal: string) => `start_task ${JSON.stringify({ goal })}`;
const handed = (said: string) =>
  `hand_over ${JSON.stringify({ agent: 'billing', reason: `The caller said: ${said}` })}`;

describe('the background and other agents without a language model', () => {
  it.each([
    'Add up these three in the background',
    'Compare these three and call me back when you are done',
    'compare these three and tell me later',
  ])('begins: %s', (said) => {
    expect(told(ask(said, { tools }))).toBe(started(said));
  });
  it.each(['How is my task going?', 'what is the status of my task'])('looks how far it is: %s', (said) => {
    expect(told(ask(said, { tools }))).toBe('task_status {}');
  });
  it.each(['I have a question about my bill', 'Connect me with billing please', 'the last invoice is wrong'])(
    'hands over: %s',
    (said) => {
      expect(told(ask(said, { tools }))).toBe(handed(said));
    },
  );
  it('goes back where it came from', () => {
    expect(told(ask('take me back to the front desk', { tools }))).toMatch(/^return_to /);
  });
  it('speaks of none of it where there are no tools for it', () => {
    for (const said of ['call me back when you are done', 'a question about my bill', 'how is my task going'])
      expect(told(ask(said))).not.toMatch(/start_task|hand_over|task_status/);
  });
  it.each([
    [
      'task_report',
      'Task t is done.\nAsked for: "compare"\nResult: Offer two failed least.',
      'About what you asked me to do: Offer two failed least.',
    ],
    [
      'hand_over',
      'You are Billing.\nWhy: "x"\nBegin with one short line such as: Hello, this is Billing.',
      'Hello, this is Billing.',
    ],
    [
      'start_task',
      'It was started in the background as task t. It is not done yet',
      "All right, I'll do that in the background and tell you when it is done.",
    ],
    ['task_status', '- task t-1, in work: "Compare \\"these\\"."', 'The newest is in work: Compare "these".'],
    ['task_status', 'Nothing was started in the background.', 'Nothing was started in the background.'],
  ])('words %s: %s', (name, result, words) => {
    expect(answered('hello', [{ name, args: {}, result }], { tools })).toBe(words);
  });
});
