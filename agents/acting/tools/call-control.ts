/** What an agent may do to the call itself: ask for a person, and end it. */
import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const callPerson = defineTool({
  name: 'call_person',
  description: 'Ask a human colleague to join, when the caller wants a person or you cannot help.',
  label: 'Asking for a person',
  parameters: z.object({ reason: z.string().min(1).max(300) }),
  tier: 'write-constrained',
  deadlineMs: 2_000,
  honoursKey: true,
  informs: [],
  run: async (input, context) => {
    context.requestPerson(input.reason);
    return 'A person has been asked to join. Nobody has answered yet: do not promise when they will.';
  },
});

export const endCall = defineTool({
  name: 'end_call',
  description: 'Hang up, once the caller has said goodbye or asked for it. Say goodbye in the same reply.',
  label: 'Ending the call',
  parameters: z.object({ reason: z.string().max(300).optional() }),
  tier: 'write-constrained',
  deadlineMs: 1_000,
  honoursKey: true,
  informs: [],
  run: async (input, context) => {
    context.endCall(input.reason ?? 'the caller said goodbye');
    return 'The call ends as soon as your goodbye has been heard.';
  },
});
