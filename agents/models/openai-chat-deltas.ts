/**
 * Puts the chunks of a streamed chat completion together: text goes through, tool calls are held until complete. Pure.
 * Takes what OpenAI sends and what compatible servers make of it: whole calls in one chunk, `finish_reason` in the
 * same chunk, calls without an index, missing ids, usage in the last chunk or nowhere.
 */
import { z } from 'zod';
import type { ChatDelta } from './interfaces.ts';
import { ThinkingFilter } from './thinking-filter.ts';

const toolCallPart = z.object({
  index: z.number().int().nullish(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});
const chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish(), tool_calls: z.array(toolCallPart).nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: z.number().nullish(),
      completion_tokens: z.number().nullish(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
  error: z.unknown().optional(),
});

/** A chunk that is not what the interface promises; the message says what it is. */
export class ChatChunkError extends Error {
  override readonly name = 'ChatChunkError';
}

interface OpenCall {
  id: string;
  name: string;
  argumentsJson: string;
}

export class ChatDeltaAssembler {
  readonly #provider: string;
  /** By index, and in order of appearance: a map keeps both. */
  readonly #calls = new Map<number, OpenCall>();
  readonly #thinking = new ThinkingFilter();
  #produced = false;
  #finished = false;

  constructor(provider: string) {
    this.#provider = provider;
  }

  /** True once the server said why it stopped. A stream that ends earlier was cut. */
  get finished(): boolean {
    return this.#finished;
  }

  push(payload: string): ChatDelta[] {
    const { choices, usage, error } = parseChunk(payload);
    if (error !== undefined && error !== null)
      throw new ChatChunkError(`the stream carries an error: ${JSON.stringify(error).slice(0, 200)}`);
    const deltas: ChatDelta[] = [];
    const choice = choices?.[0];
    if (choice?.delta?.content) deltas.push(...this.#text(this.#thinking.push(choice.delta.content)));
    for (const part of choice?.delta?.tool_calls ?? []) this.#addCallPart(part);
    if (choice?.finish_reason) {
      deltas.push(...this.end());
    }
    if (usage) {
      deltas.push({
        type: 'usage',
        provider: this.#provider,
        inputTokens: usage.prompt_tokens ?? 0,
        outputTokens: usage.completion_tokens ?? 0,
        cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
      });
    }
    return deltas;
  }

  /** After `[DONE]`: whatever was held. Servers that never send `finish_reason` end here too. */
  end(): ChatDelta[] {
    this.#finished = true;
    return [...this.#text(this.#thinking.end()), ...this.#completeCalls()];
  }

  get produced(): boolean {
    return this.#produced;
  }

  #text(text: string): ChatDelta[] {
    if (!text) return [];
    this.#produced = true;
    return [{ type: 'text', text }];
  }

  #addCallPart(part: z.infer<typeof toolCallPart>): void {
    const last = [...this.#calls.keys()].at(-1);
    const startsAnother = part.id !== undefined && part.id !== null && part.index === undefined;
    const index = part.index ?? (startsAnother || last === undefined ? (last ?? -1) + 1 : last);
    const known = this.#calls.get(index);
    const call = known ?? { id: part.id ?? `call_${index}`, name: '', argumentsJson: '' };
    if (!known) this.#calls.set(index, call);
    if (part.function?.name) call.name = part.function.name;
    if (part.function?.arguments) call.argumentsJson += part.function.arguments;
  }

  #completeCalls(): ChatDelta[] {
    const deltas = [...this.#calls.values()].map((call): ChatDelta => {
      if (!call.name) throw new ChatChunkError(`the tool call ${call.id} has no name`);
      return { type: 'tool-call', ...call, argumentsJson: call.argumentsJson || '{}' };
    });
    if (deltas.length > 0) this.#produced = true;
    this.#calls.clear();
    return deltas;
  }
}

function parseChunk(payload: string): z.infer<typeof chunk> {
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    throw new ChatChunkError(`the stream carries something that is not JSON: ${payload.slice(0, 100)}`);
  }
  const parsed = chunk.safeParse(json);
  if (!parsed.success)
    throw new ChatChunkError(`the stream carries something that is not a chat chunk: ${payload.slice(0, 100)}`);
  return parsed.data;
}
