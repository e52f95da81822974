/**
 * What OpenAI's published reference accepts for chat completions, speech and embeddings, as schemas written by hand.
 * Unknown arguments are refused, as the vendor does; so are conversations whose tool messages answer no call.
 */
import { z } from 'zod';

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const textPart = z.strictObject({ type: z.literal('text'), text: z.string() });
const imagePart = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({
    url: z.string().regex(/^(https?:\/\/|data:image\/(png|jpeg|gif|webp);base64,)/),
    detail: z.enum(['auto', 'low', 'high']).optional(),
  }),
});
const textContent = z.union([z.string(), z.array(textPart).min(1)]);
const toolCall = z.strictObject({
  id: z.string().min(1).max(40),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().regex(NAME), arguments: z.string() }),
});
const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: textContent, name: z.string().regex(NAME).optional() }),
  z.strictObject({ role: z.literal('developer'), content: textContent, name: z.string().regex(NAME).optional() }),
  z.strictObject({
    role: z.literal('user'),
    content: z.union([z.string(), z.array(z.union([textPart, imagePart])).min(1)]),
    name: z.string().regex(NAME).optional(),
  }),
  z
    .strictObject({
      role: z.literal('assistant'),
      content: textContent.nullish(),
      refusal: z.string().nullish(),
      name: z.string().regex(NAME).optional(),
      tool_calls: z.array(toolCall).min(1).optional(),
    })
    .refine(
      (m) => m.tool_calls !== undefined || (m.content !== undefined && m.content !== null),
      'content is required unless tool_calls is given',
    ),
  z.strictObject({ role: z.literal('tool'), content: textContent, tool_call_id: z.string().min(1) }),
]);
const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(NAME),
    description: z.string().max(1024).optional(),
    parameters: z
      .looseObject({
        type: z.literal('object'),
        properties: z.record(z.string(), z.unknown()).optional(),
        required: z.array(z.string()).optional(),
      })
      .optional(),
    strict: z.boolean().nullish(),
  }),
});

export const chatRequest = z
  .strictObject({
    model: z.string().min(1),
    messages: z.array(message).min(1),
    stream: z.boolean().nullish(),
    stream_options: z
      .strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
      .nullish(),
    tools: z.array(tool).min(1).max(128).optional(),
    tool_choice: z
      .union([
        z.enum(['none', 'auto', 'required']),
        z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: z.string() }) }),
      ])
      .optional(),
    parallel_tool_calls: z.boolean().optional(),
    max_tokens: z.number().int().min(1).nullish(),
    max_completion_tokens: z.number().int().min(1).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    presence_penalty: z.number().min(-2).max(2).nullish(),
    frequency_penalty: z.number().min(-2).max(2).nullish(),
    reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
    response_format: z.looseObject({ type: z.enum(['text', 'json_object', 'json_schema']) }).optional(),
    stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
    seed: z.number().int().nullish(),
    n: z.number().int().min(1).max(1).nullish(),
    user: z.string().optional(),
    metadata: z.record(z.string(), z.string()).nullish(),
    service_tier: z.enum(['auto', 'default', 'flex', 'scale', 'priority']).nullish(),
    store: z.boolean().nullish(),
    prompt_cache_key: z.string().optional(),
    safety_identifier: z.string().optional(),
    verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  })
  .refine(
    (r) => r.stream_options === undefined || r.stream_options === null || r.stream === true,
    "stream_options is only allowed when 'stream' is enabled",
  )
  .refine(
    (r) => r.tool_choice === undefined || r.tools !== undefined,
    "'tool_choice' is only allowed when 'tools' are specified",
  )
  .refine(
    (r) => r.parallel_tool_calls === undefined || r.tools !== undefined,
    "'parallel_tool_calls' is only allowed when 'tools' are specified",
  )
  .superRefine((r, context) => {
    const complaint = danglingTools(r.messages);
    if (complaint) context.addIssue({ code: 'custom', path: ['messages'], message: complaint });
  });
export type OpenAiChatRequest = z.infer<typeof chatRequest>;

/** Each call must be answered by the tool messages right behind it, and each tool message must answer such a call. */
function danglingTools(messages: z.infer<typeof message>[]): string | undefined {
  let open = new Set<string>();
  for (const m of messages) {
    if (m.role === 'tool') {
      if (!open.delete(m.tool_call_id))
        return `messages with role 'tool' must be a response to a preceding message with 'tool_calls' (${m.tool_call_id})`;
      continue;
    }
    if (open.size > 0) break;
    open = new Set(m.role === 'assistant' ? (m.tool_calls ?? []).map((call) => call.id) : []);
  }
  return open.size > 0
    ? `an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id' (missing: ${[...open].join(', ')})`
    : undefined;
}

export const OPENAI_VOICES = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'fable',
  'onyx',
  'nova',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
] as const;

export const speechRequest = z
  .strictObject({
    model: z.string().min(1),
    input: z.string().min(1).max(4096),
    // The reference lists the built-in voices, and takes an object for a custom one.
    voice: z.union([z.enum(OPENAI_VOICES), z.strictObject({ id: z.string().min(1) })]),
    response_format: z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']).optional(),
    speed: z.number().min(0.25).max(4).optional(),
    instructions: z.string().max(4096).optional(),
    stream_format: z.enum(['sse', 'audio']).optional(),
  })
  .refine(
    (r) => r.instructions === undefined || !/^tts-1/.test(r.model),
    'instructions do not work with tts-1 or tts-1-hd',
  );

export const embeddingsRequest = z.strictObject({
  model: z.string().min(1),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)]),
  dimensions: z.number().int().min(1).optional(),
  encoding_format: z.enum(['float', 'base64']).optional(),
  user: z.string().optional(),
});
