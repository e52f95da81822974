/** How long until a day, and on which day it is. */
import { type NamedDay, namedDay, spokenDate, weekdayOf } from '../calendar.ts';
import { type Decision, type Intent, onPattern, say, type Turn, toolOrSay } from '../decision.ts';
import { bestFact } from '../facts.ts';
import { numbersToDigits } from '../number-words.ts';

/** "My birthday" is a day that only memory knows. */
function meantDay(turn: Turn, words: string): NamedDay | undefined {
  const direct = namedDay(words, turn.nowMs, turn.timeZone);
  if (direct !== undefined || !/\bmy\b/.test(words)) return direct;
  const fact = bestFact(words.replace(/\bmy\b/, ''), turn.facts.all);
  const day = fact === undefined ? undefined : namedDay(numbersToDigits(fact.toLowerCase()), turn.nowMs, turn.timeZone);
  return day === undefined ? undefined : { date: day.date, label: words.replace(/\bmy\b/, 'your').trim() };
}

function count(turn: Turn, words: string): Decision {
  const day = meantDay(turn, words.trim());
  if (day === undefined) {
    return /\bmy\b/.test(words)
      ? say(`I don't know when ${words.trim().replace(/\bmy\b/, 'your')} is. Tell me, and I'll remember.`)
      : say(turn.wording(['Sorry, until which day?', "I didn't catch the day. Until when?"]));
  }
  return toolOrSay(turn, 'days_until', { date: day.date, label: day.label }, 'I have no calendar in this call.');
}

export const DAYS: readonly Intent[] = [
  {
    name: 'days-until',
    decide: (turn) => {
      const match =
        /\bhow (?:many|much|long)(?: more)?(?: days?| weeks?| nights?| time| sleeps?)?(?: (?:are|is|do|does|have|left|remain|there|it|we|i|take))*(?: left)? (?:until|till|to|before|for|til) (.+)$/.exec(
          turn.digits,
        );
      const after = match?.[1] ?? /\b(?:days|weeks|time) (?:until|till|to|before) (.+)$/.exec(turn.digits)?.[1];
      return after === undefined ? undefined : count(turn, after);
    },
  },
  {
    name: 'days-until-answered',
    decide: (turn) =>
      /(?:until which day|Until when)\?/.test(turn.lastReply) &&
      namedDay(turn.digits, turn.nowMs, turn.timeZone) !== undefined
        ? count(turn, turn.digits)
        : undefined,
  },
  onPattern(
    'when-is',
    /^(?:when|what (?:day|date)|on what day|which day|what weekday)(?: of the week)? (?:is|will be|falls|does) (.+?)(?: fall| this year| on)*$/,
    (turn, match) => {
      const words = numbersToDigits(match[1] as string);
      if (/^(?:it|today|this)\b/.test(words) || /\bmy\b/.test(words)) return undefined;
      const day = namedDay(words, turn.nowMs, turn.timeZone);
      if (day === undefined) return undefined;
      const label = /^(?:today|tomorrow|next|this)/.test(day.label)
        ? `${day.label[0]?.toUpperCase()}${day.label.slice(1)}`
        : day.label;
      const spoken = spokenDate(day.date);
      return say(
        spoken === label
          ? `${label} is a ${weekdayOf(day.date)}.`
          : `${label} is on ${weekdayOf(day.date) === label ? '' : `${weekdayOf(day.date)}, `}${spoken}.`,
      );
    },
  ),
];
