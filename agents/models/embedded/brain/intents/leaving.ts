/** The ways out of the call: a person, and goodbye. */
import { type Intent, onPattern, say, toolOrSay } from '../decision.ts';

const PERSON =
  '(?:human(?: being)?s?|(?:real |actual |live )?person|operator|agent|representative|supervisor|manager|colleague|someone(?: else| real)?|somebody(?: else| real)?|people|advisor|employee|staff|customer service)';

export const LEAVING: readonly Intent[] = [
  onPattern(
    'person',
    new RegExp(
      `\\b(?:transfer|connect|talk|speak|get|put|call|need|want|give|pass|hand)\\b.*\\b${PERSON}\\b|^(?:(?:a |the |real )*${PERSON}|operator)(?: please)?$`,
    ),
    (turn) => {
      if (/\b(?:are you|is (?:this|it)|am i)\b/.test(turn.heard) || /\bdo not (?:want|need)\b/.test(turn.heard))
        return undefined;
      return toolOrSay(
        turn,
        'call_person',
        { reason: `The caller said: ${turn.original.trim().slice(0, 200)}` },
        "I'm sorry, there is nobody I could call from here.",
      );
    },
  ),
  onPattern(
    'goodbye',
    /\b(?:goodbye|good night|see you(?: later| soon| tomorrow| again)?|bye|ciao|so long|farewell|talk to you (?:later|soon)|until next time|take care|hang up|(?:end|finish|close|stop|terminate) (?:the|this) (?:call|conversation)|that (?:is|was|will be) (?:all|it|everything)(?: for (?:today|now))?(?: (?:thank you|thanks))?$|i (?:have to|must|need to|got to|gotta) (?:go|leave|run)|i am (?:done|finished|leaving))\b/,
    (turn) => {
      if (/\b(?:do not|not) (?:hang up|end)|\bsay goodbye in\b|\bspell\b|\bremember\b/.test(turn.heard))
        return undefined;
      if (turn.tools.has('end_call')) return toolOrSay(turn, 'end_call', { reason: 'The caller said goodbye.' }, '');
      return say(turn.facts.name === undefined ? 'Goodbye.' : `Goodbye, ${turn.facts.name}.`);
    },
  ),
];
