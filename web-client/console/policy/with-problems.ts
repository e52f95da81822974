/** A refusal of rules tells its first mistake, and all of them in its details: all are of use. Pure. */
import { z } from 'zod';
import { Failure } from '../api/failure.ts';

const details = z.object({ problems: z.array(z.string()) });

export function withProblems(error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  const named = details.safeParse(error.details);
  if (!named.success || named.data.problems.length === 0) return error;
  return new Failure(error.code, named.data.problems.join(' '), error.details);
}
