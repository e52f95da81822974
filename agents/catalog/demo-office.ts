/**
 * A demonstration, not a product: an office with appointments and refunds, made up for each caller and kept in this
 * process only, so that asking, confirming and approving can be tried without any service. Real tools reach real ones.
 */
import { z } from 'zod';
import { defineTool, type ToolContext } from '../acting/tool.ts';

interface Appointment {
  /** YYYY-MM-DD. */
  date: string;
  time: string;
  with: string;
}
interface Office {
  appointments: Appointment[];
  /** What was done for a key, so that it is done once. */
  done: Map<string, string>;
}
const DAY_MS = 86_400_000;
const MAX_CALLERS = 500;
const offices = new Map<string, Office>();

function officeOf({ userId, nowMs, timeZone }: ToolContext): Office {
  const known = offices.get(userId);
  if (known) return known;
  const office = { appointments: firstAppointments(nowMs, timeZone), done: new Map<string, string>() };
  offices.set(userId, office);
  const [oldest] = offices.keys();
  if (offices.size > MAX_CALLERS && oldest !== undefined) offices.delete(oldest);
  return office;
}
/** The next Thursday and the Tuesday after it, always in the future. */
function firstAppointments(nowMs: number, timeZone: string): Appointment[] {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(nowMs);
  const toThursday = (4 - new Date(today).getUTCDay() + 7) % 7 || 7;
  const thursday = Date.parse(today) + toThursday * DAY_MS;
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
    return `You have ${appointments.length} appointments: ${appointments.map(told).join(', and ')}.`;
  },
});

const move = z.object({
  from: day.describe('The day of the appointment, as YYYY-MM-DD'),
  to: day.describe('The new day, as YYYY-MM-DD'),
});
function moved({ from, to }: z.output<typeof move>, { appointments }: Office): string {
  const found = appointments.find(({ date }) => date === from);
  if (!found)
    throw new Error(`there is no appointment on ${spoken(from)}; there is ${appointments.map(told).join(', and ')}`);
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
  readBack: ({ from, to }) => `I would move your appointment on ${spoken(from)} to ${spoken(to)}.`,
  run: async (input, context) => once(context, (office) => moved(input, office)),
  lookUp,
  undo: async ({ from, to }, _result, context) => {
    context.signal.throwIfAborted();
    return moved({ from: to, to: from }, officeOf(context));
  },
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
  readBack: ({ euros, reason }) => `I would pay back ${euros} euros, because of this: ${reason}.`,
  run: async ({ euros }, context) => once(context, () => `${euros} euros will be paid back to you.`),
  lookUp,
});
