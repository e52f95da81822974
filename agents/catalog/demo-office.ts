/**
 * A demonstration, not a product: an office with appointments and refunds, made up for each caller and kept in this
 * process only, so that asking, confirming and approving can be tried without any service. Real tools reach real ones.
 */
import { z } from 'zod';
import { type CheckContext, defineTool, type ToolContext } from '../acting/tool.ts';

interface Appointment {
  /** YYYY-MM-DD. */
  date: string;
  time: string;
  with: string;
}
interface Office {
  appointments: Appointment[];
  /** What the caller has paid and not got back, in euros. */
  paid: number;
  /** What was done for a key, so that it is done once. */
  done: Map<string, string>;
}
const DAY_MS = 86_400_000;
const MAX_CALLERS = 500;
/** Everybody has paid the same so far, in euros. */
const PAID = 600;
const offices = new Map<string, Office>();

function officeOf({ userId, nowMs, timeZone }: CheckContext): Office {
  const known = offices.get(userId);
  if (known) return known;
  const office = { appointments: firstAppointments({ nowMs, timeZone }), paid: PAID, done: new Map<string, string>() };
  offices.set(userId, office);
  const [oldest] = offices.keys();
  if (offices.size > MAX_CALLERS && oldest !== undefined) offices.delete(oldest);
  return office;
}
const today = ({ nowMs, timeZone }: Pick<CheckContext, 'nowMs' | 'timeZone'>): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone }).format(nowMs);
/** The next Thursday and the Tuesday after it, always in the future. */
function firstAppointments(moment: Pick<CheckContext, 'nowMs' | 'timeZone'>): Appointment[] {
  const date = today(moment);
  const toThursday = (4 - new Date(date).getUTCDay() + 7) % 7 || 7;
  const thursday = Date.parse(date) + toThursday * DAY_MS;
  return [
    { date: new Date(thursday).toISOString().slice(0, 10), time: '10:00', with: 'Dr. Bell' },
    { date: new Date(thursday + 5 * DAY_MS).toISOString().slice(0, 10), time: '14:30', with: 'Ms. Okoro' },
  ];
}

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'is a date as YYYY-MM-DD')
  .refine((date) => !Number.isNaN(Date.parse(date)), { error: 'is not a date in the calendar' });
const spoken = (date: string): string =>
  new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', weekday: 'long', month: 'long', day: 'numeric' }).format(
    Date.parse(date),
  );
const told = ({ date, time, with: person }: Appointment): string => `${spoken(date)} at ${time} with ${person}`;

/** Does `work` once for the key of the call; asked again it says what it did. */
function once(context: ToolContext, work: (office: Office) => string): string {
  const office = officeOf(context);
  const before = office.done.get(context.callKey);
  if (before !== undefined) return before;
  const result = work(office);
  office.done.set(context.callKey, result);
  return result;
}
const lookUp = async (_input: unknown, context: ToolContext) => {
  const text = officeOf(context).done.get(context.callKey);
  return text === undefined ? ({ state: 'not-done' } as const) : ({ state: 'done', text } as const);
};

export const findAppointments = defineTool({
  name: 'find_appointments',
  description: "The caller's appointments.",
  label: 'Looking at the appointments',
  parameters: z.object({}),
  tier: 'read',
  deadlineMs: 1_000,
  honoursKey: true,
  run: async (_input, context) => {
    const { appointments } = officeOf(context);
    if (appointments.length === 0) return 'You have no appointments.';
    const many = appointments.length === 1 ? 'one appointment' : `${appointments.length} appointments`;
    return `You have ${many}: ${appointments.map(told).join(', and ')}.`;
  },
});

const move = z.object({
  from: day.describe('The day of the appointment, as YYYY-MM-DD'),
  to: day.describe('The new day, as YYYY-MM-DD'),
});
const noneOn = (date: string, { appointments }: Office): string =>
  `there is no appointment on ${spoken(date)}; there is ${appointments.map(told).join(', and ') || 'none at all'}`;
function moved({ from, to }: z.output<typeof move>, office: Office): string {
  const found = office.appointments.find(({ date }) => date === from);
  if (!found) throw new Error(noneOn(from, office));
  found.date = to;
  return `Your appointment is now on ${told(found)}. Moving it costs nothing.`;
}
export const moveAppointment = defineTool({
  name: 'move_appointment',
  description: "Moves one of the caller's appointments to another day. The caller is asked for their yes by itself.",
  label: 'Moving the appointment',
  parameters: move,
  tier: 'write-constrained',
  deadlineMs: 2_000,
  honoursKey: true,
  check: async ({ from, to }, context) => {
    const office = officeOf(context);
    if (!office.appointments.some(({ date }) => date === from)) return noneOn(from, office);
    if (from === to) return `the appointment is on ${spoken(from)} already`;
    return to < today(context) ? `${spoken(to)} is over` : undefined;
  },
  readBack: ({ from, to }) => `I would move your appointment on ${spoken(from)} to ${spoken(to)}.`,
  run: async (input, context) => once(context, (office) => moved(input, office)),
  lookUp,
  undo: async ({ from, to }, _result, context) => {
    context.signal.throwIfAborted();
    return moved({ from: to, to: from }, officeOf(context));
  },
});

const cancel = z.object({ day: day.describe('The day of the appointment, as YYYY-MM-DD') });
export const cancelAppointment = defineTool({
  name: 'cancel_appointment',
  description: "Cancels one of the caller's appointments. The caller is asked for their yes by itself.",
  label: 'Cancelling the appointment',
  parameters: cancel,
  tier: 'write-constrained',
  deadlineMs: 2_000,
  honoursKey: true,
  check: async ({ day: date }, context) => {
    const office = officeOf(context);
    return office.appointments.some((one) => one.date === date) ? undefined : noneOn(date, office);
  },
  readBack: ({ day: date }) => `I would cancel your appointment on ${spoken(date)}.`,
  run: async ({ day: date }, context) =>
    once(context, (office) => {
      const at = office.appointments.findIndex((one) => one.date === date);
      const [gone] = at < 0 ? [] : office.appointments.splice(at, 1);
      if (!gone) throw new Error(noneOn(date, office));
      return `Your appointment on ${told(gone)} is cancelled.`;
    }),
  lookUp,
});

export const refund = defineTool({
  name: 'refund',
  description: 'Pays money back to the caller. A colleague has to approve it.',
  label: 'Paying back',
  parameters: z.object({
    euros: z.number().positive().max(1_000).describe('The amount'),
    reason: z.string().min(1).max(200).describe("Why, in the caller's words"),
  }),
  tier: 'write-broad',
  deadlineMs: 2_000,
  honoursKey: true,
  check: async ({ euros }, context) => {
    const { paid } = officeOf(context);
    return euros > paid ? `you have paid ${paid} euros, so ${euros} euros cannot be paid back` : undefined;
  },
  readBack: ({ euros, reason }) => `I would pay back ${euros} euros, because of this: ${reason}.`,
  run: async ({ euros }, context) =>
    once(context, (office) => {
      if (euros > office.paid) throw new Error(`you have paid ${office.paid} euros`);
      office.paid -= euros;
      return `${euros} euros will be paid back to you.`;
    }),
  lookUp,
});
