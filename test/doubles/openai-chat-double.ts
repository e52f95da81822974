/** Streams one scripted chat completion the way OpenAI does: role first, a token per chunk, tool calls in parts, usage last. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatScript, scriptedReply } from './chat-script.ts';
import type { FailureMode } from './failure-mode.ts';
import type { OpenAiChatRequest } from './openai-schema.ts';
import type { DoubleTimings } from './timings.ts';

/** How many tokens go out before a double that dies or stalls does so. */
const TOKENS_BEFORE_FAILURE = 3;
let completions = 0;

export async function serveChat(
  request: OpenAiChatRequest,
  response: ServerResponse,
  options: { replies: ChatScript; timings: DoubleTimings; mode: FailureMode },
): Promise<void> {
  const { mode, timings } = options;
  const reply = scriptedReply(request, options.replies);
  completions += 1;
  const id = `chatcmpl-double-${completions}`;
  const calls = (reply.toolCalls ?? []).map((call, index) => ({ index, id: `call_${completions}_${index}`, ...call }));
  const usage = {
    prompt_tokens: countTokens(JSON.stringify(request.messages)),
    completion_tokens: countTokens(reply.text ?? '') + calls.length * 10,
    prompt_tokens_details: { cached_tokens: 0 },
  };
  if (request.stream !== true) {
    const message = {
      role: 'assistant',
      content: reply.text ?? null,
      ...(calls.length > 0 ? { tool_calls: calls.map((call) => wireCall(call)) } : {}),
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        id,
        object: 'chat.completion',
        created: 0,
        model: request.model,
        choices: [{ index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
        usage,
      }),
    );
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  const send = (payload: object): void => {
    if (!response.destroyed)
      response.write(
        `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created: 0, model: request.model, ...payload })}\n\n`,
      );
  };
  const delta = (content: object, finishReason: string | null = null): void =>
    send({ choices: [{ index: 0, delta: content, finish_reason: finishReason, logprobs: null }] });

  response.flushHeaders();
  await sleep(timings.firstTokenMs + (mode.kind === 'slow' ? mode.extraMs : 0));
  if (mode.kind === 'garbage') return void response.end('data: <html>502 Bad Gateway</html>\n\n');
  delta({ role: 'assistant', content: '', refusal: null });
  if (mode.kind !== 'empty') {
    const tokens = (reply.text ?? '').match(/\S+\s*/g) ?? [];
    for (const [index, token] of tokens.entries()) {
      if (response.destroyed) return;
      if (index === TOKENS_BEFORE_FAILURE && mode.kind === 'die') return void (await dieAfterFlush(response));
      if (index === TOKENS_BEFORE_FAILURE && mode.kind === 'stall') return;
      if (index > 0 && timings.perTokenMs > 0) await sleep(timings.perTokenMs);
      delta({ content: token });
    }
    for (const call of calls) {
      delta({
        tool_calls: [
          { index: call.index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } },
        ],
      });
      for (const part of JSON.stringify(call.arguments).match(/.{1,12}/gs) ?? [])
        delta({ tool_calls: [{ index: call.index, function: { arguments: part } }] });
    }
  }
  delta({}, calls.length > 0 && mode.kind !== 'empty' ? 'tool_calls' : 'stop');
  if (request.stream_options?.include_usage)
    send({ choices: [], usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } });
  response.end('data: [DONE]\n\n');
}

const wireCall = (call: { id: string; name: string; arguments: Record<string, unknown> }): object => ({
  id: call.id,
  type: 'function',
  function: { name: call.name, arguments: JSON.stringify(call.arguments) },
});
/** Good enough for a bill in a test: four characters a token. */
const countTokens = (text: string): number => Math.ceil(text.length / 4);

/** What was written goes out first: destroying a socket takes its unsent bytes along. */
async function dieAfterFlush(response: ServerResponse): Promise<void> {
  await sleep(20);
  response.destroy();
}
