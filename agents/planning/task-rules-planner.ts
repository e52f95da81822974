/**
 * Plans simple background tasks without a language model: each part of the goal that the rules brain understands as one
 * use of a tool is a step, all of them independent. What it does not understand it says so, and a person has the task.
 */
import type { ChatMessage, LanguageModel } from '../models/interfaces.ts';
import type { ModelSpending } from './model-spending.ts';
import { askModel } from './task-model.ts';
import type { PlanStep, TaskPlan } from './task-plan.ts';
import type { TaskPlanner, TaskQuestion } from './task-planner.ts';

export const NO_MODEL = 'I cannot plan this without a language model.';
const MAX_PARTS = 6;
/** What only says that the answer is wanted. */
const TELL_ME =
  /^(?:please )?(?:tell me|let me know|call me back|report back|come back to me)(?: (?:it|that|about it|(?:the|your) (?:result|answer|outcome)s?|what (?:it|that) (?:is|makes)|what you (?:find|found)|when (?:you are|you're|it is|it's) (?:done|ready|finished)))*$/i;

/** "compare 3 times 4, 5 plus 5 and 2 times 7" -> three parts; else the parts between "and", "then" and full stops. */
export function partsOfGoal(goal: string): string[] {
  const compared = /^\s*(?:please )?compare\s+(.+?)[.?!]*\s*$/is.exec(withoutTelling(goal))?.[1];
  const parts =
    compared === undefined
      ? goal.split(/[.;?!]+(?:\s+|$)|,?\s+(?:and then|then|and)\s+(?=[a-z]+ )/i)
      : compared.split(/\s*,\s*(?:and\s+)?|\s+(?:and|with|to)\s+/i).map((part) => `calculate ${part}`);
  return parts.map((part) => part.trim().replace(/^and\s+/i, '')).filter((part) => part !== '' && !TELL_ME.test(part));
}
const withoutTelling = (goal: string): string =>
  goal.replace(/[,.;]?\s+(?:and\s+)?(?:then\s+)?(?:tell me|let me know|call me back|report back)\b.*$/is, '');

/** `brain` is the embedded rules behind the interface of a language model. */
export function createRulesPlanner(brain: LanguageModel): TaskPlanner {
  const free = (_: ModelSpending): void => {};
  async function stepsOf(part: string, { tools }: TaskQuestion, signal: AbortSignal) {
    const messages: ChatMessage[] = [{ role: 'user', content: part }];
    const declarations = [...tools.values()].map(({ declaration }) => declaration);
    const { calls } = await askModel(brain, { messages, tools: declarations }, free, signal);
    return calls;
  }
  return {
    label: brain.label,
    async plan(question, _, signal): Promise<TaskPlan> {
      // It would plan the same again.
      if (question.done.length > 0) return { steps: [], cannot: NO_MODEL };
      const parts = partsOfGoal(question.goal);
      if (parts.length === 0 || parts.length > MAX_PARTS) return { steps: [], cannot: NO_MODEL };
      const steps: PlanStep[] = [];
      for (const part of parts) {
        const calls = await stepsOf(part, question, signal);
        if (calls.length === 0) return { steps: [], cannot: NO_MODEL };
        for (const { name, argumentsJson } of calls) {
          const given: Record<string, unknown> = JSON.parse(argumentsJson === '' ? '{}' : argumentsJson);
          const tool = question.tools.get(name);
          if (!tool || tool.problemWith(given) !== undefined) return { steps: [], cannot: NO_MODEL };
          steps.push({ id: `s${steps.length + 1}`, tool: name, arguments: given, dependsOn: [], doneWhen: part });
        }
      }
      return { steps };
    },
    conclude: async ({ done }) => {
      const good = done.filter(({ outcome }) => outcome === 'ok');
      return good.length === done.length && good.length > 0
        ? { answered: true, summary: good.map(({ result }) => sentence(result)).join(' ') }
        : { answered: false, summary: NO_MODEL };
    },
  };
}

const sentence = (text: string): string => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
