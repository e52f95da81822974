/** Plans background tasks with a language model: a plan as JSON, checked, with one attempt at mending it. */
import { z } from 'zod';
import { type ChatMessage, type LanguageModel, ModelError } from '../models/interfaces.ts';
import { loadPrompt } from './prompt.ts';
import { supervise } from './supervisor.ts';
import { askModel } from './task-model.ts';
import { jsonIn, readTaskPlan, type TaskPlan } from './task-plan.ts';
import type { DoneStep, TaskConclusion, TaskPlanner, TaskQuestion } from './task-planner.ts';

/** Of one result: a planner needs the gist, and a flood would push the goal out of its sight. */
const MAX_RESULT_CHARACTERS = 2_000;
const MAX_TOTAL_CHARACTERS = 24_000;
/** Nobody listens for it. */
const SUPERVISOR_DEADLINE_MS = 60_000;

const conclusion = z.object({ answered: z.boolean(), summary: z.string().min(1).max(1_500) });

function readConclusion(text: string): TaskConclusion | string {
  try {
    const parsed = conclusion.safeParse(jsonIn(text));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error);
  } catch (error) {
    return `It is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export function createModelPlanner(llm: LanguageModel): TaskPlanner {
  async function ask<T extends object>(
    prompt: string,
    question: TaskQuestion,
    read: (text: string) => T | string,
    spend: Parameters<TaskPlanner['plan']>[1],
    signal: AbortSignal,
  ): Promise<T> {
    const messages: ChatMessage[] = [
      { role: 'system', content: loadPrompt(prompt).fill(valuesOf(question)) },
      { role: 'user', content: question.goal },
    ];
    const request = { tools: [], toolChoice: 'none', maxOutputTokens: question.maxOutputTokens } as const;
    const first = await askModel(llm, { ...request, tools: [], messages }, spend, signal);
    const answer = read(first.text);
    if (typeof answer !== 'string') return answer;
    messages.push(
      { role: 'assistant', content: first.text.slice(0, MAX_RESULT_CHARACTERS) },
      { role: 'user', content: `That cannot be used: ${answer}\nReply again with the corrected JSON object alone.` },
    );
    const second = await askModel(llm, { ...request, tools: [], messages }, spend, signal);
    const mended = read(second.text);
    if (typeof mended !== 'string') return mended;
    throw new ModelError(llm.label, 'bad-reply', `its reply could not be used, also when asked again: ${mended}`, {
      retryable: false,
    });
  }
  return {
    label: llm.label,
    plan: (question, spend, signal) =>
      ask<TaskPlan>('task-planner.v2', question, (text) => readTaskPlan(text, question.tools), spend, signal),
    supervise: (supervisor, plan, spend, signal) =>
      supervise(llm, supervisor, plan, spend, signal, SUPERVISOR_DEADLINE_MS),
    conclude: (question, spend, signal) =>
      ask<TaskConclusion>('task-validator.v1', question, readConclusion, spend, signal),
  };
}

function valuesOf({ instructions, tools, done, observations, nowMs, timeZone }: TaskQuestion): Record<string, string> {
  return {
    now: new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(nowMs),
    timeZone,
    instructions,
    tools:
      [...tools.values()]
        .map(
          ({ declaration, tier }) =>
            `- ${declaration.name} (${tier}): ${declaration.description}\n  arguments: ${JSON.stringify(declaration.parameters)}`,
        )
        .join('\n') || 'none',
    done: doneText(done),
    observations: observations.map((text) => `- ${text}`).join('\n') || 'nothing',
  };
}

function doneText(done: readonly DoneStep[]): string {
  let left = MAX_TOTAL_CHARACTERS;
  const lines = done.map(({ tool, arguments: given, outcome, result }) => {
    const text = result.slice(0, Math.min(MAX_RESULT_CHARACTERS, left));
    left = Math.max(0, left - text.length);
    return `- ${tool} ${given.slice(0, MAX_RESULT_CHARACTERS)} -> ${outcome}: ${JSON.stringify(text)}`;
  });
  return lines.join('\n') || 'nothing yet';
}
