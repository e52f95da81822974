/** Thrown by a tool that may or may not have acted and cannot find out: not a failure that may simply be tried again. */
export class UnknownOutcomeError extends Error {
  override readonly name = 'UnknownOutcomeError';
}
