/** A language model for unit tests: gives the steps it was told, in order, and fails on an unexpected or unused one. */
import type { ChatDelta, ChatRequest, LanguageModel } from '../../agents/models/interfaces.ts';

export type ScriptedStep =
  | string
  | { text?: string; calls?: { name: string; arguments: object }[]; error?: Error; waitMs?: number };

export class ScriptedModel implements LanguageModel {
  readonly label = 'scripted/model';
  readonly requests: ChatRequest[] = [];
  readonly #steps: ScriptedStep[];

  constructor(...steps: ScriptedStep[]) {
    this.#steps = steps;
  }
  get unused(): number {
    return this.#steps.length;
  }
  async prewarm(): Promise<void> {}
  async *chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatDelta> {
    this.requests.push(request);
    const next = this.#steps.shift();
    if (next === undefined)
      throw new Error(
        `The model was asked once more than the script knows: ${JSON.stringify(request.messages.at(-1))}`,
      );
    const step = typeof next === 'string' ? { text: next } : next;
    if (step.waitMs) await new Promise((resolve) => setTimeout(resolve, step.waitMs));
    for (const word of (step.text ?? '').split(/(?<=\s)/).filter(Boolean)) {
      if (signal.aborted) return;
      yield { type: 'text', text: word };
    }
    if (step.error) throw step.error;
    for (const [index, call] of (step.calls ?? []).entries())
      yield {
        type: 'tool-call',
        id: `call_${this.requests.length}_${index}`,
        name: call.name,
        argumentsJson: JSON.stringify(call.arguments),
      };
    yield { type: 'usage', provider: this.label, inputTokens: 100, outputTokens: 20, cachedInputTokens: 0 };
  }
}
