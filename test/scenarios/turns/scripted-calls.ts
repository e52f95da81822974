/**
 * Calls written as tables: what is heard and reported, at which instant, and every command that must follow, at its
 * instant. `says(from, to)` stands for the windows of a voice between two instants.
 */
import type { TurnEvent } from '../../../agents/hearing/turn-events.ts';
import type { TurnOptions } from '../../../agents/hearing/turn-options.ts';

type Line = [atMs: number, event: TurnEvent];
export interface ScriptedCall {
  name: string;
  options?: Partial<TurnOptions>;
  events: Line[];
  untilMs: number;
  expected: string[];
}

/** Voice from `fromMs` to `toMs` as an ear reports it: 32 ms windows, the end noticed 40 ms late. */
function says(fromMs: number, toMs: number): Line[] {
  const lines: Line[] = [[fromMs, { type: 'voice-started' }]];
  for (let atMs = fromMs + 64; atMs <= toMs; atMs += 32)
    lines.push([atMs, { type: 'voice-continued', voicedMs: atMs - fromMs + 32 }]);
  return [...lines, [toMs + 40, { type: 'voice-stopped', lastLoudAtMs: toMs, voicedMs: toMs - fromMs }]];
}
const final = (atMs: number, text: string): Line => [atMs, { type: 'final', text }];
const partial = (atMs: number, text: string): Line => [atMs, { type: 'partial', text }];
const started = (atMs: number, generation: number): Line => [atMs, { type: 'playout-started', generation }];
const finished = (atMs: number, generation: number): Line => [atMs, { type: 'playout-finished', generation }];
/** The agent speaks as generation 1 from 0 ms on. */
const agentTalks: Line[] = [[0, { type: 'agent-speaks', generation: 1 }], started(10, 1)];

export const scriptedCalls: readonly ScriptedCall[] = [
  {
    name: 'a question: final after 64 ms, prepared on its final, answered at 300 ms',
    events: [...says(1000, 2000), final(2130, 'What is my name?')],
    untilMs: 3000,
    expected: [
      '2064 finalize-transcript',
      '2130 speculate "What is my name?"',
      '2300 commit-turn 1 "What is my name?"',
    ],
  },
  {
    name: 'on a noisy line the final is asked for later',
    events: [
      ...says(1000, 2000).slice(0, -1),
      [2040, { type: 'voice-stopped', lastLoudAtMs: 2000, voicedMs: 1000, noisy: true }],
      final(2200, 'what time is it'),
    ],
    untilMs: 3000,
    expected: ['2112 finalize-transcript', '2200 speculate "what time is it"', '2300 commit-turn 1 "what time is it"'],
  },
  {
    name: 'a pause inside a clause is waited out, and nothing is prepared for half a sentence',
    events: [...says(1000, 2000), final(2130, 'I would like to'), ...says(2600, 3400), final(3530, 'book a table')],
    untilMs: 5000,
    expected: [
      '2064 finalize-transcript',
      '3464 finalize-transcript',
      '3530 speculate "I would like to book a table"',
      '4120 commit-turn 1 "I would like to book a table"',
    ],
  },
  {
    name: 'a transcript that comes late is taken as soon as it is there',
    events: [...says(1000, 2000), final(2700, 'what is my name')],
    untilMs: 4000,
    expected: ['2064 finalize-transcript', '2700 commit-turn 1 "what is my name"'],
  },
  {
    name: 'a final that never comes: the partial is taken, and the late final is no second turn',
    options: { speculation: false },
    events: [...says(1000, 2000), partial(1900, 'what is my name'), final(3500, 'What is my name?')],
    untilMs: 9000,
    expected: ['2064 finalize-transcript', '2900 commit-turn 1 "what is my name"'],
  },
  {
    name: 'a voice without words gets an answer too',
    events: says(1000, 2000),
    untilMs: 5000,
    expected: ['2064 finalize-transcript', '3800 not-understood'],
  },
  {
    name: 'a click is nobody',
    events: says(1000, 1050),
    untilMs: 5000,
    expected: ['1114 finalize-transcript'],
  },
  {
    name: 'changed words replace what was prepared, resumed voice discards it',
    events: [
      ...says(1000, 2000),
      final(2130, 'My name is Martin.'),
      ...says(2400, 3000),
      final(3130, 'and I live in Prague.'),
    ],
    untilMs: 5000,
    expected: [
      '2064 finalize-transcript',
      '2130 speculate "My name is Martin."',
      '2592 discard-speculation',
      '3064 finalize-transcript',
      '3130 speculate "My name is Martin. and I live in Prague."',
      '3720 commit-turn 1 "My name is Martin. and I live in Prague."',
    ],
  },
  {
    name: 'a cough while the answer is prepared costs nothing',
    events: [...says(1000, 2000), final(2130, 'My name is Martin.'), ...says(2300, 2350)],
    untilMs: 5000,
    expected: [
      '2064 finalize-transcript',
      '2130 speculate "My name is Martin."',
      '2414 finalize-transcript',
      '2900 commit-turn 1 "My name is Martin."',
    ],
  },
  {
    name: 'a cough over the agent: paused for under 200 ms, then it goes on',
    events: [...agentTalks, ...says(1000, 1050)],
    untilMs: 4000,
    expected: ['1000 pause-playout 1', '1114 finalize-transcript', '1154 resume-playout 1'],
  },
  {
    name: '"mm-hm" over the agent is no turn, and does not stick to the next one',
    events: [
      ...agentTalks,
      ...says(1000, 1300),
      final(1360, 'Mm-hm.'),
      finished(3000, 1),
      ...says(4000, 5000),
      final(5130, 'What is my name?'),
    ],
    untilMs: 6000,
    expected: [
      '1000 pause-playout 1',
      '1360 resume-playout 1',
      '1364 finalize-transcript',
      '5064 finalize-transcript',
      '5130 speculate "What is my name?"',
      '5300 commit-turn 2 "What is my name?"',
    ],
  },
  {
    name: '"right" whose words come late: the playout has gone on by itself',
    events: [...agentTalks, ...says(1000, 1280), final(1700, 'right')],
    untilMs: 4000,
    expected: ['1000 pause-playout 1', '1344 finalize-transcript', '1380 resume-playout 1'],
  },
  {
    name: '"stop" whose words come late cuts the playout that had gone on',
    events: [...agentTalks, ...says(1000, 1280), final(1700, 'Stop.')],
    untilMs: 4000,
    expected: [
      '1000 pause-playout 1',
      '1344 finalize-transcript',
      '1380 resume-playout 1',
      '1700 cut-playout 1',
      '1700 speculate "Stop."',
      '1805 commit-turn 2 "Stop."',
    ],
  },
  {
    name: 'real words cut at once',
    events: [...agentTalks, ...says(1000, 1800), partial(1320, 'wait a'), final(1930, 'Wait a minute.')],
    untilMs: 4000,
    expected: [
      '1000 pause-playout 1',
      '1320 cut-playout 1',
      '1864 finalize-transcript',
      '1930 speculate "Wait a minute."',
      '2520 commit-turn 2 "Wait a minute."',
    ],
  },
  {
    name: 'a voice that goes on cuts without words',
    events: [...agentTalks, ...says(1000, 2000), final(2130, 'what time is it')],
    untilMs: 4000,
    expected: [
      '1000 pause-playout 1',
      '1600 cut-playout 1',
      '2064 finalize-transcript',
      '2130 speculate "what time is it"',
      '2300 commit-turn 2 "what time is it"',
    ],
  },
  {
    name: '"yes" over a question is its answer',
    events: [
      [0, { type: 'agent-speaks', generation: 1, asks: true }],
      started(10, 1),
      ...says(1000, 1250),
      final(1350, 'Yes.'),
    ],
    untilMs: 4000,
    expected: [
      '1000 pause-playout 1',
      '1314 finalize-transcript',
      '1350 cut-playout 1',
      '1350 speculate "Yes."',
      '1775 commit-turn 2 "Yes."',
    ],
  },
  {
    name: '"right" after a question has been asked is its answer',
    events: [
      ...agentTalks,
      [500, { type: 'reply-asks', generation: 1 }],
      finished(900, 1),
      ...says(1000, 1250),
      final(1350, 'Right.'),
    ],
    untilMs: 4000,
    expected: ['1314 finalize-transcript', '1350 speculate "Right."', '1775 commit-turn 2 "Right."'],
  },
  {
    name: 'a caller who goes on before the answer sounds is answered once, as one turn',
    events: [...says(1000, 2000), final(2130, 'What is the weather?'), ...says(2350, 2900), final(3030, 'In Berlin.')],
    untilMs: 5000,
    expected: [
      '2064 finalize-transcript',
      '2130 speculate "What is the weather?"',
      '2300 commit-turn 1 "What is the weather?"',
      '2350 pause-playout 1',
      '2964 finalize-transcript',
      '3030 cut-playout 1',
      '3030 speculate "What is the weather? In Berlin."',
      '3200 commit-turn 2 "What is the weather? In Berlin." instead of 1',
    ],
  },
  {
    name: 'typing cuts the voice, and is answered at once',
    events: [...agentTalks, [1000, { type: 'typed', text: ' What is my name? ' }]],
    untilMs: 2000,
    expected: ['1000 cut-playout 1', '1000 commit-turn 2 "What is my name?"'],
  },
  {
    name: 'typing again before the answer sounds makes one turn of both',
    events: [
      [1000, { type: 'typed', text: 'the weather' }],
      [1400, { type: 'typed', text: 'in Paris' }],
    ],
    untilMs: 2000,
    expected: [
      '1000 commit-turn 1 "the weather"',
      '1400 cut-playout 1',
      '1400 commit-turn 2 "the weather\nin Paris" instead of 1',
    ],
  },
  {
    name: 'what an operator asks is theirs, until the caller’s words are part of it',
    events: [
      [1000, { type: 'typed', text: 'offer a refund', by: 'operator' }],
      [1400, { type: 'typed', text: 'of ten', by: 'operator' }],
      [1800, { type: 'typed', text: 'and a car' }],
      [2200, { type: 'typed', text: 'at once', by: 'operator' }],
    ],
    untilMs: 3000,
    expected: [
      '1000 commit-turn 1 "offer a refund" for the operator',
      '1400 cut-playout 1',
      '1400 commit-turn 2 "offer a refund\nof ten" instead of 1 for the operator',
      '1800 cut-playout 2',
      '1800 commit-turn 3 "offer a refund\nof ten\nand a car" instead of 2',
      '2200 cut-playout 3',
      '2200 commit-turn 4 "offer a refund\nof ten\nand a car\nat once" instead of 3',
    ],
  },
  {
    name: 'push-to-talk: the key cuts, nothing else does, and its release ends the turn',
    events: [
      [0, { type: 'push-to-talk', mode: 'on' }],
      ...agentTalks,
      ...says(200, 900),
      [1000, { type: 'talk-key', pressed: true }],
      partial(1800, 'I would like'),
      [2000, { type: 'talk-key', pressed: false }],
      final(2120, 'I would like to'),
    ],
    untilMs: 4000,
    expected: ['1000 cut-playout 1', '2000 finalize-transcript', '2120 commit-turn 2 "I would like to"'],
  },
  {
    name: 'a track that goes silent in mid-word does not make the agent deaf',
    events: [...says(1000, 1400).slice(0, -1), final(1600, 'what time is it')],
    untilMs: 4000,
    expected: ['1884 finalize-transcript', '1884 speculate "what time is it"', '1934 commit-turn 1 "what time is it"'],
  },
  {
    name: 'silence: asked twice, then a polite end',
    events: [
      ...agentTalks,
      finished(1000, 1),
      [21_000, { type: 'agent-speaks', generation: 2 }],
      finished(22_000, 2),
      [42_000, { type: 'agent-speaks', generation: 3 }],
      finished(43_000, 3),
    ],
    untilMs: 100_000,
    expected: ['21000 ask-still-there 1', '42000 ask-still-there 2', '63000 end-for-silence'],
  },
  {
    name: 'tools at work hold the prompt back, and hearing lost does too',
    events: [
      ...agentTalks,
      [500, { type: 'working', generation: 1, busy: true }],
      finished(1000, 1),
      [40_000, { type: 'working', generation: 1, busy: false }],
      [50_000, { type: 'hearing-lost' }],
      [70_000, { type: 'hearing-restored' }],
    ],
    untilMs: 90_000,
    expected: ['90000 ask-still-there 1'],
  },
  {
    name: 'bursts without words hold a reply that does not sound yet no longer than the first of them is worth waiting for',
    events: [
      ...says(1000, 2000),
      final(2130, 'What is my name?'),
      ...says(2320, 2720),
      ...says(3160, 3560),
      started(3700, 1),
      finished(5000, 1),
    ],
    untilMs: 5000,
    expected: [
      '2064 finalize-transcript',
      '2130 speculate "What is my name?"',
      '2300 commit-turn 1 "What is my name?"',
      '2320 pause-playout 1',
      '2784 finalize-transcript',
      '3600 resume-playout 1',
      '3624 finalize-transcript',
    ],
  },
  {
    name: 'a long "yeah" that goes on pauses the agent once, and no window of it pauses it again',
    events: [...agentTalks, ...says(1000, 2280), partial(1250, 'yeah'), final(2420, 'yeah')],
    untilMs: 4000,
    expected: ['1000 pause-playout 1', '1380 resume-playout 1', '2344 finalize-transcript'],
  },
  {
    name: 'a turn detector that is sure ends a statement at the base wait, one that doubts stretches it',
    options: { turnDetector: true, speculation: false },
    events: [
      ...says(1000, 2000),
      final(2130, 'It is blue.'),
      [2180, { type: 'turn-score', text: 'It is blue.', probability: 0.95 }],
      [2400, { type: 'reply-empty', generation: 1 }],
      ...says(3000, 4000),
      final(4130, 'what is my name'),
      [4180, { type: 'turn-score', text: 'what is my name', probability: 0.05 }],
    ],
    untilMs: 7000,
    expected: [
      '2064 finalize-transcript',
      '2130 score-turn "It is blue."',
      '2300 commit-turn 1 "It is blue."',
      '4064 finalize-transcript',
      '4130 score-turn "what is my name"',
      '5350 commit-turn 2 "what is my name"',
    ],
  },
];
