/**
 * The structured plan of a background task: steps that name a tool, its arguments (which may take parts of earlier
 * results) and what they wait for. Pure: schema, reading, and the checks that need no running.
 */
import { z } from 'zod';
import { parseBoundedJson } from '../acting/bounded-json.ts';

export const MAX_PLAN_STEPS = 12;
const stepId = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,39}$/, 'is letters, digits, _ and -, at most 40');

export const planStep = z.strictObject({
  id: stepId,
  tool: z.string().min(1).max(64),
  arguments: z.record(z.string(), z.unknown()).default({}),
  dependsOn: z.array(stepId).max(MAX_PLAN_STEPS).default([]),
  /** In words, for whoever judges whether the goal was met. */
  doneWhen: z.string().max(300).default(''),
});
export type PlanStep = z.output<typeof planStep>;
export const taskPlan = z.strictObject({
  steps: z.array(planStep).max(MAX_PLAN_STEPS),
  /** How sure the planner is that this is what is wanted; absent: it does not say. */
  confidence: z.number().min(0).max(1).optional(),
  /** Why the goal cannot be reached with the tools there are; the task becomes a person's. */
  cannot: z.string().min(1).max(500).optional(),
});
export type TaskPlan = z.output<typeof taskPlan>;

/** `{"$from": "step1", "path": "items.0.id"}`: the result of that step, or the part of it the path leads to. */
const reference = z.strictObject({ $from: z.string(), path: z.string().default('') });

/** Ids of the steps that a value takes results of. */
export function referencesIn(value: unknown): string[] {
  const found = reference.safeParse(value);
  if (found.success) return [found.data.$from];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(referencesIn);
  return [];
}

/** `value` with each reference replaced. Throws a sentence when a result has no such part. */
export function resolveReferences(value: unknown, resultOf: (step: string) => string | undefined): unknown {
  const found = reference.safeParse(value);
  if (found.success) return partOf(found.data.$from, resultOf(found.data.$from), found.data.path);
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, resultOf));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolveReferences(item, resultOf)]));
  return value;
}

function partOf(step: string, result: string | undefined, path: string): unknown {
  if (result === undefined) throw new Error(`There is no result of step ${JSON.stringify(step)} yet.`);
  if (path === '') return result;
  let value: unknown;
  try {
    value = JSON.parse(result);
  } catch {
    throw new Error(`The result of step ${JSON.stringify(step)} is text and has no part ${JSON.stringify(path)}.`);
  }
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      throw new Error(`The result of step ${JSON.stringify(step)} has no part ${JSON.stringify(path)}.`);
    value = Object.getOwnPropertyDescriptor(value, name)?.value;
  }
  return value;
}

/** The first JSON object in a model's reply, with or without a fence around it. */
export function jsonIn(text: string): unknown {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  if (from < 0 || to < from) throw new Error('It holds no JSON object.');
  return parseBoundedJson(text.slice(from, to + 1));
}

/** What the checks need to know of a tool. */
export interface KnownTool {
  name: string;
  /** Undefined when the arguments fit; else what is wrong with them. */
  problemWith(input: unknown): string | undefined;
}

/** Reads a reply as a plan; a string says everything that is wrong with it, for the one attempt at mending it. */
export function readTaskPlan(text: string, tools: ReadonlyMap<string, KnownTool>): TaskPlan | string {
  let raw: unknown;
  try {
    raw = jsonIn(text);
  } catch (error) {
    return `It is not usable JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const parsed = taskPlan.safeParse(raw);
  if (!parsed.success) return z.prettifyError(parsed.error);
  const problems = problemsOf(parsed.data, tools);
  return problems.length === 0 ? withDependencies(parsed.data) : problems.join('\n');
}

const withDependencies = (plan: TaskPlan): TaskPlan => ({
  ...plan,
  steps: plan.steps.map((step) => ({
    ...step,
    dependsOn: [...new Set([...step.dependsOn, ...referencesIn(step.arguments)])],
  })),
});

function problemsOf(plan: TaskPlan, tools: ReadonlyMap<string, KnownTool>): string[] {
  const problems: string[] = [];
  const before = new Set<string>();
  for (const step of plan.steps) {
    if (before.has(step.id)) problems.push(`Two steps are called ${JSON.stringify(step.id)}.`);
    const references = referencesIn(step.arguments);
    // A step may only look back: that keeps a plan without circles, and in an order in which it can be read.
    for (const needed of new Set([...step.dependsOn, ...references]))
      if (!before.has(needed))
        problems.push(`Step ${step.id} needs ${JSON.stringify(needed)}, which is no step before it.`);
    before.add(step.id);
    const tool = tools.get(step.tool);
    if (!tool)
      problems.push(
        `Step ${step.id} uses ${JSON.stringify(step.tool)}, which is no tool. The tools are: ${[...tools.keys()].join(', ') || 'none'}.`,
      );
    else if (references.length === 0) {
      const problem = tool.problemWith(step.arguments);
      if (problem !== undefined) problems.push(`The arguments of step ${step.id} are not valid: ${problem}`);
    }
  }
  return problems;
}
