/**
 * From the text of arguments to what a tool is run with: parsed, validated, and the same again when a person has
 * approved it. Pure. A problem is a sentence with the offending value, for whoever gave it.
 */
import { z } from 'zod';
import { parseBoundedJson } from './bounded-json.ts';
import { canonicalJson } from './call-key.ts';
import type { Tool } from './tool.ts';

export type ReadArguments =
  | {
      input: unknown;
      /** Canonical. */
      argumentsJson: string;
    }
  | { problem: string };

/** As a model, or an operator, wrote them. */
export function readArguments(tool: Pick<Tool, 'name' | 'parameters'>, json: string): ReadArguments {
  let raw: unknown;
  try {
    raw = json.trim() === '' ? {} : parseBoundedJson(json);
  } catch (error) {
    const why = error instanceof SyntaxError ? 'are not JSON' : `cannot be used, ${messageOf(error)}`;
    return { problem: `The arguments of ${tool.name} ${why}: ${json.slice(0, 200)}` };
  }
  const parsed = tool.parameters.safeParse(raw);
  return parsed.success
    ? { input: parsed.data, argumentsJson: canonicalJson(parsed.data) }
    : {
        problem: `The arguments of ${tool.name} are not valid: ${z.prettifyError(parsed.error)} Given: ${json.slice(0, 200)}`,
      };
}

/** As they were approved: what would be run must be that, byte for byte. */
export function readApproved(tool: Pick<Tool, 'name' | 'parameters'>, argumentsJson: string): ReadArguments {
  const read = readArguments(tool, argumentsJson);
  if ('problem' in read || read.argumentsJson === argumentsJson) return read;
  return {
    problem: `The arguments of ${tool.name} would not be run as they were approved: ${argumentsJson.slice(0, 200)} would become ${read.argumentsJson.slice(0, 200)}`,
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
