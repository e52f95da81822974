/** What the caller wants kept, asks back, or wants forgotten. */
import { type Decision, type Intent, onPattern, say, type Turn, toolOrSay, withTool } from '../decision.ts';
import { bestFact } from '../facts.ts';
import { aboutCaller, toCaller } from '../grammatical-person.ts';

const NO_MEMORY = "I can't keep things in this call.";
const QUESTION =
  /^(?:what|where|when|who|whose|which|why|how|do|does|did|is|are|am|can|could|would|will|should|have|has)\b/;

function keep(turn: Turn, said: string): Decision | undefined {
  const fact = said
    .replace(/^that\s+/, '')
    .replace(/ (?:please )?remember (?:that|it)$/, '')
    .trim();
  if (fact.split(' ').length < 2) return undefined;
  const kind = /\b(?:like|love|hate|prefer|favorite|enjoy|do not (?:like|want|eat|drink))\b/.test(fact)
    ? 'preference'
    : 'fact';
  return toolOrSay(turn, 'remember', { fact: aboutCaller(fact), kind }, NO_MEMORY);
}

/** Of what is known here already; else looked up. */
function answer(turn: Turn, question: string): Decision {
  const known = bestFact(question, turn.facts.all);
  if (known !== undefined)
    return say(turn.wording([`You told me that ${toCaller(known)}.`, `As far as I know, ${toCaller(known)}.`]));
  return toolOrSay(turn, 'recall', { query: question }, "I don't know that.");
}

export const MEMORY: readonly Intent[] = [
  onPattern(
    'what-do-you-know',
    /\bwhat (?:do|can) you (?:still )?(?:know|remember|recall|have on)(?: about me| of me)?$|\bwhat (?:have|did) i (?:tell|told) you(?: about (?:me|myself))?$|\btell me (?:what|everything|all) you know about me\b|\bwhat do you know about me\b/,
    (turn) => {
      if (turn.facts.all.length === 0)
        return toolOrSay(
          turn,
          'recall',
          { query: 'everything about the caller' },
          "I don't know anything about you yet.",
        );
      return say(`${turn.wording(['Let me see.', 'Here is what I know.'])} ${listed(turn.facts.all)}`);
    },
  ),
  onPattern(
    'forget-everything',
    /\b(?:forget|delete|erase|remove|wipe|clear) (?:everything|all|it all|all of it|my data|all my data|what you know|your memory)\b/,
    (turn) =>
      turn.tools.has('forget') ? say('Everything I know about you? Shall I really forget all of it?') : say(NO_MEMORY),
  ),
  onPattern(
    'forget',
    /^(?:please |can you |could you |i want you to )*(?:forget|delete|erase|do not remember|remove)(?: about| that)? (.+)$/,
    (turn, match) => {
      const what = match[1] as string;
      if (/^(?:it|that|this|what i (?:just )?said)$/.test(what)) {
        const last = turn.facts.all.at(-1);
        return /remember|noted|keep/i.test(turn.lastReply) && last !== undefined
          ? toolOrSay(turn, 'forget', { query: last }, NO_MEMORY)
          : undefined;
      }
      return toolOrSay(turn, 'forget', { query: what.replace(/^my\b/, "the caller's") }, NO_MEMORY);
    },
  ),
  onPattern(
    'remember',
    /\b(?:remember|note(?: down)?|write down|keep in mind|make a note|do not forget|memorize)(?: that| this)?:? ((?:my|i|we|our|the|he|she|it|that|there)\b.+)$/,
    (turn, match) =>
      /\b(?:do|did|can|could) (?:you|i) (?:still )?remember\b/.test(turn.heard) &&
      !/\b(?:can|could) you (?:please )?remember that\b/.test(turn.heard)
        ? undefined
        : keep(turn, match[1] as string),
  ),
  onPattern(
    'ask-back',
    /^(?:do you (?:still )?(?:know|remember) )?(?:what|where|when|who|which|how old)\b.*\b(?:my|i|me|mine)\b/,
    (turn) => {
      if (
        /\b(?:can|should|could|may|must) i\b|\bwhat i (?:can|should)\b|\bdid i (?:just )?(?:say|ask)\b|\bam i (?:talking|speaking)\b/.test(
          turn.heard,
        )
      )
        return undefined;
      return answer(turn, turn.heard.replace(/^do you (?:still )?(?:know|remember) /, ''));
    },
  ),
  onPattern('ask-remember', /^(?:do you (?:still )?(?:know|remember)|did i tell you) (.+)$/, (turn, match) => {
    const what = match[1] as string;
    return /\b(?:my|i|me|we|our)\b/.test(what) ? answer(turn, what) : undefined;
  }),
  onPattern(
    'tell-fact',
    /^(?:(?:yes|also|by the way) )*((?:my [a-z']+(?: [a-z']+){0,3} (?:is|are|was|lives?|likes?|works?|has|have|loves?)|i (?:really |also |always |usually |often )?(?:live|work|like|love|hate|prefer|left|parked|put|study|drive|play|was born|come from|am from|am allergic|am (?:an?|the)|have (?:a|an|two|three|four|five|\d+|no)|speak|do not (?:like|eat|drink))|we (?:live|have)|(?:you can )?find my) .+)$/,
    (turn, match) => (QUESTION.test(turn.heard) ? undefined : keep(turn, match[1] as string)),
  ),
];

/** Facts as the agent says them, the newest five. */
export function listed(facts: readonly string[]): string {
  const sentences = facts
    .slice(-5)
    .map((fact) => toCaller(fact))
    .map((text) => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`);
  return sentences.join(' ');
}

/** "Yes" to the question whether everything is to be forgotten. */
export const FORGET_EVERYTHING_ASKED = /Shall I really forget all of it\?/;
export const forgetEverything = (turn: Turn): Decision =>
  turn.tools.has('forget') ? withTool('forget', { everything: true }) : say(NO_MEMORY);
