/** The body of `POST /v1/chat/completions`, as much of OpenAI's schema as a client of chat with tools may send. Pure. */
import { z } from 'zod';

const toolCall = z.object({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() }))]).nullish(),
  tool_calls: z.array(toolCall).nullish(),
  tool_call_id: z.string().optional(),
});
export type RequestMessage = z.infer<typeof message>;

export const chatRequest = z.object({
  model: z.string().refine((model) => model === 'rules', {
    error: (issue) => `this server answers with 'rules', not with ${JSON.stringify(issue.input)}`,
  }),
  messages: z.array(message).min(1),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({ name: z.string(), description: z.string().nullish() }),
      }),
    )
    .nullish(),
  tool_choice: z.union([z.enum(['auto', 'none', 'required']), z.object({ type: z.string() })]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});
export type ChatRequestBody = z.infer<typeof chatRequest>;
