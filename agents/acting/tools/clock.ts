/** Time and date, in the caller's time zone or one they name. Reads only. */
import { z } from 'zod';
import { defineTool } from '../tool.ts';

const timezone = z
  .string()
  .max(60)
  .optional()
  .describe('IANA time zone such as Europe/Berlin; leave out for the caller’s own');

function format(nowMs: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  try {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone }).format(nowMs);
  } catch {
    throw new Error(`${JSON.stringify(zone)} is not a time zone I know; use an IANA name such as Europe/Berlin.`);
  }
}

export const getTime = defineTool({
  name: 'get_time',
  description: 'The current time of day.',
  label: 'Looking at the clock',
  parameters: z.object({ timezone }),
  tier: 'read',
  deadlineMs: 1_000,
  honoursKey: true,
  fitForTasks: true,
  informs: [],
  run: async (input, context) =>
    `It is ${format(context.nowMs, input.timezone ?? context.timeZone, { hour: 'numeric', minute: '2-digit' })}.`,
});

export const getDate = defineTool({
  name: 'get_date',
  description: "Today's date and weekday.",
  label: 'Looking at the calendar',
  parameters: z.object({ timezone }),
  tier: 'read',
  deadlineMs: 1_000,
  honoursKey: true,
  fitForTasks: true,
  informs: [],
  run: async (input, context) =>
    `Today is ${format(context.nowMs, input.timezone ?? context.timeZone, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' })}.`,
});

const DAY_MS = 86_400_000;

export const daysUntil = defineTool({
  name: 'days_until',
  description: 'How many days from today until a date (negative when it has passed).',
  label: 'Counting days',
  parameters: z.object({
    date: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'is a date as YYYY-MM-DD')
      .describe('The date as YYYY-MM-DD'),
    label: z.string().max(80).optional().describe('What the caller called it, such as Friday'),
  }),
  tier: 'read',
  deadlineMs: 1_000,
  honoursKey: true,
  fitForTasks: true,
  informs: [],
  run: async (input, context) => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: context.timeZone }).format(context.nowMs);
    const targetMs = Date.parse(`${input.date}T00:00:00Z`);
    if (Number.isNaN(targetMs) || new Date(targetMs).toISOString().slice(0, 10) !== input.date)
      throw new Error(`${JSON.stringify(input.date)} is not a date in the calendar.`);
    const days = Math.round((targetMs - Date.parse(`${today}T00:00:00Z`)) / DAY_MS);
    const what = input.label ?? input.date;
    if (days === 0) return `${what} is today.`;
    const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`;
    return days > 0 ? `${count} until ${what} (${input.date}).` : `${what} (${input.date}) was ${count} ago.`;
  },
});
