/**
 * Whether a tool's declared schema can be used at all: an object, of a size somebody may read, that fetches nothing. That
 * it compiles is checked by whoever compiles it. Pure.
 */

const LONGEST_SCHEMA = 64_000;
const DEEPEST = 32;

/** The rest of the sentence "the tool was left out: ...". */
export function schemaProblem(schema: Record<string, unknown>): string | undefined {
  if (schema.type !== 'object')
    return `its arguments are declared as ${JSON.stringify(schema.type)?.slice(0, 60)} and not as an object`;
  const deep = walk(schema, 0);
  if (deep) return deep;
  const { length } = JSON.stringify(schema);
  return length > LONGEST_SCHEMA ? `its schema has ${length} characters, more than ${LONGEST_SCHEMA}` : undefined;
}

function walk(value: unknown, depth: number): string | undefined {
  if (depth > DEEPEST) return `its schema is nested more than ${DEEPEST} deep`;
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, inner] of Object.entries(value)) {
    // A property may be called "$ref"; then what it holds is a schema and not a string.
    if ((key === '$ref' || key === '$dynamicRef') && typeof inner === 'string' && !inner.startsWith('#'))
      return `its schema refers to "${inner.slice(0, 200)}", which lies outside of it`;
    const problem = walk(inner, depth + 1);
    if (problem) return problem;
  }
  return undefined;
}
