/** What went wrong with a request, as a sentence fit to be shown. */
import { words } from '../words.ts';

export class Failure extends Error {
  override name = 'Failure';
  /** One of the codes in docs/api.md, or `network`, `timeout`, `unreadable`. */
  readonly code: string;
  readonly details: Record<string, unknown>;
  constructor(code: string, message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

export const sentenceOf = (error: unknown): string => (error instanceof Failure ? error.message : words.failed.unknown);
