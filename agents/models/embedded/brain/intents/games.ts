/** Coins, dice, numbers, jokes and spelling: chance comes from the turn, so that the same request gives the same answer. */
import { type Decision, type Intent, onPattern, say, type Turn } from '../decision.ts';

const JOKES = [
  'Why did the scarecrow get a prize? He was outstanding in his field.',
  'What do you call a bear with no teeth? A gummy bear.',
  'I told my computer I needed a break. Now it will not stop sending me chocolate.',
  'Why do bicycles fall over? Because they are two tired.',
];
export const joke = (turn: Turn): Decision => say(turn.wording(JOKES));

/** A whole number from 1 to `sides`, out of the milliseconds of the turn. */
function chance(turn: Turn, sides: number, draw = 0): number {
  // A multiplicative hash: neighbouring milliseconds give unrelated numbers.
  const mixed = Math.imul((Math.floor(turn.nowMs) ^ (draw * 0x9e37)) >>> 0, 0x9e37_79b1) >>> 0;
  return 1 + ((mixed >>> 8) % sides);
}

export const GAMES: readonly Intent[] = [
  onPattern('coin', /\b(?:flip|toss|throw) (?:a|the) coin\b|\bheads or tails\b/, (turn) =>
    say(`It's ${chance(turn, 2) === 1 ? 'heads' : 'tails'}.`),
  ),
  onPattern('dice', /\b(?:roll|throw) (?:a |the |some |two |2 |three |3 )*(?:dice|die|dices)\b/, (turn) => {
    const count = /\b(?:two|2)\b/.test(turn.heard) ? 2 : /\b(?:three|3)\b/.test(turn.heard) ? 3 : 1;
    const rolls = Array.from({ length: count }, (_, draw) => chance(turn, 6, draw));
    return say(
      count === 1
        ? `It's a ${rolls[0]}.`
        : `${rolls.join(' and ')}. That makes ${rolls.reduce((sum, roll) => sum + roll)}.`,
    );
  }),
  onPattern(
    'number',
    /\b(?:pick|choose|give me|think of|tell me) (?:a |any )(?:random )?number\b|\brandom number\b/,
    (turn) => {
      const match = /(\d+) (?:and|to) (\d+)/.exec(turn.digits);
      const low = Number(match?.[1] ?? 1);
      const high = Number(match?.[2] ?? 100);
      return say(
        high > low ? `${low - 1 + chance(turn, high - low + 1)}.` : 'The first number has to be the smaller one.',
      );
    },
  ),
  onPattern(
    'joke',
    /\bjoke\b|\b(?:make me laugh|something funny|say something|tell me something|sing (?:a |me a )?song|tell me a story)\b/,
    (turn) =>
      /\b(?:sing|story)\b/.test(turn.heard)
        ? say("I can't do that, I'm afraid, but I know a joke. Shall I tell you the joke?")
        : joke(turn),
  ),
  onPattern(
    'spell',
    /\b(?:how (?:do you|do i|to|would you) (?:spell|write)|spell)(?: the word| me)? ([a-z']+(?: [a-z']+)?)$/,
    (turn, match) => {
      const word = /^my name$/.test(match[1] as string) ? turn.facts.name : match[1];
      if (word === undefined) return say("I don't know your name yet. What is your name?");
      const letters = [...word.toUpperCase().replace(/[^A-Z]/g, '')].join(', ');
      return say(`${word[0]?.toUpperCase()}${word.slice(1)}: ${letters}.`);
    },
  ),
];
