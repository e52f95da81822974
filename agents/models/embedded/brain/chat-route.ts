/** `POST /v1/chat/completions`: the rules brain behind OpenAI's wire, streamed or whole. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SEARCHES_DOCUMENTS } from '../../../acting/toolbox/knowledge/found-passages.ts';
import type { HttpHandler } from '../embedded-server.ts';
import { OpenAiError, sendOpenAiError } from '../http/openai-error.ts';
import { readJson } from '../http/read-json.ts';
import type { Log } from '../log.ts';
import { chunks, usageOf, wholeAnswer } from './chat-chunks.ts';
import { chatRequest } from './chat-request.ts';
import { readConversation, textOf } from './conversation.ts';
import { planTurn } from './plan.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;

export function chatRoute(options: { log: Log; nowMs?: () => number }): HttpHandler {
  const nowMs = options.nowMs ?? Date.now;
  return (request, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') return false;
    answer(request, response, options.log, nowMs).catch((error: unknown) => {
      if (!(error instanceof OpenAiError)) options.log.error({ err: error }, 'the rules brain failed');
      sendOpenAiError(response, error);
    });
    return true;
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
  nowMs: () => number,
): Promise<void> {
  const body = await readJson(request, chatRequest, MAX_BODY_BYTES);
  const startedMs = performance.now();
  const tools = body.tool_choice === 'none' ? [] : (body.tools ?? []);
  const decision = planTurn(readConversation(body), {
    tools: new Set(tools.map((tool) => tool.function.name)),
    documents: tools.find((tool) => tool.function.description?.startsWith(SEARCHES_DOCUMENTS))?.function.name,
    nowMs: nowMs(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  log.debug(
    { planMs: performance.now() - startedMs, tools: 'use' in decision ? decision.use.map(({ name }) => name) : [] },
    'planned',
  );
  const identity = { id: `chatcmpl-${randomUUID()}`, createdSeconds: Math.floor(nowMs() / 1000), model: body.model };
  const prefix = randomUUID().replaceAll('-', '').slice(0, 20);
  const callId = (index: number) => `call_${prefix}${index}`;
  const usage = usageOf(
    body.messages.reduce((sum, message) => sum + textOf(message).length, 0),
    decision,
  );
  if (body.stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(wholeAnswer(identity, decision, callId, usage)));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const wanted = body.stream_options?.include_usage === true ? usage : undefined;
  for (const chunk of chunks(identity, decision, callId, wanted)) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.end('data: [DONE]\n\n');
}
