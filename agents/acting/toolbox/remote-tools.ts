/**
 * Makes tools of what the toolbox lists, so that an executor runs them as it runs functions. What came back unknown is
 * thrown as such; a service that gave no answer to a write is unknown as well.
 */
import { z } from 'zod';
import { ServiceError } from '../../internal/json-client.ts';
import type { CheckContext, Tool } from '../tool.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import { type ToolboxClient, WAY_BACK_MS } from './client.ts';
import { problemsOf } from './schema/check-arguments.ts';
import { matchesPattern } from './schema/timed-pattern.ts';
import {
  type ListResponse,
  MAX_DEADLINE_MS,
  type RunRequest,
  type RunResponse,
  type ToolDescription,
} from './toolbox-api.ts';

/** The executor's own deadline is behind the client's, which is behind the toolbox's: the best informed speaks first. */
const SLACK_MS = 500;

/** Without the functions of agent files: whoever has the file knows them from there. */
export const remoteTools = (list: Pick<ListResponse, 'tools'>, client: ToolboxClient): Tool[] =>
  list.tools.filter(({ source }) => source.kind !== 'function').map((description) => remoteTool(description, client));

/** How a tool of the toolbox is run, looked up and undone from here, and the deadline that leaves the toolbox its own. */
export function remoteRuns(
  { name, tier, deadlineMs }: Pick<Tool, 'name' | 'tier' | 'deadlineMs'>,
  client: ToolboxClient,
): Required<Pick<Tool, 'run' | 'check' | 'lookUp' | 'undo' | 'deadlineMs'>> {
  const request = (input: unknown, context: CheckContext): RunRequest => ({
    agent: context.agent,
    tool: name,
    input,
    callKey: context.callKey,
    callId: context.callId,
    userId: context.userId,
    ...(context.snapshotId !== undefined && { snapshotId: context.snapshotId }),
    timeZone: context.timeZone,
    nowMs: context.nowMs,
    deadlineMs: Math.min(deadlineMs, MAX_DEADLINE_MS),
  });
  const act = async (asked: Promise<RunResponse>, signal: AbortSignal): Promise<string> => {
    let answer: RunResponse;
    try {
      answer = await asked;
    } catch (error) {
      // A request that was refused as it stood was never run; anything else may have been.
      const neverRan = error instanceof ServiceError && error.status !== undefined && error.status !== 500;
      if (tier === 'read' || neverRan || signal.aborted) throw error;
      throw new UnknownOutcomeError(error instanceof Error ? error.message : String(error), { cause: error });
    }
    if (answer.outcome === 'ok') return answer.text;
    if (answer.outcome === 'unknown') throw new UnknownOutcomeError(answer.text);
    throw new Error(answer.text);
  };
  return {
    deadlineMs: deadlineMs + WAY_BACK_MS + SLACK_MS,
    run: (input, context) => act(client.run(request(input, context), context.signal), context.signal),
    check: async (input, context) => (await client.check(request(input, context), context.signal)).problem,
    lookUp: (input, context) => client.lookUp(request(input, context), context.signal),
    undo: (input, result, context) =>
      act(client.undo({ ...request(input, context), result }, context.signal), context.signal),
  };
}

function remoteTool(description: ToolDescription, client: ToolboxClient): Tool {
  const { name, source, tier, honoursKey, jsonSchema, label } = description;
  const { run, lookUp, undo, deadlineMs } = remoteRuns(description, client);
  return {
    name,
    source,
    description: description.description,
    label,
    tier,
    honoursKey,
    ...(description.informs && { informs: description.informs }),
    deadlineMs,
    jsonSchema,
    parameters: argumentsSchema(jsonSchema),
    run,
    ...(description.canLookUp && { lookUp }),
    ...(description.canUndo && { undo }),
  };
}

/** Checks as the toolbox does, so that a model is told of a mistake before anything is asked of a policy or a person. */
const argumentsSchema = (jsonSchema: Readonly<Record<string, unknown>>) =>
  z.unknown().superRefine((value, context) => {
    for (const message of problemsOf(jsonSchema, value, matchesPattern)) context.addIssue({ code: 'custom', message });
  });
