/** Any language model of the framework as ours, and OpenAI's through its plugin. */
import { llm } from '@livekit/agents';
import * as openai from '@livekit/agents-plugin-openai';
import {
  fromFrameworkError,
  listenForErrors,
  ONE_ATTEMPT,
  prepareFramework,
  RequestErrors,
} from './framework-errors.ts';
import type { ChatDelta, ChatMessage, ChatRequest, LanguageModel, ToolDeclaration } from './interfaces.ts';
import type { OpenAiChatOptions } from './openai-chat.ts';
import type { OpenAiEndpoint } from './openai-http.ts';

export function openAiPluginLanguageModel(endpoint: OpenAiEndpoint, options: OpenAiChatOptions): LanguageModel {
  prepareFramework();
  const extra = options.reasoningEffort === undefined ? {} : { reasoning_effort: options.reasoningEffort };
  const model = new openai.LLM({ model: options.model, apiKey: endpoint.apiKey ?? 'none', baseURL: endpoint.baseUrl });
  return frameworkLanguageModel(endpoint.label, model, {
    ...extra,
    ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
    ...(options.maxOutputTokens === undefined ? {} : { max_completion_tokens: options.maxOutputTokens }),
  });
}

/** `defaults` go into every request as the plugin's extra arguments. */
export function frameworkLanguageModel(
  label: string,
  model: llm.LLM,
  defaults: Record<string, unknown> = {},
): LanguageModel {
  prepareFramework();
  listenForErrors(model);
  return {
    label,
    async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatDelta> {
      if (signal.aborted) return;
      const errors = new RequestErrors();
      const stream = errors.watch(() => model.chat(chatArguments(request, defaults)));
      const stop = (): void => stream.close();
      signal.addEventListener('abort', stop, { once: true });
      let begun = false;
      try {
        for await (const chunk of stream) {
          if (signal.aborted) return;
          for (const delta of deltasOf(chunk, label)) {
            begun ||= delta.type !== 'usage';
            yield delta;
          }
        }
        if (signal.aborted) return;
        if (errors.last || !begun) throw fromFrameworkError(label, errors.last, begun);
      } finally {
        signal.removeEventListener('abort', stop);
        stream.close();
      }
    },
    async prewarm() {
      // Fire and forget by the framework's contract: it bounds and swallows the request itself.
      model.prewarm();
    },
  };
}

function chatArguments(request: ChatRequest, defaults: Record<string, unknown>): Parameters<llm.LLM['chat']>[0] {
  const extraKwargs = {
    ...defaults,
    ...(request.maxOutputTokens === undefined ? {} : { max_completion_tokens: request.maxOutputTokens }),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
  };
  const chatCtx = new llm.ChatContext(request.messages.flatMap(contextItems));
  if (request.tools.length === 0) return { chatCtx, connOptions: ONE_ATTEMPT, extraKwargs };
  return {
    chatCtx,
    connOptions: ONE_ATTEMPT,
    extraKwargs,
    toolCtx: request.tools.map(declaredTool),
    ...(request.toolChoice ? { toolChoice: request.toolChoice } : {}),
  };
}

/** Declared only: the model asks, our own executor acts. */
function declaredTool(tool: ToolDeclaration) {
  return llm.tool({
    name: tool.name,
    description: tool.description,
    parameters: { type: 'object', properties: {}, ...tool.parameters },
    execute: () => Promise.reject(new Error(`the framework must not execute the tool ${tool.name}`)),
  });
}

function contextItems(message: ChatMessage): llm.ChatItem[] {
  switch (message.role) {
    case 'system':
      return [llm.ChatMessage.create({ role: 'system', content: message.content })];
    case 'user': {
      const pictures = (message.pictures ?? []).map(({ jpegBase64, detail }) =>
        llm.createImageContent({ image: `data:image/jpeg;base64,${jpegBase64}`, inferenceDetail: detail }),
      );
      return [llm.ChatMessage.create({ role: 'user', content: [...pictures, message.content] })];
    }
    case 'tool':
      return [
        llm.FunctionCallOutput.create({
          callId: message.toolCallId,
          name: message.name,
          output: message.content,
          isError: false,
        }),
      ];
    case 'assistant': {
      // One group: the plugin would otherwise make a message of each call, and drop those whose result is not next.
      const groupId = message.toolCalls?.[0] ? `item_${message.toolCalls[0].id}` : undefined;
      const said = message.content
        ? [llm.ChatMessage.create({ role: 'assistant', content: message.content, ...(groupId && { id: groupId }) })]
        : [];
      const calls = (message.toolCalls ?? []).map((call) =>
        llm.FunctionCall.create({
          callId: call.id,
          name: call.name,
          args: call.argumentsJson,
          ...(groupId && { groupId }),
        }),
      );
      return [...said, ...calls];
    }
  }
}

function deltasOf(chunk: llm.ChatChunk, label: string): ChatDelta[] {
  const deltas: ChatDelta[] = [];
  if (chunk.delta?.content) deltas.push({ type: 'text', text: chunk.delta.content });
  for (const call of chunk.delta?.toolCalls ?? [])
    deltas.push({ type: 'tool-call', id: call.callId, name: call.name, argumentsJson: call.args || '{}' });
  if (chunk.usage) {
    const { promptTokens, completionTokens, promptCachedTokens } = chunk.usage;
    deltas.push({
      type: 'usage',
      provider: label,
      inputTokens: promptTokens,
      outputTokens: completionTokens,
      cachedInputTokens: promptCachedTokens,
    });
  }
  return deltas;
}
