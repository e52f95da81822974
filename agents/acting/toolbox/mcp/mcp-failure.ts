/**
 * Why a request to an MCP server gave no result, as one sentence, and what that means for the call. Knows nothing of the
 * SDK: whoever talks to it translates. Pure.
 */
import type { SourceResult } from '../source.ts';

/**
 * `refused`: the server (or we) said no before anything was begun. `said-no`: it answered with an error. `session-gone`:
 * it no longer knows us. `lost`: no answer, nobody knows. `given-up`: the caller's signal ended the wait.
 */
export type McpFailureKind = 'refused' | 'said-no' | 'session-gone' | 'lost' | 'given-up';

export class McpFailure extends Error {
  override readonly name = 'McpFailure';
  readonly kind: McpFailureKind;
  /** Surely nothing happened at the server. */
  readonly noEffect: boolean;

  constructor(kind: McpFailureKind, sentence: string, noEffect = kind === 'refused' || kind === 'session-gone') {
    super(sentence);
    this.kind = kind;
    this.noEffect = noEffect;
  }
}

export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `sent`: false when the request never left, whatever went wrong. */
export function failureResult(error: unknown, sent: boolean): SourceResult {
  const kind = error instanceof McpFailure ? error.kind : 'lost';
  const noEffect = !sent || (error instanceof McpFailure && error.noEffect);
  const outcome = kind === 'refused' || kind === 'said-no' ? 'failed' : 'broken';
  return { outcome, text: sentenceOf(error), ...(noEffect ? { noEffect } : {}) };
}
