/** What the agent has to tell of something that was done after the turn that asked for it was over. Pure. */
import type { OutlivedWrite } from '../acting/executor.ts';
import { usedTool } from '../planning/used-tool.ts';
import type { Report } from './reports.ts';

export const outlivedReport = ({ tool, callKey, argumentsJson, outcome }: OutlivedWrite): Report => ({
  text: 'What was being done when the caller spoke is over now. Tell the caller what came of it.',
  given: usedTool(`outlived_${callKey.slice(0, 8)}`, tool.name, argumentsJson, outcome.text),
});
