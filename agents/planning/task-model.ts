/**
 * Asks a language model for one whole reply under a deadline. A timeout is tried twice more, with waits that double;
 * everything else that fails, fails at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatRequest, type LanguageModel, ModelError } from '../models/interfaces.ts';
import { costUsd } from '../models/price-book.ts';
import type { ModelSpending } from './model-spending.ts';

const RETRIES_AFTER_TIMEOUT = 2;
const FIRST_WAIT_MS = 500;
const REPLY_DEADLINE_MS = 60_000;

export interface WholeReply {
  text: string;
  calls: { id: string; name: string; argumentsJson: string }[];
}

export async function askModel(
  llm: LanguageModel,
  request: ChatRequest,
  spend: (spending: ModelSpending) => void,
  signal: AbortSignal,
): Promise<WholeReply> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await once(llm, request, spend, signal);
    } catch (error) {
      signal.throwIfAborted();
      const late = error instanceof ModelError && error.failure === 'timeout';
      if (!late || tried >= RETRIES_AFTER_TIMEOUT) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** tried, undefined, { signal });
    }
  }
}

async function once(
  llm: LanguageModel,
  request: ChatRequest,
  spend: (spending: ModelSpending) => void,
  signal: AbortSignal,
): Promise<WholeReply> {
  const deadline = AbortSignal.timeout(REPLY_DEADLINE_MS);
  const reply: WholeReply = { text: '', calls: [] };
  let told = false;
  for await (const delta of llm.chat(request, AbortSignal.any([signal, deadline]))) {
    if (delta.type === 'text') reply.text += delta.text;
    else if (delta.type === 'tool-call')
      reply.calls.push({ id: delta.id, name: delta.name, argumentsJson: delta.argumentsJson });
    else {
      told = true;
      const { provider, inputTokens, outputTokens, cachedInputTokens } = delta;
      const usd = costUsd(provider, { inputTokens, outputTokens, cachedInputTokens });
      spend({ inputTokens, outputTokens, ...(usd === undefined ? {} : { usd }) });
    }
  }
  // A chat ends silently when its signal aborts.
  signal.throwIfAborted();
  if (deadline.aborted)
    throw new ModelError(llm.label, 'timeout', `it gave no whole reply in ${REPLY_DEADLINE_MS} ms`, {
      retryable: true,
    });
  // Not every server reports usage: four characters a token is the usual estimate, and the budget must hold anyway.
  if (!told)
    spend({
      inputTokens: Math.ceil(request.messages.reduce((sum, { content }) => sum + content.length, 0) / 4),
      outputTokens: Math.ceil(reply.text.length / 4),
    });
  return reply;
}
