/** What is asked often and is not possible here; and what is said to everything else. Honest, and never the same twice. */
import { type Decision, type Intent, onPattern, say, type Turn } from '../decision.ts';
import { abilities } from './about-agent.ts';

const topic = (name: string, pattern: RegExp, what: string): Intent =>
  onPattern(name, pattern, (turn) =>
    say(
      turn.wording([
        `I can't ${what}, I'm afraid. ${offer(turn)}`,
        `Sorry, I have no way to ${what}. ${offer(turn)}`,
        `That's beyond me: I can't ${what}. ${offer(turn)}`,
      ]),
    ),
  );

const offer = (turn: Turn) =>
  turn.tools.has('call_person')
    ? turn.wording([
        'Shall I ask a person to join? Just say: call a person.',
        'I can do other small things. Ask me what.',
        'A person might help. Just say: call a person.',
      ])
    : 'Ask me what I can do.';

export const CANNOT: readonly Intent[] = [
  topic(
    'weather',
    /\b(?:weather|forecast|rain(?:ing|y)?|snow(?:ing)?|sunny|temperature|how (?:cold|warm|hot) is it|umbrella today)\b/,
    'look up the weather',
  ),
  topic(
    'news',
    /\b(?:news|headlines|who won|score of|stock|share price|bitcoin|exchange rate|election)\b/,
    'look up the news',
  ),
  topic(
    'music',
    /\b(?:play|put on) (?:some |a |the |my )?(?:music|song|radio|playlist|podcast|video|movie|game)\b/,
    'play anything',
  ),
  topic('timer', /\b(?:timer|alarm|remind me|reminder|wake me)\b/, 'set timers or reminders'),
  topic(
    'messages',
    /\b(?:send|write|read|check) (?:an? |my |the |some )?(?:e ?mails?|messages?|texts?|letters?|sms)\b|\bcall my\b|\b(?:make|schedule|cancel|book) (?:a|an|my|the) (?:\w+ )?(?:appointment|meeting|reservation|flight|table|hotel|ticket)|\border (?:a|some|me)\b|\bbuy\b/,
    'do that for you',
  ),
  topic(
    'translate',
    /\b(?:translate|how do you say|in (?:german|french|spanish|italian|chinese|japanese)|speak (?:german|french|spanish))\b/,
    'speak other languages',
  ),
  topic(
    'knowledge',
    /^(?:who (?:is|was|are|were|invented|wrote)|what (?:is|are|was|were) (?:the |a |an )?(?:capital|president|meaning|population|difference|definition|biggest|tallest|largest|longest|distance)|where is (?!my)|why (?:is|are|do|does|did)|how (?:does|do|did|far|tall|big|high|many people)|explain|define|tell me about (?!me|yourself)|when (?:was|did|were))\b/,
    'answer questions about the world',
  ),
];

/** Nothing was understood. The seed of the turn varies it. */
export function notUnderstood(turn: Turn): Decision {
  if (turn.heard === '')
    return say(turn.wording(["I didn't hear anything. Could you say that again?", 'Sorry, I missed that.']));
  const can = abilities(turn.tools);
  return say(
    turn.wording([
      `I'm sorry, that is beyond me. I am the built-in rules brain, without a language model, so I can't talk about everything. I can ${can}.`,
      `I didn't understand that. I work by fixed rules, without a language model. I can ${can}.`,
      `That one I can't answer: I have no language model, only rules. Ask me what I can do.`,
      `Sorry, no rule of mine fits that. Could you put it another way?`,
    ]),
  );
}
