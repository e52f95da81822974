/** What the agent is and can do, told truthfully. */
import { type Intent, onPattern, say, type Turn } from '../decision.ts';

const ABILITIES: readonly (readonly [tool: string, words: string])[] = [
  ['get_time', 'tell you the time'],
  ['get_date', 'the date'],
  ['days_until', 'how many days are left until one'],
  ['calculate', 'do arithmetic'],
  ['remember', 'remember what you tell me about yourself'],
  ['look_closer', 'read what you share with me'],
  ['call_person', 'call a person for you'],
];

/** "I can tell you the time, do arithmetic, and ...": of what this call really has. */
export function abilities(tools: ReadonlySet<string>): string {
  const words = ABILITIES.filter(([tool]) => tools.has(tool)).map(([, text]) => text);
  words.push(words.length > 2 ? 'flip a coin' : 'flip a coin, roll dice');
  const last = words.pop();
  return `${words.join(', ')}${words.length > 0 ? ', and ' : ''}${last}`;
}

const self = (turn: Turn) => (turn.agentName === undefined ? '' : `I'm ${turn.agentName}. `);

export const ABOUT_AGENT: readonly Intent[] = [
  onPattern(
    'what-can-you-do',
    /\b(?:what (?:else )?(?:can|do|could) you (?:do|help|offer|know|understand)(?! about me| about my)|what (?:else )?(?:can|could|should|may) i (?:ask|say|do)|how (?:can|do|could) you help|help me$|^help$|what are (?:your|you) (?:abilities|able|good at))\b/,
    (turn) =>
      say(
        `${turn.wording(['I can', 'Well, I can', 'Quite a few small things: I can'])} ${abilities(turn.tools)}. ${turn.wording(['What would you like?', 'Just ask.'])}`,
      ),
  ),
  onPattern(
    'who-are-you',
    /\b(?:who are you|what are you|what is your name|do you have a name|who am i (?:talking|speaking) (?:to|with)|introduce yourself|tell me about yourself)\b/,
    (turn) =>
      say(`${self(turn)}I am the built-in rules brain, without a language model. I can ${abilities(turn.tools)}.`),
  ),
  onPattern(
    'are-you-human',
    /\b(?:are you|is this|am i (?:talking|speaking) (?:to|with)) (?:an? )?(?:real )?(?:robot|human|machine|computer|ai|bot|person|real|alive|chat ?gpt|language model|recording)\b/,
    ({ wording }) =>
      say(
        wording([
          "I'm a computer program, with fixed rules and no language model.",
          'No person here: I am a program that follows rules.',
        ]),
      ),
  ),
  onPattern('how-old', /\b(?:how old are you|when (?:were you born|is your birthday))\b/, () =>
    say('I have no age. I am a program.'),
  ),
  onPattern(
    'where-from',
    /\b(?:where (?:are you(?: from)?|do you (?:live|come from))|who (?:made|built|created|wrote) you)\b/,
    () => say('I live on the computer you are calling. I am part of Parley, and people wrote my rules by hand.'),
  ),
  onPattern(
    'agent-taste',
    /\b(?:do you (?:like|love|hate|eat|sleep|dream|feel|think)|what is your favorite|are you (?:happy|sad|tired|married|hungry))\b/,
    ({ wording }) =>
      say(
        wording([
          'I have no tastes or feelings of my own, but I would like to hear yours.',
          "I'm a program, so I don't. How about you?",
        ]),
      ),
  ),
];
