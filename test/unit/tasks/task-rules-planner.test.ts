/** Without a language model: what the rules understand is planned, and the rest is a person's, who is told why. */
import { expect, it } from 'vitest';
import { BUILT_IN_TOOLS } from '../../../agents/acting/tools/built-in.ts';
import type { LanguageModel } from '../../../agents/models/interfaces.ts';
import { createRulesPlanner, NO_MODEL } from '../../../agents/planning/task-rules-planner.ts';
import { plannerTool } from '../../../agents/tasks/task-question.ts';
import { taskRig } from '../../support/tasks/task-rig.ts';
import { ask } from '../embedded/ask-brain.ts';

/** The rules as they are served, without the socket. */
const brain: LanguageModel = {
  label: 'local/rules',
  prewarm: async () => {},
  async *chat({ messages, tools }) {
    const decision = ask(messages.at(-1)?.content ?? '', { tools: tools.map(({ name }) => name) });
    if ('say' in decision) yield { type: 'text', text: decision.say };
    else
      for (const [index, { name, args }] of decision.use.entries())
        yield { type: 'tool-call', id: `call_${index}`, name, argumentsJson: JSON.stringify(args) };
  },
};
const names = ['get_time', 'get_date', 'days_until', 'calculate', 'remember', 'recall', 'forget'];
const tools = names.flatMap((name) => BUILT_IN_TOOLS.get(name) ?? []);
const question = (goal: string) => ({
  goal,
  instructions: '',
  tools: new Map(tools.map((tool) => [tool.name, plannerTool(tool)])),
  done: [],
  observations: [],
  nowMs: 0,
  timeZone: 'UTC',
  maxOutputTokens: 100,
});

it.each([
  ['calculate 17 times 23 and tell me', ['calculate']],
  ['what is 12 plus 30? and tell me what time it is', ['calculate', 'get_time']],
  [
    'compare 17 times 23, 18 times 22 and 19 times 21 and call me back when you are done',
    ['calculate', 'calculate', 'calculate'],
  ],
  ['remember that my sister is called Ada', ['remember']],
])('%s is planned as %j', async (goal, wanted) => {
  const plan = await createRulesPlanner(brain).plan(question(goal), () => {}, new AbortController().signal);
  expect(plan.steps.map(({ tool }) => tool)).toEqual(wanted);
});

it.each([
  'find me the cheapest flight to Lisbon',
  'compare these three',
  'calculate 2 plus 2 and book a table for it',
  '',
])('%j is not pretended to be understood', async (goal) => {
  const plan = await createRulesPlanner(brain).plan(question(goal), () => {}, new AbortController().signal);
  expect(plan).toEqual({ steps: [], cannot: NO_MODEL });
});

it('a task is carried out by rules alone, from its goal to what is said', async () => {
  await using rig = await taskRig({ planner: createRulesPlanner(brain), tools });
  const done = await rig.until(await rig.begin({ goal: 'calculate 17 times 23 and tell me' }), 'COMPLETED');
  expect(done.summary?.private).toContain('391');
  const given = await rig.until(await rig.begin({ goal: 'find me a flight' }), 'ESCALATED');
  expect(given.summary?.private).toBe(`${NO_MODEL} A colleague will look at it.`);
});
