/** What the agent has to tell of something that was done after the turn that asked for it was over. Pure. */
import type { OutlivedWrite } from '../acting/executor.ts';
import type { Report } from './reports.ts';

const ID = 'outlived';

export const outlivedReport = ({ tool, argumentsJson, outcome }: OutlivedWrite): Report => ({
  text: 'What was being done when the caller spoke is over now. Tell the caller what came of it.',
  given: [
    { role: 'assistant', content: '', toolCalls: [{ id: ID, name: tool.name, argumentsJson }] },
    { role: 'tool', toolCallId: ID, name: tool.name, content: outcome.text },
  ],
});
