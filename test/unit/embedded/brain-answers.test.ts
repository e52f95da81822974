import { describe, expect, it } from 'vitest';
import { aboutCaller, toCaller } from '../../../agents/models/embedded/brain/grammatical-person.ts';
import { numbersToDigits } from '../../../agents/models/embedded/brain/number-words.ts';
import { unsettledResult } from '../../../agents/planning/unsettled-call.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { answered, ask, told } from './ask-brain.ts';

const KNOWN = `You are Parley.
# What is so now
It is Saturday, November 21, 2026 at 12:00 PM where the caller is (America/New_York). The caller reached you by web.

# What you remember about this caller
- The caller's name is Martin.
- The caller's favorite color is blue.
- The caller left their keys in the kitchen.
- The caller's birthday is on march third.

# What to do
- Answer.`;

describe('the rules brain', () => {
  it('asks again for what is still being done, instead of reading out that nobody knows', () => {
    const content = unsettledResult('call_0', 'remember').content;
    const fact = { fact: "The caller's cat is called Minka." };
    const said = answered('Remember that my cat is called Minka. Hello?', [
      { name: 'remember', args: fact, result: content },
    ]);
    expect(said).toMatch(/^remember \{"fact"/);
  });
  it('knows the caller from what the prompt remembers, without a tool', () => {
    expect(told(ask('what is my name', { system: KNOWN, tools: [] }))).toMatch(/Martin/);
    expect(told(ask('what is my favorite color', { system: KNOWN }))).toMatch(/your favorite color is blue/);
    expect(told(ask('where are my keys', { system: KNOWN }))).toMatch(/you left your keys in the kitchen/);
    expect(told(ask('what do you know about me', { system: KNOWN }))).toMatch(
      /Your name is Martin\. Your favorite color is blue\./,
    );
    expect(told(ask('how many days until my birthday', { system: KNOWN }))).toBe(
      'days_until {"date":"2027-03-03","label":"your birthday"}',
    );
    expect(told(ask('hello', { system: KNOWN }))).toMatch(/, Martin\./);
  });

  it('does what a colleague wrote as if the caller had asked', () => {
    expect(told(ask('[A colleague wrote: what is 2 plus 2]'))).toBe(told(ask('what is 2 plus 2')));
  });

  it('says the same again, answers yes and no to its own questions, and goes on from a result', () => {
    expect(told(ask('say that again', { before: ['what is 2 plus 2', '2 plus 2 is 4.'] }))).toBe('2 plus 2 is 4.');
    expect(told(ask('times three', { before: ['what is 2 plus 2', '2 plus 2 is 4.'] }))).toBe(
      'calculate {"expression":"4 * 3"}',
    );
    const asked = told(ask('forget everything'));
    expect(told(ask('yes please', { before: ['forget everything', asked] }))).toBe('forget {"everything":true}');
    expect(told(ask('no', { before: ['forget everything', asked] }))).toMatch(/keep it/);
    expect(told(ask('yes', { before: ['hello', 'Hello.'] }))).not.toMatch(/forget/);
    expect(told(ask('martin', { before: ['who am i', "I don't know your name yet. What is your name?"] }))).toMatch(
      /^remember .*Martin/,
    );
    expect(told(ask('next monday', { before: ['how many days', 'Sorry, until which day?'] }))).toMatch(/^days_until/);
  });

  it('takes two wishes in one breath', () => {
    expect(told(ask('my name is Martin and what time is it?'))).toBe(
      `remember {"fact":"The caller's name is Martin.","kind":"fact"} & get_time {}`,
    );
    expect(told(ask('Hello. What is 2 plus 2?'))).toBe('calculate {"expression":"2 + 2"}');
  });

  it('never uses a tool that the call does not have, and says so instead', () => {
    for (const text of [
      'what time is it',
      'what is 2 plus 2',
      'my name is Martin',
      'goodbye',
      'i want to talk to a human',
      'how many days until friday',
      'forget my name',
      'what is my name',
    ]) {
      expect(ask(text, { tools: [] }), text).toHaveProperty('say');
    }
  });

  it('does not say the same twice when it does not understand', () => {
    const first = told(ask('zork the frobnicator'));
    expect(told(ask('zork the frobnicator', { before: ['zork', first] }))).not.toBe(first);
  });

  it('survives anything', () => {
    for (const text of [
      '',
      '   ',
      '???',
      'ä'.repeat(5_000),
      '(((((((',
      'what is times',
      '-',
      'how many days until',
      'my name is',
      '1'.repeat(400),
      '\u0000',
    ]) {
      expect(told(ask(text)).length, JSON.stringify(text).slice(0, 20)).toBeGreaterThan(0);
    }
  });

  it('plans in a few milliseconds', () => {
    ask('how many days until christmas');
    const texts = [
      'how many days until the third of march',
      'what is twenty three times seventeen',
      'zork the frobnicator of the seven seas',
    ];
    const tookMs = cpuMs(() => {
      for (let round = 0; round < 20; round++) for (const text of texts) ask(text, { system: KNOWN });
    });
    expect(tookMs / 60).toBeLessThan(35);
  });
});

describe('the answers after tools', () => {
  const CASES: [string, { name: string; args: object; result: string }[], string | RegExp][] = [
    [
      'what is 23 times 17',
      [{ name: 'calculate', args: { expression: '23 * 17' }, result: '23 * 17 = 391' }],
      '23 times 17 is 391.',
    ],
    [
      '15 percent of 80',
      [{ name: 'calculate', args: { expression: '15 / 100 * 80' }, result: '15 / 100 * 80 = 12' }],
      '15 percent of 80 is 12.',
    ],
    [
      'square root of 2',
      [{ name: 'calculate', args: { expression: 'sqrt(2)' }, result: 'sqrt(2) = 1.414213562' }],
      'The square root of 2 is about 1.414.',
    ],
    [
      'divide by zero',
      [{ name: 'calculate', args: { expression: '1 / 0' }, result: 'Division by zero has no result.' }],
      "You can't divide by zero.",
    ],
    [
      'days',
      [
        {
          name: 'days_until',
          args: { date: '2026-11-27', label: 'Friday' },
          result: '6 days until Friday (2026-11-27).',
        },
      ],
      '6 days until Friday.',
    ],
    [
      'days',
      [{ name: 'days_until', args: { date: '2026-11-21', label: 'today' }, result: 'today is today.' }],
      'Today is today!',
    ],
    [
      'days',
      [
        {
          name: 'days_until',
          args: { date: '2026-11-22', label: 'Sunday' },
          result: '1 day until Sunday (2026-11-22).',
        },
      ],
      'Just one day: Sunday is tomorrow.',
    ],
    ['time', [{ name: 'get_time', args: {}, result: 'It is 12:05 PM.' }], 'It is 12:05 PM.'],
    [
      'time',
      [{ name: 'get_time', args: { timezone: 'America/New_York' }, result: 'It is 6:05 AM.' }],
      'In New York, it is 6:05 AM.',
    ],
    ['name', [{ name: 'remember', args: { fact: "The caller's name is Martin." }, result: 'Remembered' }], /Martin/],
    ['tea', [{ name: 'remember', args: { fact: 'The caller likes tea.' }, result: 'Remembered' }], /you like tea\.$/],
    [
      'who am i',
      [
        {
          name: 'recall',
          args: { query: "the caller's name" },
          result: "- The caller's name is Martin.\n- The caller likes tea.",
        },
      ],
      'Your name is Martin.',
    ],
    [
      'who am i',
      [{ name: 'recall', args: { query: "the caller's name" }, result: 'Nothing was found.' }],
      /What is your name\?$/,
    ],
    [
      'keys',
      [
        {
          name: 'recall',
          args: { query: 'where are my keys' },
          result: '- The caller left their keys in the kitchen.',
        },
      ],
      'You told me that you left your keys in the kitchen.',
    ],
    [
      'keys',
      [{ name: 'recall', args: { query: 'where are my keys' }, result: '- The caller likes tea.' }],
      /know|told/,
    ],
    [
      'forget',
      [{ name: 'forget', args: { everything: true }, result: '3 things were forgotten.' }],
      /forgotten everything/,
    ],
    ['person', [{ name: 'call_person', args: { reason: 'x' }, result: 'A person has been asked to join.' }], /person/],
    [
      'bye',
      [{ name: 'end_call', args: {}, result: 'The call ends as soon as your goodbye has been heard.' }],
      /^(Goodbye|Bye)/,
    ],
    [
      'remember',
      [
        {
          name: 'remember',
          args: { fact: 'x' },
          result: 'remember was not run, because what it would do could not be written down first: disk full',
        },
      ],
      /couldn't keep that/,
    ],
    [
      'two',
      [
        { name: 'remember', args: { fact: "The caller's name is Al." }, result: 'ok' },
        { name: 'get_time', args: {}, result: 'It is 1 PM.' },
      ],
      /Al.*It is 1 PM\./,
    ],
    ['other', [{ name: 'look_up', args: {}, result: '{"price":12,"name":"Tea"}' }], '12, Tea.'],
  ];
  for (const [text, calls, expected] of CASES) {
    it(`words ${calls[0]?.name} (${calls[0]?.result.slice(0, 40)})`, () => {
      if (typeof expected === 'string') expect(answered(text, calls)).toBe(expected);
      else expect(answered(text, calls)).toMatch(expected);
    });
  }
});

describe('sentences about the caller', () => {
  it.each([
    ['my sister lives in london', "The caller's sister lives in london.", 'your sister lives in london'],
    ['i like tea', 'The caller likes tea.', 'you like tea'],
    ['i do not like fish', 'The caller does not like fish.', 'you do not like fish'],
    ['i am allergic to nuts', 'The caller is allergic to nuts.', 'you are allergic to nuts'],
    ['i left my keys in my car', 'The caller left their keys in their car.', 'you left your keys in your car'],
    ['i have two dogs', 'The caller has two dogs.', 'you have two dogs'],
    ['i live with my brother', 'The caller lives with their brother.', 'you live with your brother'],
  ])('%s', (said, fact, back) => {
    expect(aboutCaller(said)).toBe(fact);
    expect(toCaller(fact)).toBe(back);
  });
});

describe('number words', () => {
  it.each([
    ['twenty three times seventeen', '23 times 17'],
    ['one hundred and five', '105'],
    ['a hundred', '100'],
    ['two thousand twenty six', '2026'],
    ['nineteen ninety nine', '1999'],
    ['twenty twenty six', '2026'],
    ['three point one four', '3.14'],
    ['the third of march', 'the 3rd of march'],
    ['december twenty fourth', 'december 24th'],
    ['one million two hundred thousand', '1200000'],
    ['seven and eight', '7 and 8'],
    ['one two three', '1 2 3'],
    ['no numbers here', 'no numbers here'],
  ])('%s', (words, digits) => expect(numbersToDigits(words)).toBe(digits));
});
