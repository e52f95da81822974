/** Reciprocal rank fusion: one order from two rankings whose scores cannot be compared. Pure. */

/** The usual constant: the first places matter, but a single first place does not outvote two second ones. */
const K = 60;

export interface Ranked {
  id: string;
  score: number;
}

/** Best first. A record that both rankings hold comes before one that only one of them holds at the same place. */
export function fuseRanks(rankings: readonly (readonly string[])[]): Ranked[] {
  const scores = new Map<string, number>();
  for (const ranking of rankings) {
    for (const [index, id] of ranking.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (K + index + 1));
  }
  return [...scores].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score);
}
