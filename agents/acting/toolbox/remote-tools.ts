/**
 * Makes tools of what the toolbox lists, so that an executor runs them as it runs functions. What came back unknown is
 * thrown as such; a service that gave no answer to a write is unknown as well.
 */
import { z } from 'zod';
import { ServiceError } from '../../internal/json-client.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import { type ToolboxClient, WAY_BACK_MS } from './client.ts';
import { problemsOf } from './schema/check-arguments.ts';
import { matchesPattern } from './schema/timed-pattern.ts';
import type { ListResponse, RunRequest, RunResponse, ToolDescription } from './toolbox-api.ts';

/** The executor's own deadline is behind the client's, which is behind the toolbox's: the best informed speaks first. */
const SLACK_MS = 500;

export const remoteTools = (list: Pick<ListResponse, 'tools'>, client: ToolboxClient): Tool[] =>
  list.tools.map((description) => remoteTool(description, client));

function remoteTool(description: ToolDescription, client: ToolboxClient): Tool {
  const { name, source, tier, deadlineMs, honoursKey, jsonSchema, label } = description;
  const request = (input: unknown, context: ToolContext): RunRequest => ({
    agent: context.agent,
    tool: name,
    input,
    callKey: context.callKey,
    callId: context.callId,
    userId: context.userId,
    ...(context.snapshotId !== undefined && { snapshotId: context.snapshotId }),
    deadlineMs,
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
    name,
    source,
    description: description.description,
    label,
    tier,
    honoursKey,
    ...(description.informs && { informs: description.informs }),
    deadlineMs: deadlineMs + WAY_BACK_MS + SLACK_MS,
    jsonSchema,
    parameters: argumentsSchema(jsonSchema),
    run: (input, context) => act(client.run(request(input, context), context.signal), context.signal),
    ...(description.canLookUp && {
      lookUp: (input: unknown, context: ToolContext) => client.lookUp(request(input, context), context.signal),
    }),
    ...(description.canUndo && {
      undo: (input: unknown, result: string, context: ToolContext) =>
        act(client.undo({ ...request(input, context), result }, context.signal), context.signal),
    }),
  };
}

/** Checks as the toolbox does, so that a model is told of a mistake before anything is asked of a policy or a person. */
const argumentsSchema = (jsonSchema: Readonly<Record<string, unknown>>) =>
  z.unknown().superRefine((value, context) => {
    for (const message of problemsOf(jsonSchema, value, matchesPattern)) context.addIssue({ code: 'custom', message });
  });
