/** The time of day and the date, here and elsewhere. */
import { titled, zoneOf } from '../cities.ts';
import { type Intent, onPattern, say, toolOrSay } from '../decision.ts';

const NO_CLOCK = 'I have no clock in this call.';

export const CLOCK: readonly Intent[] = [
  onPattern(
    'time-elsewhere',
    /\b(?:time|hour|late)\b.*\b(?:in|at) (?!(?:the moment|the morning|the evening|the afternoon|\d))((?:the )?[a-z]+(?: [a-z]+){0,2}?)(?: right)?(?: now)?$/,
    (turn, match) => {
      if (!/\bwhat\b.*\btime\b|\btime is it\b|\bthe time\b|\bhow late\b/.test(turn.heard)) return undefined;
      const place = match[1] as string;
      const timezone = zoneOf(place);
      if (timezone === undefined)
        return say(`I don't know the time zone of ${titled(place)}. I know the one of bigger cities.`);
      return toolOrSay(turn, 'get_time', { timezone }, NO_CLOCK);
    },
  ),
  onPattern(
    'time',
    /\bwhat(?: is)?(?: the)? (?:current |exact )?time\b(?!.*\bmy\b)|\b(?:tell|give) me (?:the )?time\b|\btime is it\b|\b(?:do you (?:have|know)|got) the time\b|\bhow late is it\b|^(?:the |current )?time$/,
    (turn) => toolOrSay(turn, 'get_time', {}, NO_CLOCK),
  ),
  onPattern(
    'date',
    /\b(?:what|which|tell me|give me|do you know)\b.*\b(?:date|day|month|year)\b.*(?:\bit\b|\btoday\b|\bwe have\b|\bis this\b|\bnow\b)|\bwhat is (?:the |today is )?(?:date|day)\b|\btoday's date\b|\btoday is date\b|\bwhat day is (?:it|today)\b|\b(?:tell|give) me the date\b|^(?:the )?date(?: today)?$|\bwhat (?:month|year|day|date) (?:is it|are we|do we)\b/,
    (turn) =>
      /\bwhat (?:day|date) (?:is|was|will be) (?!it\b|today\b)/.test(turn.heard)
        ? undefined
        : toolOrSay(turn, 'get_date', {}, NO_CLOCK),
  ),
];
