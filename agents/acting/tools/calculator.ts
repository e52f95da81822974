/** Arithmetic as a tool. Reads only. */
import { z } from 'zod';
import { calculate, speakableNumber } from '../arithmetic.ts';
import { defineTool } from '../tool.ts';

export const calculateTool = defineTool({
  name: 'calculate',
  description: 'Arithmetic: + - * / ^ %, parentheses, sqrt(x). Always use it instead of calculating yourself.',
  label: 'Calculating',
  parameters: z.object({ expression: z.string().min(1).max(200).describe('Such as 23 * 17 or sqrt(2) + 15% * 80') }),
  tier: 'read',
  deadlineMs: 1_000,
  honoursKey: true,
  fitForTasks: true,
  informs: [],
  run: async (input) => `${input.expression} = ${speakableNumber(calculate(input.expression))}`,
});
