/** The caller's name: told, asked for, and answered when the agent asked. */
import { type Decision, type Intent, onPattern, say, type Turn, toolOrSay, withTool } from '../decision.ts';
import { isFirstName } from '../first-names.ts';

const NOT_NAMES =
  /^(?:is|was|the|a|an|not|here|fine|good|well|sorry|sure|calling|looking|going|trying|your|my|in|on|at|from|very|so|just|back|ready|done|also|still|it|that|what|who|correct|right|wrong|important|unknown)$/;

/** "martin" -> "Martin", "anna maria" -> "Anna Maria". */
const capitalised = (name: string) =>
  name.replace(/(^|[\s'-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

function nameIn(words: string): string | undefined {
  const parts = words
    .split(' ')
    .slice(0, 3)
    .filter(
      (word, index, all) =>
        !all
          .slice(0, index + 1)
          .some((earlier) => /^(?:and|but|by|please|thanks|i|what|how|remember|can)$/.test(earlier)) && word !== '',
    );
  const first = parts[0];
  if (first === undefined || !/^[\p{L}'-]+$/u.test(first) || NOT_NAMES.test(first)) return undefined;
  const second = parts[1];
  const name =
    second !== undefined && /^[\p{L}'-]+$/u.test(second) && !NOT_NAMES.test(second) ? `${first} ${second}` : first;
  return capitalised(name);
}

function keepName(turn: Turn, name: string): Decision {
  const kept = toolOrSay(
    turn,
    'remember',
    { fact: `The caller's name is ${name}.`, kind: 'fact' },
    `Nice to meet you, ${name}. I can't keep it for later calls here, though.`,
  );
  return turn.facts.name?.toLowerCase() === name.toLowerCase()
    ? say(turn.wording([`I know, ${name}.`, `Yes, ${name}, I remember.`]))
    : kept;
}

export const NAME: readonly Intent[] = [
  onPattern(
    'tell-name',
    /\b(?:my (?:first )?name is|call me|i am called|they call me|remember me as)(?: not \S+ (?:it is|but))? (.+)$/,
    (turn, match) => {
      if (/\b(?:what|do you know|know|forget|is my name)\b.*my name is$/.test(turn.heard)) return undefined;
      const name = nameIn(match[1] as string);
      return name === undefined || /^(?:an? |later|back|tomorrow)/.test(match[1] as string)
        ? undefined
        : keepName(turn, name);
    },
  ),
  onPattern(
    'i-am-name',
    /^(?:(?:hello|hi|hey|good (?:morning|evening|afternoon)) )?(?:i am|this is|it is) ([a-z'-]+)(?: (?:here|speaking|calling))?$/,
    (turn, match) => {
      const word = match[1] as string;
      return isFirstName(word, turn.original) ? keepName(turn, capitalised(word)) : undefined;
    },
  ),
  onPattern('bare-name', /^(?:it is |i am |my name )?([a-z'-]+)(?: [a-z'-]+)?$/, (turn, match) => {
    if (!/\b(?:what is your name|what should i call you|your name\?|tell me your name)/i.test(turn.lastReply))
      return undefined;
    const name = /^(?:no|nope|yes|yeah|nothing|never|stop|why|what|sorry|okay|goodbye|bye)$/.test(match[1] as string)
      ? undefined
      : nameIn(turn.heard.replace(/^(?:it is|i am|my name) /, ''));
    return name === undefined ? undefined : keepName(turn, name);
  }),
  onPattern(
    'ask-name',
    /\b(?:what (?:is|was) my (?:first )?name|(?:do|can) you (?:still )?(?:know|remember|recall) (?:my name|who i am|me\b)|who am i\b(?! (?:talking|speaking))|(?:tell|say) (?:me )?my name|you (?:know|remember) my name|what (?:do|did) (?:you|i) (?:call|say my name))/,
    (turn) => {
      const { name } = turn.facts;
      if (name !== undefined)
        return say(turn.wording([`Your name is ${name}.`, `You are ${name}.`, `It's ${name}, of course.`]));
      return turn.tools.has('recall')
        ? withTool('recall', { query: "the caller's name" })
        : say("I don't know your name yet. What is your name?");
    },
  ),
];
