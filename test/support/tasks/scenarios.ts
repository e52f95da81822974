/** Plans of tasks that tests carry out and interrupt, and a planner that always makes the plan its goal names. */

import type { Tool } from '../../../agents/acting/tool.ts';
import { planStep } from '../../../agents/planning/task-plan.ts';
import type { TaskPlanner } from '../../../agents/planning/task-planner.ts';
import type { TaskAgent } from '../../../agents/tasks/task-agent.ts';

const step = (id: string, tool: string, text: unknown, ...dependsOn: string[]) =>
  planStep.parse({ id, tool, arguments: { text }, dependsOn });

export const SCENARIOS = {
  /** A look-up, then two bookings and a charge side by side, then a booking that uses a result. */
  trip: [
    step('s1', 'price', 'a room'),
    step('s2', 'book', 'a room', 's1'),
    step('s3', 'charge', 'the card', 's1'),
    step('s4', 'book', 'a table', 's1'),
    step('s5', 'book', { $from: 's2' }, 's2', 's3', 's4'),
  ],
  /** A letter in the middle: nobody can find out whether it went. */
  letter: [step('s1', 'book', 'a room'), step('s2', 'send', 'a letter', 's1'), step('s3', 'book', 'a table', 's2')],
  /** The last step never works: what was booked is taken back. */
  closed: [step('s1', 'book', 'a room'), step('s2', 'book', 'a table', 's1'), step('s3', 'refuse', 'the lift', 's2')],
} as const;
export type ScenarioName = keyof typeof SCENARIOS;

const isScenario = (name: string): name is ScenarioName => Object.hasOwn(SCENARIOS, name);

/** Says that the goal was reached when every step of its plan is done. */
export const scenarioPlanner = (boundary: (place: string) => void): TaskPlanner => ({
  label: 'scenario',
  plan: async ({ goal }) => {
    boundary('while planning');
    if (!isScenario(goal)) return { steps: [], cannot: `There is no scenario ${goal}.` };
    return { steps: [...SCENARIOS[goal]] };
  },
  conclude: async ({ goal }) => {
    boundary('while judging the end');
    return { answered: true, summary: `The ${goal} is done.` };
  },
});

export const agentWith = (tools: ReadonlyMap<string, Tool>): TaskAgent => ({
  name: 'assistant',
  instructions: 'You help.',
  timeZone: 'Europe/Berlin',
  tools,
});
