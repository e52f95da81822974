/**
 * A language model behind an OpenAI-compatible `POST /chat/completions`, spoken to directly. The framework's plugin is
 * selectable as `openai-plugin`; this is the default because it costs less of the event loop per token, reports its
 * errors to the one who asked, and survives servers that put a tool call and its end into one chunk.
 */
import type { ChatDelta, ChatMessage, ChatRequest, LanguageModel, Picture } from './interfaces.ts';
import { ModelError } from './interfaces.ts';
import { ChatChunkError, ChatDeltaAssembler } from './openai-chat-deltas.ts';
import { type OpenAiEndpoint, requestBytes, requestJson } from './openai-http.ts';
import { ServerSentEventReader } from './server-sent-events.ts';

export interface OpenAiChatOptions {
  model: string;
  temperature?: number | undefined;
  maxOutputTokens?: number | undefined;
  reasoningEffort?: string | undefined;
}

export class OpenAiChat implements LanguageModel {
  readonly label: string;
  readonly #endpoint: OpenAiEndpoint;
  readonly #options: OpenAiChatOptions;

  constructor(endpoint: OpenAiEndpoint, options: OpenAiChatOptions) {
    this.label = endpoint.label;
    this.#endpoint = endpoint;
    this.#options = options;
  }

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatDelta> {
    const reader = new ServerSentEventReader();
    const assembler = new ChatDeltaAssembler(this.label);
    const body = chatBody(request, {
      ...this.#options,
      vendor: new URL(this.#endpoint.baseUrl).host === 'api.openai.com',
    });
    try {
      for await (const bytes of requestBytes(this.#endpoint, {
        method: 'POST',
        path: '/chat/completions',
        body,
        signal,
      })) {
        for (const payload of reader.push(bytes)) {
          yield* payload === '[DONE]' ? assembler.end() : assembler.push(payload);
          if (signal.aborted) return;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ModelError) throw error;
      if (!(error instanceof ChatChunkError || error instanceof RangeError)) throw error;
      throw new ModelError(this.label, 'bad-reply', error.message, { retryable: true, cause: error });
    }
    if (signal.aborted) return;
    if (!assembler.finished)
      throw new ModelError(this.label, 'died-mid-stream', 'the answer ended without a reason', { retryable: true });
    if (!assembler.produced) throw new ModelError(this.label, 'bad-reply', 'the answer is empty', { retryable: true });
  }

  async prewarm(signal: AbortSignal): Promise<void> {
    await requestJson(this.#endpoint, { method: 'GET', path: '/models', signal }).catch(() => undefined);
  }
}

/**
 * The request body on the wire; exported for its tests. `vendor`: it goes to OpenAI itself, whose newer models refuse
 * `max_tokens`, while most compatible servers know nothing else.
 */
export function chatBody(
  request: ChatRequest,
  options: OpenAiChatOptions & { vendor: boolean },
): Record<string, unknown> {
  const maxTokens = request.maxOutputTokens ?? options.maxOutputTokens;
  const temperature = request.temperature ?? options.temperature;
  const tools = request.tools.map((tool) => ({
    type: 'function',
    function: { name: tool.name, description: tool.description, parameters: tool.parameters },
  }));
  return {
    model: options.model,
    messages: request.messages.map(wireMessage),
    stream: true,
    stream_options: { include_usage: true },
    ...(tools.length > 0 ? { tools, ...(request.toolChoice ? { tool_choice: request.toolChoice } : {}) } : {}),
    ...(maxTokens === undefined ? {} : { [options.vendor ? 'max_completion_tokens' : 'max_tokens']: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(options.reasoningEffort === undefined ? {} : { reasoning_effort: options.reasoningEffort }),
  };
}

const withPictures = (text: string, pictures: readonly Picture[]): Record<string, unknown>[] => [
  ...pictures.map(({ jpegBase64, detail }) => ({
    type: 'image_url',
    image_url: { url: `data:image/jpeg;base64,${jpegBase64}`, detail },
  })),
  { type: 'text', text },
];

function wireMessage(message: ChatMessage): Record<string, unknown> {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return {
        role: 'user',
        content: message.pictures?.length ? withPictures(message.content, message.pictures) : message.content,
      };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
    case 'assistant': {
      if (!message.toolCalls?.length) return { role: 'assistant', content: message.content };
      const calls = message.toolCalls.map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: call.argumentsJson },
      }));
      // An empty text beside tool calls is refused by some servers; null is what the vendor itself sends.
      return { role: 'assistant', content: message.content || null, tool_calls: calls };
    }
  }
}
