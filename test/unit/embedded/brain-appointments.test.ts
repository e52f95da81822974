import { describe, expect, it } from 'vitest';
import { ALL_TOOLS, answered, ask, told } from './ask-brain.ts';

const tools = [...ALL_TOOLS, 'find_appointments', 'move_appointment', 'cancel_appointment', 'refund'];
const moved = (from: string, to: string) => `move_appointment ${JSON.stringify({ from, to })}`;

/** The moment is Saturday, 21 November 2026. */
const ASKED: [string, string][] = [
  ['Move my Thursday appointment to Friday.', moved('2026-11-26', '2026-11-27')],
  ['can you move my thursday appointment to friday', moved('2026-11-26', '2026-11-27')],
  ['Move my Thursday appointment to Friday and tell me what it costs', moved('2026-11-26', '2026-11-27')],
  ['please change the appointment on thursday to next monday', moved('2026-11-26', '2026-11-30')],
  ['reschedule my appointment from december third to december fifth', moved('2026-12-03', '2026-12-05')],
  ['cancel my thursday appointment', 'cancel_appointment {"day":"2026-11-26"}'],
  ['Please call off the appointment', 'Which day is the appointment on that you want to cancel?'],
  ['What appointments do I have?', 'find_appointments {}'],
  ['when is my appointment', 'find_appointments {}'],
  ['I want a refund of 80 euros', 'refund {"euros":80,"reason":"I want a refund of 80 euros"}'],
  ['I want my money back', 'How many euros should it be? Please say it with the reason.'],
  ['move my appointment', 'Which day is the appointment on that you want to move, and to which day?'],
  ['move my thursday appointment', 'To which day shall I move it? Please say both days.'],
];

describe('appointments without a language model', () => {
  it.each(ASKED)('%s', (said, decision) => {
    expect(told(ask(said, { tools }))).toBe(decision);
  });
  it('takes another day when one was read back', () => {
    const before = [
      'Move my Thursday appointment to Friday.',
      'I would move your appointment on Thursday, November 26 to Friday, November 27. Shall I?',
    ];
    expect(told(ask('no make it Saturday', { tools, before }))).toBe(moved('2026-11-26', '2026-11-28'));
  });
  it('are not spoken of as if there were tools where there are none', () => {
    expect(told(ask('Move my Thursday appointment to Friday.'))).not.toMatch(/move_appointment/);
  });
  it.each([
    ['Your appointment is now on Friday.', 'Your appointment is now on Friday.'],
    ['Nothing was done: the caller said no.', "All right, I've left it as it was."],
    [
      'Nothing was done: a colleague said no. The reason: It came on time',
      "I'm sorry, my colleague has refused it. The reason: It came on time.",
    ],
    [
      'move_appointment failed: there is no appointment on Friday, November 27',
      'Sorry, there is no appointment on Friday, November 27.',
    ],
    [
      'move_appointment was not run: there is no appointment on Friday, November 27; there is none at all',
      'Sorry, there is no appointment on Friday, November 27; there is none at all.',
    ],
    [
      'refund was not run: you have paid 600 euros, so 700 euros cannot be paid back',
      'Sorry, you have paid 600 euros, so 700 euros cannot be paid back.',
    ],
    ['refund was not run, because it could not be checked first: no answer', "Sorry, I couldn't move it."],
  ])('words the result %s', (result, words) => {
    const calls = [{ name: 'move_appointment', args: {}, result }];
    expect(answered('yes', calls, { tools })).toBe(words);
  });
});
