/**
 * What one step of planning decides: a closed union, validated before anything acts on it. Pure.
 * A model's free text and native tool calls are read into it; nothing else can come out of a model.
 */
import { z } from 'zod';

const toolCall = z.object({ id: z.string(), name: z.string().min(1).max(64), argumentsJson: z.string().max(32_000) });

export const plan = z.discriminatedUnion('decision', [
  /** Say this and listen. */
  z.object({ decision: z.literal('say'), text: z.string() }),
  /** Call these tools (independent of each other), having said `text` first, then decide again. */
  z.object({ decision: z.literal('call-tools'), text: z.string(), calls: z.array(toolCall).min(1).max(8) }),
  z.object({ decision: z.literal('start-task'), text: z.string(), goal: z.string() }),
  z.object({ decision: z.literal('hand-over'), text: z.string(), agent: z.string() }),
  z.object({ decision: z.literal('ask-operator'), text: z.string(), reason: z.string() }),
  /** Nothing to say: go on listening. */
  z.object({ decision: z.literal('wait') }),
]);
export type Plan = z.infer<typeof plan>;
export type PlannedToolCall = z.infer<typeof toolCall>;

/** Reads a finished model step as a plan; a string says what is wrong with it. */
export function readPlan(text: string, calls: readonly PlannedToolCall[]): Plan | string {
  const candidate: unknown =
    calls.length > 0
      ? { decision: 'call-tools', text, calls }
      : text.trim() === ''
        ? { decision: 'wait' }
        : { decision: 'say', text };
  const parsed = plan.safeParse(candidate);
  if (parsed.success) return parsed.data;
  return z.prettifyError(parsed.error);
}
