/**
 * Reads what a dispatch says about the agent it wants. Pure.
 * `{"agent": "name"}` chooses a catalog agent; anything that is not a JSON object is the dispatcher's own note and means the default.
 */
import { z } from 'zod';

const schema = z.object({ agent: z.string().min(1).max(200).optional() });

export type DispatchWish = { agent: string } | { problem: string };

/** `agent` is empty for the default agent. Metadata that begins like an object must be one that can be read. */
export function readDispatchMetadata(metadata: string): DispatchWish {
  if (!metadata.trimStart().startsWith('{')) return { agent: '' };
  const shown = JSON.stringify(metadata.length > 200 ? `${metadata.slice(0, 200)}...` : metadata);
  let value: unknown;
  try {
    value = JSON.parse(metadata);
  } catch (error) {
    return {
      problem: `The dispatch metadata ${shown} is not readable JSON: ${error instanceof Error ? error.message : String(error)}.`,
    };
  }
  const wish = schema.safeParse(value);
  if (wish.success) return { agent: wish.data.agent ?? '' };
  return {
    problem: `The dispatch metadata ${shown} does not name an agent properly: "agent" must be a non-empty text.`,
  };
}
