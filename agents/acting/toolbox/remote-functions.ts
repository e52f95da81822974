/**
 * A function of an agent file as hosts and the task engine have it: declared, checked and read back here, where the file
 * is known too, and run by the toolbox. Arguments cross as JSON.
 */
import { z } from 'zod';
import type { Tool } from '../tool.ts';
import type { ToolboxClient } from './client.ts';
import { remoteRuns } from './remote-tools.ts';

/** On top of its deadline, for the thread of its file: after an edit, or when one had to be ended. */
const START_MS = 4_000;

/** A tool that runs in the call is given back as it is. */
export function remoteFunction(tool: Tool, client: ToolboxClient): Tool {
  if (tool.runsIn === 'call') return tool;
  const { run, check, lookUp, undo, deadlineMs } = remoteRuns(
    { ...tool, deadlineMs: tool.deadlineMs + START_MS },
    client,
  );
  const { check: ownCheck, lookUp: ownLookUp, undo: ownUndo, ...declared } = tool;
  return {
    ...declared,
    ...asJson(tool),
    deadlineMs,
    run,
    ...(ownCheck && { check }),
    ...(ownLookUp && { lookUp }),
    ...(ownUndo && { undo }),
  };
}

/**
 * What a schema makes of arguments is what its function is given, after it has checked them once more over there. A
 * schema that makes of them what JSON cannot hold, or what it would not take again, has them sent as they came.
 */
function asJson({ parameters, readBack, jsonSchema }: Tool): Pick<Tool, 'parameters' | 'readBack' | 'jsonSchema'> {
  if (takesWhatItMakes(parameters)) return { parameters };
  return {
    parameters: z.unknown().superRefine((value, context) => {
      for (const { message, path } of parameters.safeParse(value).error?.issues ?? [])
        context.addIssue({ code: 'custom', message, path: [...path] });
    }),
    jsonSchema: jsonSchema ?? z.toJSONSchema(parameters, { io: 'input' }),
    ...(readBack && { readBack: (value: unknown) => readBack(parameters.parse(value)) }),
  };
}
function takesWhatItMakes(parameters: z.ZodType): boolean {
  try {
    z.toJSONSchema(parameters, { io: 'output' });
    return true;
  } catch {
    return false;
  }
}
