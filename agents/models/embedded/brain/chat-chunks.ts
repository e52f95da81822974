/**
 * A decision on OpenAI's wire: the chunks of a stream, or the one whole answer. Pure. A tool call comes with its id and
 * name in one chunk and its arguments in later ones, and the reason for the end in a chunk of its own: clients lose
 * calls that are packed tighter.
 */
import type { Decision } from './decision.ts';

export interface AnswerIdentity {
  id: string;
  createdSeconds: number;
  model: string;
}
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** Text goes out clause by clause, as a model's would. */
const CLAUSE = /[^.,!?;:]*[.,!?;:]*\s*/g;

export function* chunks(
  identity: AnswerIdentity,
  decision: Decision,
  callId: (index: number) => string,
  usage: Usage | undefined,
) {
  const chunk = (delta: object, finishReason: string | null = null) => ({
    ...envelope(identity, 'chat.completion.chunk'),
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(usage === undefined ? {} : { usage: null }),
  });
  yield chunk({ role: 'assistant', content: 'say' in decision ? '' : null });
  if ('say' in decision) {
    for (const content of (decision.say.match(CLAUSE) ?? []).filter((text) => text !== '')) yield chunk({ content });
  } else {
    for (const [index, { name, args }] of decision.use.entries()) {
      yield chunk({ tool_calls: [{ index, id: callId(index), type: 'function', function: { name, arguments: '' } }] });
      yield chunk({ tool_calls: [{ index, function: { arguments: JSON.stringify(args) } }] });
    }
  }
  yield chunk({}, finishReason(decision));
  if (usage !== undefined) yield { ...envelope(identity, 'chat.completion.chunk'), choices: [], usage };
}

export function wholeAnswer(
  identity: AnswerIdentity,
  decision: Decision,
  callId: (index: number) => string,
  usage: Usage,
) {
  const calls =
    'use' in decision
      ? decision.use.map(({ name, args }, index) => ({
          id: callId(index),
          type: 'function',
          function: { name, arguments: JSON.stringify(args) },
        }))
      : undefined;
  const message = { role: 'assistant', content: 'say' in decision ? decision.say : null, refusal: null };
  return {
    ...envelope(identity, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: calls === undefined ? message : { ...message, tool_calls: calls },
        logprobs: null,
        finish_reason: finishReason(decision),
      },
    ],
    usage,
  };
}

const finishReason = (decision: Decision) => ('say' in decision ? 'stop' : 'tool_calls');
const envelope = ({ id, createdSeconds, model }: AnswerIdentity, object: string) => ({
  id,
  object,
  created: createdSeconds,
  model,
});

/** Rules have no tokens; clients count them, so four characters make one, which is the usual estimate. */
export function usageOf(promptCharacters: number, decision: Decision): Usage {
  const answer = 'say' in decision ? decision.say : JSON.stringify(decision.use);
  const prompt = Math.ceil(promptCharacters / 4);
  const completion = Math.max(1, Math.ceil(answer.length / 4));
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
