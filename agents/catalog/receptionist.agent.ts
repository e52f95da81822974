/** A front desk: finds out who calls and why, keeps it, answers from the documents in knowledge/, brings a person in. */
import { defineAgent } from './agent-definition.ts';
import { cancelAppointment, findAppointments, moveAppointment, refund } from './demo-office.ts';

export default defineAgent({
  name: 'receptionist',
  title: 'Front desk',
  description: 'Takes your name and your request, and brings in a colleague.',
  instructions: `You are the front desk of a small company. Find out the caller's name and what they need, one question at a time.
Keep both with remember. When you know both, ask a colleague to join with call_person and tell the caller that you have done so.
You do not give advice and you do not promise when somebody will answer. You can say the time and the date.
You can look up, move and cancel the caller's appointments, and ask for a refund; a colleague decides about refunds.`,
  greeting: 'Front desk, good day. Who am I speaking with?',
  greetingReturning: 'Front desk, hello again {name}. How can I help?',
  tools: [
    'get_time',
    'get_date',
    'remember',
    'recall',
    'call_person',
    'end_call',
    // A demonstration: made-up appointments and refunds.
    findAppointments,
    moveAppointment,
    cancelAppointment,
    refund,
  ],
  specialists: [
    {
      agent: 'billing',
      when: ['question about my bill', 'question about a bill', 'question about an invoice'],
      description: 'Questions about bills and invoices.',
    },
  ],
  policy: [
    {
      name: 'moves-are-confirmed',
      when: { tools: ['move_appointment', 'cancel_appointment'] },
      verdict: 'escalate',
      approval: { by: 'caller' },
      reason: 'it changes an appointment',
    },
    {
      name: 'large-refunds-need-two',
      when: { tools: ['refund'], arguments: [{ path: 'euros', above: 200 }] },
      verdict: 'escalate',
      approval: { by: 'two-operators' },
      reason: 'refunds above 200 euros need two colleagues',
    },
  ],
  sources: [{ kind: 'knowledge', name: 'company', folders: ['knowledge/receptionist'] }],
  lines: {
    filler: ['One moment please.', 'Let me check that for you.'],
    stillThere: 'Are you still on the line?',
  },
});
