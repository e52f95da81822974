/** Why something could not be done with documents: a code with its HTTP status, and a sentence for who asked. Pure. */

const STATUS = {
  not_found: 404,
  /** An agent file keeps it, or there are as many as there may be. */
  conflict: 409,
  too_large: 413,
  not_readable: 422,
  busy: 429,
  not_reachable: 502,
} as const;
export type KnowledgeFailure = keyof typeof STATUS;

export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError';
  readonly failure: KnowledgeFailure;
  constructor(failure: KnowledgeFailure, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.failure = failure;
  }

  get status(): number {
    return STATUS[this.failure];
  }
}

/** The failure that a status stands for; undefined: none of these. */
export const failureOf = (status: number | undefined): KnowledgeFailure | undefined => {
  const named = Object.entries(STATUS).find(([, its]) => its === status)?.[0];
  return named === undefined ? undefined : (named as KnowledgeFailure);
};
