/** Finds the word a person meant when they mistyped one of a known list. Pure. */

/** Number of single-letter edits (insert, delete, replace) that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replace = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replace, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The entry of `known` with the fewest edits to `name`; the first of equals. `known` must not be empty. */
export function nearestName(name: string, known: readonly string[]): string {
  const [first, ...rest] = known;
  if (first === undefined) throw new RangeError(`There is no known name to compare ${JSON.stringify(name)} with.`);
  let best = { name: first, distance: editDistance(name, first) };
  for (const candidate of rest) {
    const distance = editDistance(name, candidate);
    if (distance < best.distance) best = { name: candidate, distance };
  }
  return best.name;
}
