/**
 * What a source's operations are called by an agent: `<source>_<operation>` in the characters that every model takes,
 * at most 64 long, unique. A name depends on what there is and never on the order of it, so that what was approved
 * under a name is what runs under it. Pure.
 */
import { createHash } from 'node:crypto';

const MAX_CHARACTERS = 64;
const HASH_CHARACTERS = 8;

/** `always`: names of this source could be those of another one; all of them are marked. */
export function toolNames(
  source: string,
  operations: readonly string[],
  taken: ReadonlySet<string>,
  always: boolean,
): Map<string, string> {
  const plain = new Map<string, number>();
  for (const operation of operations) {
    const name = plainName(source, operation);
    plain.set(name, (plain.get(name) ?? 0) + 1);
  }
  return new Map(
    operations.map((operation) => {
      const name = plainName(source, operation);
      const altered = name !== `${source}_${operation}`;
      const doubtful = always || name.length > MAX_CHARACTERS || taken.has(name) || (altered && plain.get(name) !== 1);
      return [operation, doubtful ? markedName(name, source, operation) : name];
    }),
  );
}

const plainName = (source: string, operation: string): string =>
  `${source}_${operation.replace(/[^a-zA-Z0-9_-]+/g, '_')}`;

function markedName(name: string, source: string, operation: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([source, operation]))
    .digest('hex');
  return `${name.slice(0, MAX_CHARACTERS - HASH_CHARACTERS - 1)}_${hash.slice(0, HASH_CHARACTERS)}`;
}
