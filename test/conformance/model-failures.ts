/** Reads a stream of a model to its end, and what ended it, for the suites of the three interfaces. */
import { ModelError } from '../../agents/models/interfaces.ts';

export interface Collected<T> {
  chunks: T[];
  /** What was thrown; undefined: it ended by itself. */
  error: ModelError | undefined;
}

/** Anything thrown that is no ModelError fails the test that reads it. */
export async function collect<T>(
  stream: AsyncIterable<T> | Iterable<T>,
  onChunk: (chunk: T) => void = () => undefined,
): Promise<Collected<T>> {
  const chunks: T[] = [];
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      onChunk(chunk);
    }
  } catch (error) {
    if (error instanceof ModelError) return { chunks, error };
    throw error;
  }
  return { chunks, error: undefined };
}

/** Waits until `happened` is true; says what it waited for when it never is. */
export async function until(what: string, happened: () => boolean, deadlineMs = 15_000): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!happened()) {
    if (performance.now() > endMs) throw new Error(`waited ${deadlineMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
