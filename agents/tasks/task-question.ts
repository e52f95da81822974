/** What a planner is asked: the goal, the tools, and everything that was done and seen so far. Pure. */
import { z } from 'zod';
import type { Tool } from '../acting/tool.ts';
import type { DoneStep, PlannerTool, TaskQuestion } from '../planning/task-planner.ts';
import type { TaskAct } from './fold-task.ts';
import type { TaskAgent } from './task-agent.ts';
import type { TaskBudget } from './task-budget.ts';
import type { TaskJournal } from './task-journal.ts';

export const plannerTool = (tool: Tool): PlannerTool => {
  const { $schema: _, ...parameters } = tool.jsonSchema ?? z.toJSONSchema(tool.parameters, { io: 'input' });
  return {
    name: tool.name,
    tier: tool.tier,
    declaration: { name: tool.name, description: tool.description, parameters },
    problemWith: (input) => {
      const parsed = tool.parameters.safeParse(input);
      return parsed.success ? undefined : z.prettifyError(parsed.error);
    },
  };
};

export function questionOf(
  { task, work }: TaskJournal,
  agent: TaskAgent,
  budget: TaskBudget,
  nowMs: number,
): TaskQuestion {
  return {
    goal: task.goal.private,
    instructions: agent.instructions,
    tools: new Map([...agent.tools.values()].map((tool) => [tool.name, plannerTool(tool)])),
    done: [...work.acts.values()].flatMap(doneStep),
    observations: work.observations,
    nowMs,
    timeZone: agent.timeZone,
    maxOutputTokens: Math.max(1, budget.maxOutputTokens - work.spent.outputTokens),
  };
}

function doneStep({ intent, asked, finished, undone }: TaskAct): DoneStep[] {
  const given = intent ?? asked;
  if (!finished) return [];
  return [
    {
      tool: finished.tool,
      arguments: given?.arguments.private ?? '{}',
      outcome: undone?.outcome === 'ok' ? 'undone' : finished.outcome,
      result: finished.result.private,
    },
  ];
}
