/** Appointments and refunds, for agents that have tools for them. Days are understood as the caller says them. */
import { namedDay } from '../calendar.ts';
import { type Decision, type Intent, say, type Turn, withTool } from '../decision.ts';
import { numbersToDigits } from '../number-words.ts';

const MOVE = /\b(?:move|change|reschedule|shift|postpone|put)\b.*\bappointment\b/;
const CANCEL = /\b(?:cancel|call off|drop)\b.*\bappointment\b/;
const READ_BACK = /I would move your appointment on (.+?) to (.+?)\./;
const DAY_WORDS =
  'monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|january|february|march|april|may|june|july|august|september|october|november|december|\\d';

function dayIn(words: string, turn: Turn, fromMs = turn.nowMs): string | undefined {
  return new RegExp(`\\b(?:${DAY_WORDS})`).test(words) ? namedDay(words, fromMs, turn.timeZone)?.date : undefined;
}
function move(turn: Turn): Decision {
  const { before, after } = parts(turn.digits);
  const from = dayIn(before, turn);
  if (from === undefined) return say('Which day is the appointment on that you want to move, and to which day?');
  // "To Friday" is the Friday after the appointment: noon keeps the day the same in every zone.
  const to = dayIn(after, turn) === undefined ? undefined : dayIn(after, turn, Date.parse(`${from}T12:00:00Z`));
  if (to === undefined) return say('To which day shall I move it? Please say both days.');
  return withTool('move_appointment', { from, to });
}
/** The last "to" that a day follows parts the two days. */
function parts(words: string): { before: string; after: string } {
  const at = [...words.matchAll(new RegExp(`\\bto (?:the |next |this )?(?=${DAY_WORDS})`, 'g'))].at(-1)?.index;
  return at === undefined ? { before: words, after: '' } : { before: words.slice(0, at), after: words.slice(at + 3) };
}
/** "No, make it Saturday", after a day was read back. */
function otherDay(turn: Turn): Decision | undefined {
  const asked = READ_BACK.exec(turn.lastReply);
  const from = asked?.[1] === undefined ? undefined : dayIn(numbersToDigits(asked[1].toLowerCase()), turn);
  if (from === undefined || turn.heard.split(' ').length > 12) return undefined;
  const to = dayIn(turn.digits, turn, Date.parse(`${from}T12:00:00Z`));
  return to === undefined ? undefined : withTool('move_appointment', { from, to });
}
function cancel(turn: Turn): Decision {
  const day = dayIn(turn.digits, turn);
  return day === undefined
    ? say('Which day is the appointment on that you want to cancel?')
    : withTool('cancel_appointment', { day });
}
function refund(turn: Turn): Decision {
  const euros = /(\d+(?:\.\d+)?)/.exec(turn.digits)?.[1];
  if (euros === undefined) return say('How many euros should it be? Please say it with the reason.');
  return withTool('refund', { euros: Number(euros), reason: turn.original.trim().slice(0, 200) });
}

export const APPOINTMENTS: readonly Intent[] = [
  {
    name: 'move-appointment',
    decide: (turn) => {
      if (!turn.tools.has('move_appointment')) return undefined;
      return MOVE.test(turn.heard) ? move(turn) : otherDay(turn);
    },
  },
  {
    name: 'cancel-appointment',
    decide: (turn) => (turn.tools.has('cancel_appointment') && CANCEL.test(turn.heard) ? cancel(turn) : undefined),
  },
  {
    name: 'find-appointments',
    decide: (turn) =>
      turn.tools.has('find_appointments') &&
      /\bappointments?\b/.test(turn.heard) &&
      /\b(?:what|when|which|do i have|show|tell|my)\b/.test(turn.heard)
        ? withTool('find_appointments', {})
        : undefined,
  },
  {
    name: 'refund',
    decide: (turn) =>
      turn.tools.has('refund') && /\b(?:refund|money back|pay (?:me )?back)\b/.test(turn.heard)
        ? refund(turn)
        : undefined,
  },
];
